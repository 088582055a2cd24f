import { describe, expect, test } from "vitest";
import { SGDClassifier, type SGDClassifierOptions, SGDRegressor } from "../../../src/engine/index.ts";
import { failure, table } from "./estimator-helpers.ts";

const { X, y } = table(96, 3, 2);
const stream: SGDClassifierOptions = { batchSize: 8, precision: "f64" };
const classes = [0, 1];

/** Chunks of 32 rows. */
const chunks = [0, 32, 64].map((at) => ({ X: X.slice(at, at + 32), y: y.slice(at, at + 32) }));

describe("partialFit", () => {
  test("three pieces are one epoch over the whole in its order, to the byte", async () => {
    const whole = await new SGDClassifier({ ...stream, epochs: 1, shuffle: "none" }).fit(X, y);
    const model = new SGDClassifier(stream);
    for (const chunk of chunks) await model.partialFit(chunk.X, chunk.y, { classes });
    expect(model.coef).toEqual(whole.coef);
    expect(model.intercept).toEqual(whole.intercept);
  });

  test("the losses are those of each row before it was learned from", async () => {
    const model = new SGDClassifier({ ...stream, batchSize: 32 });
    let seen = 0;
    let sum = 0;
    for (const chunk of chunks) {
      // The whole piece is one batch, so all of its rows are judged by the weights of before: zeros at first.
      const z =
        seen === 0
          ? chunk.X.map(() => 0)
          : model
              .decisionFunction(chunk.X)
              .toArray()
              .map(([value]) => value);
      const losses = z.map((value, r) => Math.log1p(Math.exp(value)) - chunk.y[r] * value);
      const expected = losses.reduce((total, loss) => total + loss, 0);
      const told = await model.partialFit(chunk.X, chunk.y, { classes });
      seen += 32;
      sum += expected;
      expect(told.rows).toBe(32);
      expect(told.totalRows).toBe(seen);
      expect(Math.abs(told.loss - expected / 32)).toBeLessThan(1e-12);
      expect(Math.abs(told.totalLoss - sum / seen)).toBeLessThan(1e-12);
    }
  });

  test.each<[string, SGDClassifierOptions, (row: number) => number[] | undefined]>([
    ["the weight of its class", { classWeight: { 1: 50 } }, () => undefined],
    ["its weight", {}, (row) => [y[row] === 1 ? 50 : 1]],
  ])("of single rows a row's step is as many times as long as %s, to 1e-12", async (_, options, weightsOf) => {
    const model = new SGDClassifier({ ...stream, l2: 0, learningRate: 0.01, ...options });
    const w = [0, 0, 0, 0];
    for (let row = 0; row < 20; row++) {
      const sampleWeight = weightsOf(row);
      await model.partialFit([X[row]], [y[row]], { classes, ...(sampleWeight && { sampleWeight }) });
      const z = X[row].reduce((sum, x, j) => sum + x * w[j], w[3]);
      const step = 0.01 * (y[row] === 1 ? 50 : 1) * (1 / (1 + Math.exp(-z)) - y[row]);
      for (const [j, x] of [...X[row], 1].entries()) w[j] -= step * x;
    }
    for (const [j, value] of [...model.coef[0], model.intercept[0]].entries()) {
      expect(Math.abs(value - w[j])).toBeLessThan(1e-12 * Math.max(1, Math.abs(w[j])));
    }
  });

  test("a piece whose rows weigh 100 takes a step 100 times as long as one of weight 1", async () => {
    const weightsAfter = async (weight: number) => {
      const model = new SGDClassifier({ ...stream, batchSize: 32, l2: 0 });
      const sampleWeight = new Float64Array(32).fill(weight);
      await model.partialFit(chunks[0].X, chunks[0].y, { classes, sampleWeight });
      return [...model.coef[0], ...model.intercept];
    };
    const one = await weightsAfter(1);
    for (const [j, value] of (await weightsAfter(100)).entries()) expect(value / one[j]).toBeCloseTo(100, 9);
  });

  test("a stream goes on after it was saved", async () => {
    const whole = new SGDClassifier({ ...stream, schedule: "invscaling", optimizer: "adagrad" });
    for (const chunk of chunks) await whole.partialFit(chunk.X, chunk.y, { classes });
    let model = new SGDClassifier({ ...stream, schedule: "invscaling", optimizer: "adagrad" });
    let last = 0;
    for (const chunk of chunks) {
      last = (await model.partialFit(chunk.X, chunk.y, { classes })).totalRows;
      model = SGDClassifier.fromState(structuredClone(model.toState({ training: true })));
    }
    expect(model.coef).toEqual(whole.coef);
    expect(last).toBe(96);
  });

  test("a piece need not have all classes", async () => {
    const model = new SGDClassifier(stream);
    await model.partialFit(X.slice(0, 2), ["a", "a"], { classes: ["c", "b", "a"] });
    expect(model.classes).toEqual(["a", "b", "c"]);
    expect(model.predict(X.slice(0, 1))).toEqual(["a"]);
  });

  test("a first piece of weights 0 brings the classes and no model; the stream then begins as if it had not been", async () => {
    const model = new SGDClassifier(stream);
    const zeros = new Float64Array(32);
    const told = await model.partialFit(chunks[0].X, chunks[0].y, { classes, sampleWeight: zeros });
    expect(told).toEqual({ rows: 0, loss: Number.NaN, totalRows: 0, totalLoss: Number.NaN });
    expect(model.classes).toEqual(classes);
    expect((await failure(() => model.predict(X))).code).toBe("NOT_FITTED");
    await model.partialFit(chunks[1].X, chunks[1].y);
    const plain = new SGDClassifier(stream);
    await plain.partialFit(chunks[1].X, chunks[1].y, { classes });
    expect(model.toState({ training: true })).toEqual(plain.toState({ training: true }));
    const others = await failure(() => model.partialFit(X, y, { classes: [0, 1, 2] }));
    expect(others.message).toBe("classes: got 0, 1, 2, expected 0, 1 as before");
  });

  test("without classes a first piece of weights 0 is refused like any other", async () => {
    const sampleWeight = new Float64Array(X.length);
    const error = await failure(() => new SGDClassifier(stream).partialFit(X, y, { sampleWeight }));
    expect(error.message).toContain("classes: got none, expected every class");
  });

  test.each<[string, (model: SGDClassifier) => Promise<unknown>, string]>([
    [
      "no classes in the first call",
      (model) => model.partialFit(X, y),
      "classes: got none, expected every class that the stream will bring, in the first partialFit",
    ],
    [
      "one class",
      (model) => model.partialFit(X, y, { classes: [0] }),
      "classes: expected at least two different classes",
    ],
    [
      "a label of no class",
      (model) => model.partialFit(X, y, { classes: [1, 2] }),
      `y: row ${y.indexOf(0)}: class 0, expected one of 1, 2`,
    ],
    [
      "other classes than before",
      async (model) => {
        await model.partialFit(X, y, { classes });
        await model.partialFit(X, y, { classes: [0, 1, 2] });
      },
      "classes: got 0, 1, 2, expected 0, 1 as before",
    ],
  ])("%s is refused", async (_, run, message) => {
    const error = await failure(() => run(new SGDClassifier(stream)));
    expect(error.message).toBe(message);
  });

  test("options that need to know all rows come at once", async () => {
    const options = { schedule: "cosine", earlyStopping: true, tol: 0.1, warmup: 1, classWeight: "balanced" } as const;
    const error = await failure(() => new SGDClassifier(options).partialFit(X, y, { classes }));
    const names = error.details.issues?.map(({ option }) => option);
    expect(names).toEqual(["schedule", "warmup", "tol", "earlyStopping", "classWeight"]);
  });

  test("a regressor has no classes", async () => {
    const error = await failure(() => new SGDRegressor().partialFit([[0]], [0], { classes: [0, 1] } as object));
    expect(error.code).toBe("INVALID_OPTION");
    expect(error.message).toMatch(/^classes: there is no such option: expected one of sampleWeight, /);
  });

  test("a regressor, whose weights then stay as they were where the rows bring nothing new", async () => {
    const model = new SGDRegressor({ l2: 0, precision: "f64" });
    await model.partialFit([[0, 0]], [0]);
    expect([...model.coef[0], ...model.intercept]).toEqual([0, 0, 0]);
    const { totalRows } = await model.partialFit([[1, 2]], [3], { sampleWeight: [2] });
    expect(totalRows).toBe(2);
  });
});
