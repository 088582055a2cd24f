import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SGDClassifier } from "../../../src/engine/estimators/sgd-classifier.ts";
import { CsrMatrix } from "../../../src/engine/matrix/csr-matrix.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { readSparse } from "../../../src/node/sparse/read-sparse.ts";
import { trainSparse } from "../../../src/node/sparse/train-sparse.ts";
import type { TrainSparseStart } from "../../../src/node/sparse/types.ts";
import type { ReadProgress, TrainingEpoch } from "../../../src/node/training/types.ts";
import { emptyFolder } from "../tables/files.ts";

const folder = emptyFolder();

/** Rows of 5 of 400 words, whose sign a sum of weights decides but for some noise. */
function lines(rows: number, seed = 1, importance: (row: number) => string = () => ""): string[] {
  const random = new RandomState(seed);
  return Array.from({ length: rows }, (_, r) => {
    const columns = Array.from({ length: 5 }, () => Math.floor(400 * random.uniform()));
    const score = columns.reduce((sum, column) => sum + Math.cos(column), 0) + random.standardNormal() / 2;
    const words = [...new Set(columns)].sort((a, b) => a - b);
    return `${score > 0 ? 1 : -1}${importance(r)} |w ${words.map((word) => `f${word}`).join(" ")}`;
  });
}

