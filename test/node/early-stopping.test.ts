import { describe, expect, test } from "vitest";
import { RandomState } from "../../src/engine/random/random-state.ts";
import { trainTable } from "../../src/node/train-table.ts";
import { breastCancer, write } from "./tables/files.ts";

const options = { target: "diagnosis", cache: false } as const;
const earlyStopping = { validation: 0.25, patience: 4, minDelta: 0 };

describe("rows held out to stop by", () => {
  test("the model is that of the best epoch on them: to the bit the one of a training that ends there", async () => {
    const rule = { optimizer: "sgd", learningRate: 1, schedule: "cosine", scheduleEpochs: 60 } as const;
    const whole = await trainTable(breastCancer, { ...options, ...rule, epochs: 60, earlyStopping });
    const losses = whole.history.map(({ validation }) => validation ?? Number.NaN);
    const best = 1 + losses.indexOf(Math.min(...losses));
    expect(whole.bestEpoch).toBe(best);
    expect(best).toBeLessThan(whole.history.length);
    expect(whole.history).toHaveLength(best + earlyStopping.patience);
    expect(whole.model.options).toMatchObject({ earlyStopping });
    const short = await trainTable(breastCancer, { ...options, ...rule, epochs: best, earlyStopping });
    expect(short.bestEpoch).toBe(best);
    expect(short.model.estimator.coef).toEqual(whole.model.estimator.coef);
  });

  test("a number's loss on them is that of the standardised target", async () => {
    const random = new RandomState(3);
    const rows = Array.from({ length: 2000 }, () => {
      const x = random.standardNormal();
      return `${x},${1000 + 50 * (x + random.standardNormal())}`;
    });
    const file = write("numbers.csv", `x,y\n${rows.join("\n")}\n`);
    const { history, bestEpoch } = await trainTable(file, { target: "y", cache: false, epochs: 30, earlyStopping });
    // Half of the variance is noise, and the loss is half the squared error.
    const last = history.at(-1)!;
    expect(last.validation).toBeGreaterThan(0.2);
    expect(last.validation).toBeLessThan(0.3);
    expect(bestEpoch).toBeGreaterThan(0);
  });

  test("a class of one row, which is learned from, does not stand in the way", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i},${i % 2 === 0 ? "even" : "odd"}`);
    const file = write("rare.csv", `x,y\n${rows.join("\n")}\n7,rare\n`);
    const result = await trainTable(file, { target: "y", cache: false, epochs: 3, earlyStopping, numeric: ["x"] });
    expect(result.classCounts).toEqual([24, 24, 1]);
    // A quarter of 23 rows of each of the others.
    expect(result.validationRows).toBeGreaterThanOrEqual(10);
    expect(result.validationRows).toBeLessThanOrEqual(12);
  });

  test("weights of rows count in their loss", async () => {
    const rows = Array.from({ length: 400 }, (_, i) => `${(i * 37) % 101},${i % 3 === 0 ? "a" : "b"},${i % 2}`);
    const file = write("weights.csv", `x,y,w\n${rows.join("\n")}\n`);
    const shared = { target: "y", cache: false, epochs: 4, earlyStopping } as const;
    const weighted = await trainTable(file, { ...shared, weight: "w" });
    const plain = await trainTable(file, { ...shared, drop: ["w"] });
    expect(weighted.validationRows).toBe(plain.validationRows);
    expect(weighted.history.at(-1)?.validation).not.toBe(plain.history.at(-1)?.validation);
  });
});

describe("without a word", () => {
  const random = new RandomState(5);
  const rows = Array.from({ length: 26_000 }, () => {
    const x = random.standardNormal();
    return `${x.toFixed(4)},${random.uniform() < 1 / (1 + Math.exp(-2 * x)) ? "yes" : "no"}`;
  });
  const file = write("many.csv", `x,y\n${rows.join("\n")}\n`);

  test("from 20,000 training rows on a tenth is held out", async () => {
    const result = await trainTable(file, { target: "y", cache: false, epochs: 4 });
    expect(result.trainRows).toBe(20_800);
    expect(Math.abs(result.validationRows - 2080)).toBeLessThanOrEqual(2);
    expect(result.history.every(({ validation }) => validation !== undefined)).toBe(true);
    expect(result.bestEpoch).toBeGreaterThan(0);
    expect(result.model.options).toMatchObject({ earlyStopping: { metric: "loss", validation: 0.1, patience: 2 } });
  });

  test("and none where it is switched off, or rows are fewer", async () => {
    const off = await trainTable(file, { target: "y", cache: false, epochs: 2, earlyStopping: false });
    const fewer = await trainTable(file, { target: "y", cache: false, epochs: 2, testSize: 0.5 });
    for (const { validationRows, bestEpoch, history } of [off, fewer]) {
      expect(validationRows).toBe(0);
      expect(bestEpoch).toBeUndefined();
      expect(history[0]).not.toHaveProperty("validation");
    }
  });
});
