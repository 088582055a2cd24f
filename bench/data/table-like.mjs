// @ts-check
// Tables of many kinds, as `trainTable` would encode them: numbers standardised by the training rows, an indicator where
// values are missing, a column for each word. What is learned is linear in them, with noise, or nearly so.

import { Random } from "./random.mjs";

/**
 * @typedef {object} Kind
 * @property {string} name
 * @property {"classification" | "regression"} task
 * @property {number} rows - to train on
 * @property {number} numbers - columns of numbers
 * @property {"normal" | "skewed" | "heavy" | "outliers" | "correlated" | "powers" | "binary"} [shape] - of the numbers
 * @property {number[]} [words] - columns of words: the different words of each, of which few are frequent
 * @property {number} [classes] - default 2
 * @property {number} [signal] - standard deviation of what is linear; default 2 for classes
 * @property {number} [noise] - standard deviation of what is added to a numeric target, in those of the signal
 * @property {boolean} [heavyNoise] - of the Student distribution with 2 degrees of freedom
 * @property {boolean} [exponential] - the target is exp of itself
 * @property {number} [shift] - of the outputs; makes classes rare
 * @property {number} [missing] - share of the numbers
 * @property {number} [flipped] - share of the labels that are drawn at random
 * @property {boolean} [separable] - the class is the sign, without chance
 * @property {number} [informative] - share of the columns that count; default all
 * @property {boolean} [sorted] - by the target
 */

/** @typedef {{ x: Float32Array, y: Float64Array, rows: number }} Rows */
/** @typedef {{ kind: Kind, columns: number, train: Rows, test: Rows }} EncodedTable */

/** The kinds. None is like a reference set on purpose. @type {readonly Kind[]} */
export const KINDS = [
  { name: "100 rows x 5", task: "classification", rows: 100, numbers: 5 },
  { name: "300 rows x 50, 10 count", task: "classification", rows: 300, numbers: 50, informative: 0.2 },
  { name: "200 rows x 300, 15 count", task: "classification", rows: 200, numbers: 300, informative: 0.05 },
  { name: "3,000 rows x 20", task: "classification", rows: 3000, numbers: 20, shape: "skewed" },
  { name: "5,000 rows x 500, 50 count", task: "classification", rows: 5000, numbers: 500, informative: 0.1 },
  { name: "300,000 rows x 28", task: "classification", rows: 300_000, numbers: 28, shape: "skewed" },
  { name: "correlated", task: "classification", rows: 5000, numbers: 40, shape: "correlated" },
  { name: "powers of 3 numbers", task: "classification", rows: 3000, numbers: 15, shape: "powers", signal: 3 },
  { name: "heavy tails", task: "classification", rows: 20_000, numbers: 15, shape: "heavy" },
  { name: "outliers of 1,000 sd", task: "classification", rows: 20_000, numbers: 15, shape: "outliers" },
  { name: "words, 20,000 rows", task: "classification", rows: 20_000, numbers: 4, words: [8, 40, 200] },
  { name: "words, 100,000 rows", task: "classification", rows: 100_000, numbers: 4, words: [5, 16, 100] },
  { name: "rare class, 1 %", task: "classification", rows: 30_000, numbers: 10, shift: -6.5 },
  { name: "labels drawn, 30 %", task: "classification", rows: 10_000, numbers: 20, flipped: 0.3, signal: 6 },
  { name: "separable", task: "classification", rows: 2000, numbers: 20, separable: true },
  { name: "separable, 50,000 rows", task: "classification", rows: 50_000, numbers: 20, separable: true },
  { name: "10 classes", task: "classification", rows: 5000, numbers: 30, classes: 10, signal: 3 },
  {
    name: "25 classes, 50,000 rows",
    task: "classification",
    rows: 50_000,
    numbers: 20,
    classes: 25,
    signal: 3,
    words: [10],
  },
  { name: "4 classes, 400 rows x 60", task: "classification", rows: 400, numbers: 60, classes: 4, shape: "correlated" },
  { name: "sorted by class", task: "classification", rows: 50_000, numbers: 10, sorted: true },
  { name: "missing values", task: "classification", rows: 10_000, numbers: 20, missing: 0.2 },
  { name: "binary columns", task: "classification", rows: 10_000, numbers: 60, shape: "binary" },
  { name: "little noise", task: "regression", rows: 2000, numbers: 10, noise: 0.02 },
  { name: "much noise", task: "regression", rows: 5000, numbers: 20, noise: 1 },
  { name: "almost all noise", task: "regression", rows: 20_000, numbers: 20, noise: 4 },
  { name: "heavy-tailed noise", task: "regression", rows: 10_000, numbers: 10, noise: 0.5, heavyNoise: true },
  {
    name: "exponential target, sorted",
    task: "regression",
    rows: 20_000,
    numbers: 8,
    signal: 0.7,
    noise: 0.3,
    exponential: true,
    sorted: true,
  },
  { name: "correlated numbers", task: "regression", rows: 5000, numbers: 40, shape: "correlated", noise: 0.5 },
  { name: "powers, numbers", task: "regression", rows: 3000, numbers: 15, shape: "powers", noise: 0.3 },
  { name: "heavy columns", task: "regression", rows: 20_000, numbers: 15, shape: "heavy", noise: 0.5 },
  { name: "outlier columns", task: "regression", rows: 20_000, numbers: 15, shape: "outliers", noise: 0.5 },
  {
    name: "words, 50,000 rows, numbers",
    task: "regression",
    rows: 50_000,
    numbers: 4,
    words: [8, 30, 150],
    noise: 0.5,
  },
  { name: "300,000 rows x 20", task: "regression", rows: 300_000, numbers: 20, shape: "skewed", noise: 0.5 },
  { name: "150 rows x 200", task: "regression", rows: 150, numbers: 200, informative: 0.05, noise: 0.5 },
  { name: "120 rows x 4", task: "regression", rows: 120, numbers: 4, noise: 0.3 },
  { name: "missing numbers", task: "regression", rows: 10_000, numbers: 20, missing: 0.2, noise: 0.3 },
  { name: "3,000 rows x 400", task: "regression", rows: 3000, numbers: 400, noise: 0.5 },
];

