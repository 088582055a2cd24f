/** Bins that a column of many values is cut into, at most, and rows that one has at least. */
const BINS = 64;
const ROWS_PER_BIN = 10;

/** Rows that are looked at first, evenly spread. */
const FEW_ROWS = 1000;

/**
 * Rows that the best rule on one column alone gets wrong. A column of few values has a rule for each of them; one of
 * many is cut into bins of about equally many rows, each with a rule, and for two classes at the best threshold.
 *
 * @param raw - the column, NaN where missing, [rows]
 * @param codes - class of each row, [rows]
 * @param classes - number of classes
 */
export function errorsOfBestRule(raw: Float64Array, codes: Int32Array, classes: number): number {
  const sorted = sortTogether(raw, codes, classes);
  if (distinctValues(sorted) <= mostValues(raw.length, classes)) return errorsByValue(sorted, classes);
  const byBins = errorsByBin(sorted, classes);
  return classes === 2 ? Math.min(byBins, errorsOfThreshold(sorted)) : byBins;
}

/**
 * A number of rows that {@link errorsOfBestRule} is not below, from few of the rows. A rule says one class in each of some
 * stretches of the sorted column; in a stretch in which the class changes m times, it is wrong for m / 2 rows at least.
 *
 * @param codes - class of each row, [rows]
 * @param classes - number of classes
 * @returns gives it for a column; of its values, every `every`-th is that of one of the rows
 */
export function leastErrorsOfBestRule(
  codes: Int32Array,
  classes: number,
): (values: Float64Array, every: number) => number {
  const step = Math.ceil(codes.length / FEW_ROWS);
  const few = everyNth(codes, step);
  const stretches = Math.max(BINS, mostValues(codes.length, classes));
  return (values, every) => {
    const runs = runsOf(sortTogether(everyNth(values, every * step), few, classes).codes);
    return Math.max(0, (runs - stretches) / 2);
  };
}

/** Different values of a column that has a rule for each, at most. */
function mostValues(rows: number, classes: number): number {
  return Math.max(2 * classes, rows / 20);
}

function distinctValues({ values }: SortedColumn): number {
  let distinct = 1;
  for (let i = 1; i < values.length; i++) if (differ(values[i]!, values[i - 1]!)) distinct++;
  return distinct;
}

function runsOf(codes: Int32Array): number {
  let runs = 1;
  for (let i = 1; i < codes.length; i++) if (codes[i] !== codes[i - 1]) runs++;
  return runs;
}

/** Whether every value of the column stands for one class, and every class has one value. */
export function isRenamed(raw: Float64Array, codes: Int32Array): boolean {
  const classOf = new Map<number, number>();
  const codesValue = new Map<number, number>();
  for (let row = 0; row < raw.length; row++) {
    const value = raw[row]!;
    const code = codes[row]!;
    if ((classOf.get(value) ?? code) !== code || differ(codesValue.get(code) ?? value, value)) return false;
    classOf.set(value, code);
    codesValue.set(code, value);
  }
  return true;
}

/** A column in ascending order, missing values last, and the classes of its rows. */
interface SortedColumn {
  readonly values: Float64Array;
  readonly codes: Int32Array;
}

/** Every n-th of the values, from the first one on. */
export function everyNth<T extends Float64Array | Int32Array>(values: T, step: number): T {
  if (step === 1) return values;
  const some = values.slice(0, Math.ceil(values.length / step)) as T;
  for (let i = 0; i < some.length; i++) some[i] = values[i * step]!;
  return some;
}

/** Sorts each class's values as plain numbers and merges them, which is ten times faster than sorting row indices. */
function sortTogether(raw: Float64Array, codes: Int32Array, classes: number): SortedColumn {
  const ends = new Int32Array(classes);
  for (let row = 0; row < codes.length; row++) ends[codes[row]!]!++;
  for (let code = 1; code < classes; code++) ends[code]! += ends[code - 1]!;
  const next = Int32Array.from(ends, (_, code) => (code === 0 ? 0 : ends[code - 1]!));
  const starts = next.slice();
  const grouped = new Float64Array(raw.length);
  for (let row = 0; row < raw.length; row++) grouped[next[codes[row]!]!++] = raw[row]!;
  for (let code = 0; code < classes; code++) grouped.subarray(starts[code]!, ends[code]!).sort();
  const values = new Float64Array(raw.length);
  const sortedCodes = new Int32Array(raw.length);
  for (let i = 0; i < raw.length; i++) {
    let least = -1;
    for (let code = 0; code < classes; code++) {
      if (starts[code] === ends[code]) continue;
      const isLess =
        least < 0 || grouped[starts[code]!]! < grouped[starts[least]!]! || Number.isNaN(grouped[starts[least]!]);
      if (isLess) least = code;
    }
    values[i] = grouped[starts[least]!++]!;
    sortedCodes[i] = least;
  }
  return { values, codes: sortedCodes };
}

function errorsByValue({ values, codes }: SortedColumn, classes: number): number {
  let right = 0;
  for (let from = 0; from < values.length; ) {
    let to = from + 1;
    while (to < values.length && !differ(values[to]!, values[from]!)) to++;
    right += mostOfOneClass(codes, from, to, classes);
    from = to;
  }
  return values.length - right;
}

/** A bin ends where a value does: rows of one value have one rule. */
function errorsByBin({ values, codes }: SortedColumn, classes: number): number {
  const rows = codes.length;
  const bins = Math.max(1, Math.min(BINS, Math.floor(rows / ROWS_PER_BIN)));
  let right = 0;
  for (let bin = 1, from = 0; bin <= bins; bin++) {
    let to = Math.max(from, Math.floor((bin * rows) / bins));
    while (to > 0 && to < rows && !differ(values[to]!, values[to - 1]!)) to++;
    right += mostOfOneClass(codes, from, to, classes);
    from = to;
  }
  return rows - right;
}

function mostOfOneClass(codes: Int32Array, from: number, to: number, classes: number): number {
  const counts = new Int32Array(classes);
  let most = 0;
  for (let i = from; i < to; i++) most = Math.max(most, ++counts[codes[i]!]!);
  return most;
}

function errorsOfThreshold({ values, codes }: SortedColumn): number {
  const rows = codes.length;
  const ones = codes.reduce((sum, code) => sum + code, 0);
  let below = 0;
  let best = Math.min(ones, rows - ones);
  for (let i = 0; i < rows; i++) {
    below += codes[i]!;
    if (i + 1 < rows && !differ(values[i]!, values[i + 1]!)) continue;
    // Zeros below and ones above the threshold, or the other way round.
    const errors = below + (rows - i - 1 - (ones - below));
    best = Math.min(best, errors, rows - errors);
  }
  return best;
}

function differ(a: number, b: number): boolean {
  return a !== b && !(Number.isNaN(a) && Number.isNaN(b));
}
