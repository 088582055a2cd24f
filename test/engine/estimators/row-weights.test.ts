import { describe, expect, test } from "vitest";
import { SGDClassifier, type SGDClassifierOptions, SGDRegressor } from "../../../src/engine/index.ts";
import { close, failure, table } from "./estimator-helpers.ts";

const { X, y } = table(90, 4, 2);
const plain: SGDClassifierOptions = {
  precision: "f64",
  shuffle: "none",
  epochs: 4,
  batchSize: Number.POSITIVE_INFINITY,
};

const weightsOf = ({ coef, intercept }: SGDClassifier | SGDRegressor): number[] => [
  ...coef.flatMap((row) => [...row]),
  ...intercept,
];

describe("row weights", () => {
  test.each(["log_loss", "hinge", "modified_huber"] as const)(
    "%s: weights of 2 are the rows twice, to 1e-12",
    async (loss) => {
      const twice = X.flatMap((row, r) => (r % 3 === 0 ? [row, row] : [row]));
      const labels = y.flatMap((label, r) => (r % 3 === 0 ? [label, label] : [label]));
      const sampleWeight = X.map((_, r) => (r % 3 === 0 ? 2 : 1));
      const doubled = await new SGDClassifier({ ...plain, loss }).fit(twice, labels);
      const weighted = await new SGDClassifier({ ...plain, loss }).fit(X, y, { sampleWeight });
      close(weightsOf(weighted), weightsOf(doubled), 1e-12);
      for (const [i, { loss: mean }] of weighted.history.entries()) {
        expect(Math.abs(mean / doubled.history[i].loss - 1)).toBeLessThan(1e-12);
      }
    },
  );

  test("rows of weight 0 are the same as none, to the byte, also with a shuffle and small batches", async () => {
    const some = X.map((_, r) => (r % 4 === 0 ? 0 : 1));
    const kept = (_: unknown, r: number): boolean => r % 4 !== 0;
    const options = { epochs: 3, batchSize: 7, seed: 5 };
    const weighted = await new SGDClassifier(options).fit(X, y, { sampleWeight: some });
    const without = await new SGDClassifier(options).fit(X.filter(kept), y.filter(kept));
    expect(weightsOf(weighted)).toEqual(weightsOf(without));
    expect(weighted.history.map((epoch) => epoch.loss)).toEqual(without.history.map((epoch) => epoch.loss));
  });

  test("the unit of the weights does not matter, to 1e-12", async () => {
    const sampleWeight = X.map((_, r) => 1 + (r % 5));
    const one = await new SGDRegressor({ precision: "f64" }).fit(X, y, { sampleWeight });
    const thousand = await new SGDRegressor({ precision: "f64" }).fit(X, y, {
      sampleWeight: sampleWeight.map((weight) => 1000 * weight),
    });
    close(weightsOf(thousand), weightsOf(one), 1e-12);
  });

  test.each(["f32", "f64"] as const)(
    "weights of any size are as good as their ratios, to the byte: %s",
    async (precision) => {
      const sampleWeight = X.map((_, r) => 1 + (r % 5));
      const validation = { X: X.slice(0, 20), y: y.slice(0, 20) };
      const trained = async (factor: number) => {
        const events: number[] = [];
        const model = new SGDClassifier({ precision, epochs: 2, tol: 0.001, optimizer: "adam", learningRate: 0.01 });
        const scaled = sampleWeight.map((weight) => weight * factor);
        await model.fit(X, y, {
          sampleWeight: scaled,
          validation: { ...validation, sampleWeight: scaled.slice(0, 20) },
          onBatch: ({ weight, loss, lossSum }) => void events.push(weight / factor, loss, lossSum / factor),
        });
        const told = model.history.map(({ weight, loss, validation: held }) => [weight / factor, loss, held]);
        return { weights: weightsOf(model), told, events };
      };
      const one = await trained(1);
      expect(one.told.flat().every(Number.isFinite)).toBe(true);
      for (const factor of [2 ** 130, 2 ** 1000, 2 ** -140, 2 ** -900]) expect(await trained(factor)).toEqual(one);
    },
  );

  test("a weight that is nothing beside the others counts as nothing, and all is finite", async () => {
    const sampleWeight = X.map((_, r) => (r === 5 ? 1e-300 : 1e200));
    const model = await new SGDClassifier({ epochs: 2 }).fit(X, y, { sampleWeight });
    const equal = await new SGDClassifier({ epochs: 2 }).fit(X, y, {
      sampleWeight: X.map((_, r) => (r === 5 ? 1e-30 : 1)),
    });
    close(weightsOf(model), weightsOf(equal), 1e-5);
  });

  test.each([1e39, 1e-46])(
    "a weight of %f that is a factor of a step has to be a number of the engine",
    async (weight) => {
      const sampleWeight = X.map((_, r) => (r === 3 ? weight : 1));
      const runs = [
        (options: SGDClassifierOptions) =>
          new SGDClassifier({ ...options, reduction: "sum", learningRate: 1e-45 }).fit(X, y, { sampleWeight }),
        (options: SGDClassifierOptions) =>
          new SGDClassifier({ ...options, learningRate: 1e-45 }).partialFit(X, y, { sampleWeight, classes: [0, 1] }),
      ];
      for (const run of runs) {
        const error = await failure(() => run({}));
        expect(error.code).toBe("INVALID_DATA");
        expect(error.message).toBe(
          `sampleWeight: got ${weight}, times the weight of the class, expected numbers that 32-bit floats can hold: scale the weights or use precision "f64"`,
        );
        await run({ precision: "f64" });
      }
    },
  );

  test("a weight times that of its class that is no number", async () => {
    const run = () => new SGDClassifier({ classWeight: { 1: 1e200 } }).fit(X, y, { sampleWeight: X.map(() => 1e200) });
    expect((await failure(run)).message).toContain("sampleWeight: a row's weight times that of its class is larger");
  });

  test("class weights are the weights of the rows of the class, to the byte", async () => {
    const named = await new SGDClassifier({ classWeight: { 1: 3 } }).fit(X, y);
    const byRow = await new SGDClassifier().fit(X, y, { sampleWeight: y.map((label) => (label === 1 ? 3 : 1)) });
    expect(weightsOf(named)).toEqual(weightsOf(byRow));
  });

  test.each(["mean", "sum"] as const)(
    "balanced: weights of 2 are the rows twice, validation included, with the %s of a batch's steps, to 1e-12",
    async (reduction) => {
      const isTwice = (r: number): boolean => y[r] === 1 && r % 2 === 0;
      const twice = <T>(values: readonly T[]): T[] => values.flatMap((v, r) => (isTwice(r) ? [v, v] : [v]));
      const sampleWeight = X.map((_, r) => (isTwice(r) ? 2 : 1));
      const options = { ...plain, reduction, learningRate: 0.001, classWeight: "balanced" } as const;
      const doubled = new SGDClassifier(options);
      await doubled.fit(twice(X), twice(y), { validation: { X: twice(X), y: twice(y) } });
      const weighted = new SGDClassifier(options);
      await weighted.fit(X, y, { sampleWeight, validation: { X, y, sampleWeight } });
      close(weightsOf(weighted), weightsOf(doubled), 1e-12);
      for (const [i, epoch] of weighted.history.entries()) {
        const { loss, validation } = doubled.history[i];
        close([epoch.loss, epoch.validation as number], [loss, validation as number], 1e-12);
      }
    },
  );

  test("balanced: the unit of the weights does not matter, to the byte", async () => {
    const sampleWeight = X.map((_, r) => 1 + (r % 5));
    const trained = async (factor: number) => {
      const weights = sampleWeight.map((weight) => weight * factor);
      return weightsOf(await new SGDClassifier({ classWeight: "balanced" }).fit(X, y, { sampleWeight: weights }));
    };
    const one = await trained(1);
    for (const factor of [2 ** 1000, 2 ** -900]) expect(await trained(factor)).toEqual(one);
  });

  test("balanced is rows / (classes * rows of the class)", async () => {
    const ones = y.filter((label) => label === 1).length;
    const classWeight = { 0: 90 / (2 * (90 - ones)), 1: 90 / (2 * ones) };
    const balanced = await new SGDClassifier({ classWeight: "balanced" }).fit(X, y);
    expect(weightsOf(balanced)).toEqual(weightsOf(await new SGDClassifier({ classWeight }).fit(X, y)));
  });

  test.each([
    ["too few", [1, 2], "INVALID_SHAPE", "sampleWeight: got 2 weights for 90 rows of X"],
    [
      "a negative one",
      X.map((_, r) => (r === 7 ? -1 : 1)),
      "INVALID_DATA",
      "sampleWeight: row 7: got -1, expected a number >= 0",
    ],
    [
      "NaN",
      X.map((_, r) => (r === 8 ? Number.NaN : 1)),
      "INVALID_DATA",
      "sampleWeight: row 8: got NaN, expected a number >= 0",
    ],
    [
      "a string",
      X.map((_, r) => (r === 3 ? ("2" as unknown as number) : 1)),
      "INVALID_DATA",
      'sampleWeight: row 3: got "2", expected a number >= 0',
    ],
    ["all 0", X.map(() => 0), "INVALID_DATA", "sampleWeight: all weights are 0, expected at least one above"],
  ])("%s: an error with a code", async (_, sampleWeight, code, message) => {
    for (const model of [new SGDClassifier(), new SGDRegressor()]) {
      const error = await failure(() => model.fit(X, y, { sampleWeight }));
      expect([error.code, error.message]).toEqual([code, message]);
    }
  });

  test("class weights that leave no row", async () => {
    const error = await failure(() => new SGDClassifier({ classWeight: { 0: 0, 1: 0 } }).fit(X, y));
    expect(error.message).toBe("classWeight: every row has weight 0, expected a class above 0 that has rows");
  });

  test("a piece of a stream whose rows all have weight 0 changes nothing", async () => {
    const options: SGDClassifierOptions = { classWeight: { 0: 0 } };
    const model = new SGDClassifier(options);
    const { loss, ...nothing } = await model.partialFit(X.slice(0, 1), [0], { classes: [0, 1] });
    expect(loss).toBeNaN();
    expect(nothing).toEqual({ rows: 0, totalRows: 0, totalLoss: Number.NaN });
    const { totalLoss } = await model.partialFit(X, y, { classes: [0, 1] });
    const before = weightsOf(model);
    const again = await model.partialFit(X, y, { sampleWeight: X.map(() => 0) });
    expect(again).toEqual({ rows: 0, loss: Number.NaN, totalRows: y.filter((label) => label === 1).length, totalLoss });
    expect(weightsOf(model)).toEqual(before);
    const numbers = await new SGDRegressor().partialFit(X, y, { sampleWeight: X.map(() => 0) });
    expect(numbers.rows).toBe(0);
  });

  test("rows of weight 0 are counted by no balanced weight, no split and no list of classes", async () => {
    const some = X.map((_, r) => (r % 4 === 0 ? 0 : 1));
    const kept = (_: unknown, r: number): boolean => r % 4 !== 0;
    const options: SGDClassifierOptions = { epochs: 3, seed: 5, classWeight: "balanced", earlyStopping: true };
    const labels = y.map((label, r) => (r === 4 ? 7 : label));
    const weighted = await new SGDClassifier(options).fit(X, labels, { sampleWeight: some });
    const without = await new SGDClassifier(options).fit(X.filter(kept), labels.filter(kept));
    expect(weighted.classes).toEqual([0, 1]);
    expect(weightsOf(weighted)).toEqual(weightsOf(without));
    expect(weighted.history.map((epoch) => epoch.validation)).toEqual(without.history.map((epoch) => epoch.validation));
  });

  test("a weight of a class that is not there", async () => {
    const error = await failure(() => new SGDClassifier({ classWeight: { 7: 2 } }).fit(X, y));
    expect(error.message).toBe("classWeight.7: there is no such class: expected some of 0, 1");
  });
});