/** Rows to test on. */
const TEST_ROWS = 20_000;

/**
 * Draws a table.
 *
 * @param {Kind} kind
 * @param {number} seed
 * @returns {EncodedTable}
 */
export function tableLike(kind, seed) {
  const random = new Random(seed);
  const rows = kind.rows + TEST_ROWS;
  const numbers = standardised(drawNumbers(random, kind, rows), kind.rows);
  const features = numbers.flatMap((values) => withGaps(random, values, kind.missing ?? 0));
  for (const levels of kind.words ?? []) features.push(...drawWords(random, levels, rows));
  const y =
    kind.task === "regression" ? drawTargets(random, kind, features, rows) : drawClasses(random, kind, features, rows);
  const order = Int32Array.from({ length: kind.rows }, (_, row) => row);
  if (kind.sorted) order.sort((a, b) => y[a] - y[b] || a - b);
  const test = Int32Array.from({ length: TEST_ROWS }, (_, i) => kind.rows + i);
  return { kind, columns: features.length, train: rowsOf(features, y, order), test: rowsOf(features, y, test) };
}

/**
 * @param {Float64Array[]} features
 * @param {Float64Array} y
 * @param {Int32Array} order
 * @returns {Rows}
 */
function rowsOf(features, y, order) {
  const x = new Float32Array(order.length * features.length);
  for (const [j, values] of features.entries()) {
    for (let i = 0; i < order.length; i++) x[i * features.length + j] = values[order[i]];
  }
  return { x, y: Float64Array.from(order, (row) => y[row]), rows: order.length };
}

/**
 * @param {Random} random
 * @param {Kind} kind
 * @param {number} rows
 */
function drawNumbers(random, { numbers, shape = "normal" }, rows) {
  const columns = Array.from({ length: numbers }, () => new Float64Array(rows));
  for (let row = 0; row < rows; row++) {
    let before = random.normal();
    for (let j = 0; j < numbers; j++) {
      const normal = random.normal();
      if (shape === "correlated") before = 0.99 * before + Math.sqrt(1 - 0.99 ** 2) * normal;
      columns[j][row] = numberOf(shape, normal, before, j, random, () => columns[j - (j % 5)][row]);
    }
  }
  return columns;
}

/**
 * @param {NonNullable<Kind["shape"]>} shape
 * @param {number} normal
 * @param {number} walk
 * @param {number} column
 * @param {Random} random
 * @param {() => number} base - of powers
 */
