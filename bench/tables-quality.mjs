// @ts-check
// The scores that `trainTable` and `trainSparse` reach without tuning, beside those of a linear model of scikit-learn on the
// same split, which the README of the data folder gives. One argument: the folder of the data sets.
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { trainSparse, trainTable } from "../dist/node/index.js";

const data = process.argv[2];
if (data === undefined) throw new Error("usage: node bench/tables-quality.mjs FOLDER");
const folder = mkdtempSync(join(tmpdir(), "minibatch-quality-"));

/** The test file of adult: without its first line, and the classes without their full stop. */
function adultTest() {
  const path = join(folder, "adult.test.csv");
  const lines = readFileSync(join(data, "adult/adult.test"), "utf8").split("\n").slice(1);
  writeFileSync(path, lines.map((line) => line.replace(/\.$/, "")).join("\n"));
  return path;
}

/**
 * A file of kddcup99 with `normal.` against the rest.
 *
 * @param {string} name - of the file
 */
async function attacks(name) {
  const path = join(folder, `${name}.csv`);
  const out = createWriteStream(path);
  const lines = createInterface({ input: createReadStream(join(data, "kddcup99", name)).pipe(createGunzip()) });
  for await (const line of lines) {
    const end = line.lastIndexOf(",") + 1;
    out.write(`${line.slice(0, end)}${line.slice(end) === "normal." ? "normal" : "attack"}\n`);
  }
  await new Promise((resolve) => out.end(() => resolve(undefined)));
  return path;
}

const quarter = { testSize: 0.25, seed: 0, stratify: false };
const kdd = (/** @type {string} */ name) => join(data, "kddcup99", name);

/** @typedef {import("../dist/node/index.js").TrainTableOptions} TableOptions */
/** @typedef {import("../dist/node/index.js").TrainSparseOptions} SparseOptions */

/** @type {[string, string, TableOptions | SparseOptions, number | undefined, number][]} */
const cases = [
  ["a9a", join(data, "a9a/a9a"), { format: "libsvm", test: join(data, "a9a/a9a.t") }, 0.8495, 0.005],
  [
    "rcv1_small",
    join(data, "rcv1_small/rcv1_small.train.libsvm"),
    { format: "libsvm", test: join(data, "rcv1_small/rcv1_small.test.libsvm") },
    0.878,
    0.005,
  ],
  [
    "sms_spam",
    join(data, "sms_spam/SMSSpamCollection"),
    { target: "column0", text: ["column1"], header: false, ...quarter },
    0.977,
    0.005,
  ],
  ["iris", join(data, "small/iris.csv"), { target: "species", ...quarter }, 0.9737, 1 / 38],
  ["breast_cancer", join(data, "small/breast_cancer.csv"), { target: "diagnosis", ...quarter }, 0.958, 1 / 143],
  ["digits", join(data, "digits/digits.csv.gz"), { target: "column64", ...quarter }, 0.9667, 0.005],
  [
    "california_housing",
    join(data, "california_housing/housing.csv"),
    { target: "median_house_value", ...quarter },
    0.6433,
    0.005,
  ],
  ["adult", join(data, "adult/adult.data"), { target: "column14", test: adultTest() }, 0.853, 0.005],
  [
    "kddcup99, binary",
    await attacks("kddcup.data_10_percent.gz"),
    { target: "column41", test: await attacks("corrected.gz") },
    0.9226,
    0.005,
  ],
  [
    "kddcup99, all classes",
    kdd("kddcup.data_10_percent.gz"),
    { target: "column41", test: kdd("corrected.gz") },
    undefined,
    0.005,
  ],
  [
    "kddcup99, 23 classes of the training file",
    kdd("kddcup.data_10_percent.gz"),
    { target: "column41", ...quarter },
    0.9977,
    0.005,
  ],
];

let failed = 0;
for (const [name, path, options, reference, slack] of cases) {
  const only = process.argv[3];
  if (only !== undefined && !name.startsWith(only)) continue;
  const begin = performance.now();
  const result = await ("target" in options
    ? trainTable(path, { ...options, cache: false })
    : trainSparse(path, { ...options, cache: false }));
  const score = "r2" in result.test ? result.test.r2 : result.test.accuracy;
  const seconds = (performance.now() - begin) / 1000;
  const isGood = seconds < 60 && (reference === undefined || score >= reference - slack - 1e-9);
  if (!isGood) failed++;
  const logLoss = result.test.task === "classification" ? ` log loss ${result.test.logLoss?.toFixed(4)}` : "";
  process.stdout.write(
    `${isGood ? "ok    " : "BELOW "} ${name}: ${score.toFixed(4)}, reference ${reference ?? "-"}${logLoss}, ${result.history.length} epochs, ${seconds.toFixed(1)} s\n`,
  );
}
rmSync(folder, { recursive: true });
process.exitCode = failed === 0 ? 0 : 1;