function file(name: string, rows: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${rows.join("\n")}\n`);
  return path;
}

describe("a file of sparse rows", () => {
  it("of 20,000 rows and more holds some out to stop by, and keeps the best epoch", async () => {
    const path = file("many.vw", lines(26_000));
    const epochs: TrainingEpoch[] = [];
    let start: TrainSparseStart | undefined;
    const result = await trainSparse(path, {
      ...{ cache: false, bits: 12, epochs: 12, schedule: "constant", learningRate: 1 },
      onStart: (known) => {
        start = known;
      },
      onEpoch: (epoch) => epochs.push(epoch),
    });
    expect(start).toMatchObject({ trainRows: 20_800, learnedRows: 18_721, validationRows: 2079, testRows: 5200 });
    const validation = epochs.map((epoch) => epoch.validation!);
    expect(result.bestEpoch).toBe(1 + validation.indexOf(Math.min(...validation)));
    expect(result.bestEpoch).toBeLessThan(12);
    expect(result.history.map(({ loss }) => loss)).toEqual(epochs.map(({ loss }) => loss));
    expect(result.model.options).toMatchObject({ earlyStopping: { metric: "loss", patience: 6, validation: 0.1 } });
    const whole = await trainSparse(path, { cache: false, bits: 12, epochs: 2, earlyStopping: false });
    expect([whole.learnedRows, whole.validationRows, whole.bestEpoch]).toEqual([20_800, 0, undefined]);
  });

  it("tells while it is read which share is", async () => {
    const shares: number[] = [];
    const path = file("shares.vw", lines(26_000));
    const onRead = ({ share }: ReadProgress): void => void shares.push(share!);
    await trainSparse(path, { cache: false, bits: 12, epochs: 1, onRead });
    expect(shares.length).toBeGreaterThan(2);
    expect(shares).toEqual([...new Set(shares)].sort((a, b) => a - b));
    expect(shares[0]).toBeLessThan(0.5);
    expect(shares.at(-1)).toBe(1);
  });

  it("counts rows by their importance in losses, in stopping, and in the loss of the validation file", async () => {
    const once = lines(300);
    const times = (row: number): number => row % 4;
    const weighted = once.map((line, r) => line.replace(" |", ` ${times(r)} |`));
    const repeated = once.flatMap((line, r) => new Array<string>(times(r)).fill(line));
    const test = file("test.vw", once.slice(0, 20));
    const train = async (name: string, rows: readonly string[]) => {
      const path = file(name, rows);
      // One batch of all rows, so that their order does not matter.
      const options = { batchSize: 2000, epochs: 6, precision: "f64", bits: 10, cache: false } as const;
      const { history, model } = await trainSparse(path, { ...options, test, validationFile: path });
      return { history, coef: model.estimator.coef[0]! };
    };
    const a = await train("weighted.vw", weighted);
    const b = await train("repeated.vw", repeated);
    for (const [i, { loss, validation }] of a.history.entries()) {
      expect(loss).toBeCloseTo(b.history[i]!.loss, 10);
      expect(validation).toBeCloseTo(b.history[i]!.validation!, 10);
    }
    expect(Math.max(...Array.from(a.coef, (weight, j) => Math.abs(weight - b.coef[j]!)))).toBeLessThan(1e-9);
    const c = await train("plain.vw", once);
    expect(Math.abs(c.history[5]!.validation! - b.history[5]!.validation!)).toBeGreaterThan(1e-4);
  });

  it("weighs classes as the estimator does", async () => {
    const path = file("classes.vw", lines(500));
    const test = file("classes-test.vw", lines(20, 2));
    const options = { classWeight: { "1": 5, "-1": 1 }, epochs: 3, shuffle: "none", precision: "f64" } as const;
    const { model } = await trainSparse(path, { ...options, bits: 10, test, cache: false });
    const { blocks } = await readSparse(path, { precision: "f64", bits: 10 });
    const rule = { l2: 0, optimizer: "adagrad", schedule: "linear", learningRate: 0.2, batchSize: 32 } as const;
    const own = new SGDClassifier({ ...options, ...rule, seed: 0 });
    await own.fit(CsrMatrix.concat(blocks.map(({ X }) => X)), Array.from(blocks.flatMap(({ y }) => Array.from(y))));
    expect(model.estimator.coef).toEqual(own.coef);
  });

  it("stays in the cache for every split and setting, and is parsed again when it changes", async () => {
    const cache = join(folder, "cache");
    mkdirSync(cache);
    const path = file("cached.vw", lines(40_000, 3));
    expect(statSync(path).size).toBeGreaterThan(1_048_576);
    const train = (options = {}) => trainSparse(path, { cache, bits: 12, epochs: 2, ...options });
    const first = await train();
    const second = await train();
    expect([first.cache, second.cache]).toEqual(["written", "reused"]);
    expect(Buffer.compare(second.model.toBytes(), first.model.toBytes())).toBe(0);
    const other = await train({ seed: 5, testSize: 0.5, l2: 1e-4 });
    expect([other.cache, other.testRows]).toEqual(["reused", 20_000]);
    expect((await train({ bits: 13 })).cache).toBe("written");
    expect(readdirSync(cache)).toHaveLength(2);
    const off = await train({ cache: false });
    expect([off.cache, Buffer.compare(off.model.toBytes(), first.model.toBytes())]).toEqual(["off", 0]);
    file("cached.vw", lines(40_000, 4));
    expect((await train()).cache).toBe("written");
  });

  it("that makes a training diverge is told what is wrong with it, and the last good model is kept", async () => {
    const rows = lines(2000).map((line, r) => (r === 700 ? `${line} f7:1e18` : line));
    const path = file("far.vw", rows);
    const options = { optimizer: "sgd", schedule: "constant", learningRate: 1e12, cache: false } as const;
    await expect(trainSparse(path, { ...options, loss: "squared_error" })).rejects.toMatchObject({
      code: "DIVERGED",
      message: expect.stringMatching(
        /"w\^f7" holds numbers of about 25000000000000000, .*: scale the values in the file, or lower the learning rate/,
      ),
    });
  });

  it("that is stopped gives the model of that moment", async () => {
    const path = file("stopped.vw", lines(3000));
    const stop = new AbortController();
    const result = await trainSparse(path, {
      ...{ cache: false, epochs: 1000, bits: 12, signal: stop.signal },
      onEpoch: ({ epoch }) => {
        if (epoch === 3) stop.abort();
      },
    });
    expect([result.stopped, result.history.length]).toEqual([true, 3]);
    expect(result.test).toMatchObject({ task: "classification" });
  });
});
