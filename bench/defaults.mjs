// @ts-check
// node bench/defaults.mjs [--only TEXT]: candidates for the defaults of `minibatch train` on generated tables of many kinds,
// beside the best linear model that scikit-learn finds by cross-validation. After npm run build; PYTHON names the Python.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fitEstimator } from "../dist/data/table/fit-estimator.js";
import { trainingDefaults } from "../dist/data/table/training-defaults.js";
import { DenseMatrix, SGDClassifier } from "../dist/index.js";
import { Child } from "./child.mjs";
import { KINDS, tableLike } from "./data/table-like.mjs";
import { markdown, progress } from "./harness.mjs";

/** @typedef {import("./data/table-like.mjs").EncodedTable} EncodedTable */
/** @typedef {{ rows: number, columns: number, features: number, task: "classification" | "regression" }} Size */
/** @typedef {import("../dist/data/table/fit-estimator.js").FitEstimatorOptions} FitOptions */
/** @typedef {{ score: number, loss: number }} Quality - accuracy and log loss, or R² and 1 - R² */

/** How far below the best linear model a table counts as missed: accuracy or R². */
const SLACK = 0.005;

/** @type {Record<string, (size: Size) => FitOptions>} */
const CANDIDATES = {
  "as train": trainingDefaults,
  "penalty 1 / rows": (size) => ({ ...trainingDefaults(size), l2: 1 / size.rows }),
  "a tenth held out": (size) => heldOut(size, 0.1),
  "a fifth held out": (size) => heldOut(size, 0.2),
  "rate 0.5": (size) => ({ ...trainingDefaults(size), learningRate: 0.5 }),
  "adam 0.01": (size) => ({ ...trainingDefaults(size), optimizer: "adam", learningRate: 0.01 }),
  "sgd, linear": (size) => plain(size, { schedule: "linear" }),
  "sgd, averaged": (size) => plain(size, { average: Math.ceil((trainingDefaults(size).epochs * size.rows) / 10) }),
  "sgd, constant": (size) => plain(size, {}),
};

/**
 * The weights of the best epoch on rows held out; an end where a tenth of the epochs did not gain.
 *
 * @param {Size} size
 * @param {number} validation
 * @returns {FitOptions}
 */
function heldOut(size, validation) {
  const defaults = trainingDefaults(size);
  const patience = Math.max(3, Math.ceil(defaults.epochs / 10));
  return { ...defaults, earlyStopping: { validation, patience, minDelta: 0 } };
}

/**
 * Plain steps, the rate lower for many features, whose largest curvature grows with their number.
 *
 * @param {Size} size
 * @param {FitOptions} options
 * @returns {FitOptions}
 */
function plain(size, options) {
  const { epochs, batchSize, l2 } = trainingDefaults(size);
  const learningRate = (size.task === "classification" ? 5 : 0.3) / Math.max(100, size.features);
  return { epochs, batchSize, l2, optimizer: "sgd", schedule: "constant", learningRate, ...options };
}

const { values } = parseArgs({ options: { only: { type: "string", default: "" } } });
const names = Object.keys(CANDIDATES);
const folder = join(process.env.BENCH_DATA ?? join(tmpdir(), "minibatch-bench"), "tables");
mkdirSync(folder, { recursive: true });

const python = await Child.start("sklearnTables");
/** @type {(string | number)[][]} */
const rows = [];
const gaps = names.map(() => /** @type {number[]} */ ([]));
const seconds = names.map(() => 0);
for (const [i, kind] of KINDS.entries()) {
  if (!kind.name.includes(values.only)) continue;
  const table = tableLike(kind, i + 1);
  const best = await optimumOf(table);
  const cells = [];
  for (const [k, name] of names.entries()) {
    const begin = performance.now();
    const estimator = await trained(table, CANDIDATES[name]);
    seconds[k] += (performance.now() - begin) / 1000;
    const { score, loss } = qualityOf(estimator, table);
    gaps[k].push(best.score - score);
    const excess = kind.task === "classification" ? ` (${signed(loss - best.loss, 3)})` : "";
    cells.push(`${signed(100 * (best.score - score), 2)}${excess}`);
  }
  rows.push([`${kind.task === "regression" ? "numbers: " : ""}${kind.name}`, (100 * best.score).toFixed(1), ...cells]);
  progress(`  ${kind.name}`);
}
python.close();
rows.push(["missed by more than 0.5", "", ...gaps.map((own) => own.filter((gap) => gap > SLACK).length)]);
rows.push(["worst", "", ...gaps.map((own) => (100 * Math.max(...own)).toFixed(2))]);
rows.push(["seconds in all", "", ...seconds.map((own) => own.toFixed(1))]);
const notes = [
  "Points of accuracy, or of R² for numbers, below scikit-learn's best linear model (whose own stand in the second column), on 20,000 test rows; in brackets the log loss above its.",
];
process.stdout.write(
  markdown({ title: "Candidates for the defaults", columns: ["table", "best", ...names], rows, notes }),
);

/**
 * What the best linear model of scikit-learn reaches, from the store where it was asked before.
 *
 * @param {EncodedTable} table
 * @returns {Promise<Quality>}
 */
async function optimumOf({ kind, columns, train, test }) {
  const store = join(folder, "optima.json");
  const known = existsSync(store) ? JSON.parse(readFileSync(store, "utf8")) : {};
  const key = JSON.stringify(kind);
  if (known[key] === undefined) {
    const job = { task: kind.task, columns, train: written("train", train), test: written("test", test) };
    known[key] = await python.request("optimum", job);
    writeFileSync(store, JSON.stringify(known));
  }
  return known[key];
}

/**
 * @param {string} name
 * @param {import("./data/table-like.mjs").Rows} rows
 */
function written(name, { x, y }) {
  const files = { x: join(folder, `${name}-x.f32`), y: join(folder, `${name}-y.f64`) };
  writeFileSync(files.x, x);
  writeFileSync(files.y, y);
  return files;
}

/**
 * @param {EncodedTable} table
 * @param {(size: Size) => FitOptions} candidate
 */
async function trained({ kind, columns, train }, candidate) {
  const { task, rows, numbers, words = [] } = kind;
  const options = candidate({ task, rows, columns: numbers + words.length, features: columns });
  const classes = task === "classification" ? [...new Set(train.y)].sort((a, b) => a - b) : [];
  const X = new DenseMatrix(train.x, train.rows, columns);
  const target = { task, classes, targets: train.y };
  return (await fitEstimator(X, target, { seed: 0, precision: "f32", ...options }, {})).estimator;
}

/**
 * @param {Awaited<ReturnType<typeof trained>>} estimator
 * @param {EncodedTable} table
 * @returns {Quality}
 */
function qualityOf(estimator, { columns, test }) {
  const { x, y } = test;
  const X = new DenseMatrix(x, test.rows, columns);
  if (estimator instanceof SGDClassifier) {
    const probabilities = estimator.predictProba(X);
    let loss = 0;
    for (const [row, label] of y.entries()) {
      loss -= Math.log(Math.max(1e-15, probabilities.get(row, estimator.classes.indexOf(label))));
    }
    return { score: estimator.score(X, y), loss: loss / y.length };
  }
  const score = estimator.score(X, y);
  return { score, loss: 1 - score };
}

/**
 * @param {number} value
 * @param {number} digits
 */
function signed(value, digits) {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text;
}