function numberOf(shape, normal, walk, column, random, base) {
  switch (shape) {
    case "normal":
      return normal;
    case "skewed":
      return column % 3 ? normal : Math.exp(0.7 * normal);
    case "heavy":
      return column % 2 ? normal : Math.exp(2.5 * normal);
    case "outliers":
      return column % 2 || random.uniform() > 0.0005 ? normal : 1000 * normal;
    case "correlated":
      return walk;
    case "powers":
      return column % 5 === 0 ? random.uniform() : base() ** ((column % 5) + 1);
    case "binary":
      return random.uniform() < 0.5 ** ((column % 7) + 1) ? 1 : 0;
  }
}

/**
 * @param {Float64Array[]} columns
 * @param {number} trainRows - that the statistics are of
 */
function standardised(columns, trainRows) {
  return columns.map((values) => {
    const own = values.subarray(0, trainRows);
    const mean = own.reduce((sum, value) => sum + value, 0) / trainRows;
    const scale = Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / trainRows) || 1;
    return values.map((value) => (value - mean) / scale);
  });
}

/**
 * @param {Random} random
 * @param {Float64Array} values
 * @param {number} share
 */
function withGaps(random, values, share) {
  if (share === 0) return [values];
  const missing = values.map(() => (random.uniform() < share ? 1 : 0));
  return [values.map((value, row) => (missing[row] ? 0 : value)), missing];
}

/**
 * Words as often as 1 / their number.
 *
 * @param {Random} random
 * @param {number} levels
 * @param {number} rows
 */
function drawWords(random, levels, rows) {
  const ends = new Float64Array(levels);
  for (let word = 0, sum = 0; word < levels; word++) ends[word] = sum += 1 / (word + 1);
  const columns = Array.from({ length: levels }, () => new Float64Array(rows));
  for (let row = 0; row < rows; row++) {
    const at = random.uniform() * ends[levels - 1];
    columns[ends.findIndex((end) => at <= end)][row] = 1;
  }
  return columns;
}

/**
 * A linear function of the features, of standard deviation 1.
 *
 * @param {Random} random
 * @param {Float64Array[]} features
 * @param {number} informative
 * @param {number} rows
 */
function drawOutputs(random, features, informative, rows) {
  const z = new Float64Array(rows);
  const count = Math.max(2, Math.round(informative * features.length));
  for (let j = 0; j < count; j++) {
    const weight = random.normal();
    for (let row = 0; row < rows; row++) z[row] += weight * features[j][row];
  }
  // By the middle rows, so that one outlier does not make all others alike.
  const size = Float64Array.from(z, Math.abs).sort()[Math.floor(0.68 * rows)];
  return z.map((value) => value / size);
}

/**
 * @param {Random} random
 * @param {Kind} kind
 * @param {Float64Array[]} features
 * @param {number} rows
 */
function drawTargets(random, kind, features, rows) {
  const { signal = 1, noise = 0.5, informative = 1, heavyNoise, exponential } = kind;
  return drawOutputs(random, features, informative, rows).map((z) => {
    const tail = heavyNoise ? Math.sqrt(-Math.log(random.uniform())) : 1;
    const value = signal * (z + (noise * random.normal()) / tail);
    return exponential ? Math.exp(value) : value;
  });
}

/**
 * @param {Random} random
 * @param {Kind} kind
 * @param {Float64Array[]} features
 * @param {number} rows
 */
function drawClasses(random, kind, features, rows) {
  const { classes = 2, signal = 2, informative = 1, shift = 0, flipped = 0, separable } = kind;
  const outputs = Array.from({ length: classes === 2 ? 1 : classes }, () =>
    drawOutputs(random, features, informative, rows),
  );
  return Float64Array.from({ length: rows }, (_, row) => {
    if (random.uniform() < flipped) return Math.floor(classes * random.uniform());
    if (classes === 2) {
      const z = signal * outputs[0][row] + shift;
      return (separable ? z > 0 : random.uniform() < 1 / (1 + Math.exp(-z))) ? 1 : 0;
    }
    // The largest of outputs with Gumbel noise is a draw from their softmax.
    const noisy = outputs.map((z, k) => signal * z[row] - 0.3 * k - Math.log(-Math.log(random.uniform())));
    return noisy.indexOf(Math.max(...noisy));
  });
}
