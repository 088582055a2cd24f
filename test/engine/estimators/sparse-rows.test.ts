import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SGDClassifier } from "../../../src/engine/estimators/sgd-classifier.ts";
import { SGDRegressor } from "../../../src/engine/estimators/sgd-regressor.ts";
import { CsrMatrix } from "../../../src/engine/matrix/csr-matrix.ts";
import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";
import { CLASSIFIER_LOSSES, REGRESSOR_LOSSES } from "../../../src/engine/objective/losses.ts";
import { OPTIMIZERS } from "../../../src/engine/optimizer/optimizers.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";

const COLUMNS = 30;
const ROWS = 240;

/** Rows most of whose numbers are 0, with classes, numbers and weights for them. */
function drawRows(seed: number) {
  const random = new RandomState(seed);
  const kept = random.uniform(0, 1, ROWS * COLUMNS);
  const data = random.uniform(-1, 1, ROWS * COLUMNS).map((x, i) => (kept[i] < 0.2 ? x : 0));
  const X = new DenseMatrix(data, ROWS, COLUMNS);
  const truth = random.uniform(-1, 1, COLUMNS);
  const scores = Float64Array.from({ length: ROWS }, (_, r) =>
    Array.from(X.row(r)).reduce((sum, x, j) => sum + x * truth[j], 0),
  );
  const classes = Array.from(scores, (z) => (z > 0.2 ? "high" : z < -0.2 ? "low" : "mid"));
  const sampleWeight = random.uniform(0, 3, ROWS).map(Math.floor);
  return { X, sparse: CsrMatrix.fromDense(X), scores, classes, sampleWeight };
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

const options = fc
  .record({
    optimizer: fc.constantFrom(...OPTIMIZERS),
    batchSize: fc.constantFrom(1, 8, 100),
    l2: fc.constantFrom(0, 0.01),
    l1: fc.constantFrom(0, 0.001),
    average: fc.constantFrom(false, true, 100),
    schedule: fc.constantFrom("constant" as const, "invscaling" as const, "cosine" as const),
    shuffle: fc.constantFrom("none" as const, "full" as const, "block" as const),
    clipNorm: fc.constantFrom(null, 0.5),
    maxNorm: fc.constantFrom(null, 2),
    reduction: fc.constantFrom("mean" as const, "sum" as const),
    weighted: fc.boolean(),
    seed: fc.nat(100),
  })
  // Refused.
  .filter(({ optimizer, schedule, maxNorm }) => optimizer !== "ftrl" || (schedule === "constant" && maxNorm === null));

describe("sparse rows give the models of dense rows", () => {
  it("to 1e-9, losses too: any loss for classes, two of them or three (120 random trainings)", async () => {
    const same = fc.asyncProperty(
      fc.constantFrom(...CLASSIFIER_LOSSES),
      fc.boolean(),
      options,
      async (loss, two, asked) => {
        const { X, sparse, classes, sampleWeight } = drawRows(asked.seed);
        const y = classes.map((name) => (two && name === "mid" ? "low" : name));
        const { weighted, seed, ...rest } = asked;
        const setup = { ...rest, loss, epochs: 3, learningRate: 0.01, precision: "f64" as const };
        const fit = weighted ? { sampleWeight } : {};
        const dense = await new SGDClassifier(setup).fit(X, y, fit);
        const model = await new SGDClassifier(setup).fit(sparse, y, fit);
        for (const [k, weights] of model.coef.entries()) expect(distance(weights, dense.coef[k])).toBeLessThan(1e-9);
        expect(distance(model.intercept, dense.intercept)).toBeLessThan(1e-9);
        const losses = [model, dense].map(({ history }) => history.map((event) => event.loss));
        expect(distance(losses[0], losses[1])).toBeLessThan(1e-9);
        expect(distance(model.decisionFunction(sparse).data, dense.decisionFunction(X).data)).toBeLessThan(1e-8);
        expect(model.score(sparse, y)).toBe(model.score(X, y));
      },
    );
    await fc.assert(same, { numRuns: 120, seed: 6 });
  });

  it("to 1e-9: any loss for numbers, one target or two (60 random trainings)", async () => {
    const same = fc.asyncProperty(
      fc.constantFrom(...REGRESSOR_LOSSES),
      fc.boolean(),
      options,
      async (loss, two, asked) => {
        const { X, sparse, scores, sampleWeight } = drawRows(asked.seed);
        const { weighted, seed, ...rest } = asked;
        const setup = { ...rest, loss, epochs: 3, learningRate: 0.01, precision: "f64" as const };
        const numbers = loss === "poisson" ? scores.map((z) => Math.floor(Math.exp(z))) : scores;
        const y = two ? DenseMatrix.from(Array.from(numbers, (z) => [z, 2 * z])) : numbers;
        const fit = weighted ? { sampleWeight } : {};
        const dense = await new SGDRegressor(setup).fit(X, y, fit);
        const model = await new SGDRegressor(setup).fit([sparse.slice(0, 7), sparse.slice(7, ROWS)], y, fit);
        for (const [k, weights] of model.coef.entries()) expect(distance(weights, dense.coef[k])).toBeLessThan(1e-9);
        expect(distance(model.intercept, dense.intercept)).toBeLessThan(1e-9);
        expect(distance(model.decisionFunction(sparse).data, dense.decisionFunction(X).data)).toBeLessThan(1e-8);
      },
    );
    await fc.assert(same, { numRuns: 60, seed: 7 });
  });

  const { X, sparse, classes, sampleWeight } = drawRows(1);

  it("with the epoch in which they stop: tol, early stopping on rows held out, on rows given", async () => {
    const setup = { epochs: 200, learningRate: 0.5, precision: "f64" as const, shuffle: "full" as const };
    const sixty = Array.from({ length: 60 }, (_, i) => i);
    const given = { X: sparse.slice(0, 60), y: classes.slice(0, 60) };
    const ways = [
      { options: { tol: 0.001 }, fit: {} },
      { options: { earlyStopping: { metric: "log_loss" as const, patience: 2 } }, fit: { sampleWeight } },
      { options: { earlyStopping: { metric: "accuracy" as const, patience: 3 } }, fit: {} },
      { options: { earlyStopping: { metric: "loss" as const, patience: 2 } }, fit: { validation: given } },
      {
        options: { earlyStopping: { metric: "loss" as const, patience: 2 } },
        fit: { validation: { ...given, X: X.takeRows(sixty) } },
      },
    ];
    for (const way of ways) {
      const dense = await new SGDClassifier({ ...setup, ...way.options }).fit(X, classes, way.fit);
      const model = await new SGDClassifier({ ...setup, ...way.options }).fit(sparse, classes, way.fit);
      expect(dense.history.length).toBeLessThan(200);
      expect(model.history.length).toBe(dense.history.length);
      for (const [k, weights] of model.coef.entries()) expect(distance(weights, dense.coef[k])).toBeLessThan(1e-9);
    }
  });

  it("with the loss of validation rows, sparse or dense, whose columns no training row has", async () => {
    const setup = { epochs: 3, precision: "f64" as const, shuffle: "full" as const };
    const cut = (X: CsrMatrix, from: number): CsrMatrix =>
      CsrMatrix.from(
        X.toDense()
          .toArray()
          .map((row) => [...row.entries()].filter(([j, x]) => x !== 0 && j >= from && j < from + 8)),
        X.columns,
        "f64",
      );
    const [own, other] = [cut(sparse, 0), cut(sparse, 6)];
    const dense = await new SGDClassifier(setup).fit(own.toDense(), classes, {
      validation: { X: other.toDense(), y: classes },
    });
    for (const held of [other, other.toDense()]) {
      const model = await new SGDClassifier(setup).fit(own, classes, { validation: { X: held, y: classes } });
      const told = [model, dense].map(({ history }) => history.map(({ validation }) => validation ?? Number.NaN));
      expect(distance(told[0], told[1])).toBeLessThan(1e-12);
    }
  });

  it("in a stream, and with a learning rate that is looked for", async () => {
    const setup = { learningRate: 0.3, precision: "f64" as const };
    const [dense, model] = [new SGDClassifier(setup), new SGDClassifier(setup)];
    for (let from = 0; from < ROWS; from += 60) {
      const y = classes.slice(from, from + 60);
      const rows = Array.from({ length: 60 }, (_, i) => from + i);
      const list = { classes: ["high", "low", "mid"] };
      const expected = await dense.partialFit(X.takeRows(rows), y, list);
      const got = await model.partialFit(sparse.slice(from, from + 60), y, list);
      expect(Math.abs(got.totalLoss - expected.totalLoss)).toBeLessThan(1e-12);
    }
    expect(distance(model.coef[1], dense.coef[1])).toBeLessThan(1e-12);
    const auto = { learningRate: "auto" as const, epochs: 2, precision: "f64" as const, shuffle: "full" as const };
    const found = await new SGDClassifier(auto).fit(sparse, classes);
    expect(distance(found.coef[0], (await new SGDClassifier(auto).fit(X, classes)).coef[0])).toBeLessThan(1e-9);
  });

  it("predict the same labels and probabilities as the dense rows, to 1e-6 in 32 bits", async () => {
    const model = await new SGDClassifier({ epochs: 5 }).fit(sparse, classes);
    expect(model.predict(sparse)).toEqual(model.predict(X));
    expect(distance(model.predictProba(sparse).data, model.predictProba(X).data)).toBeLessThan(1e-6);
    const two = classes.map((name) => name === "high");
    const binary = await new SGDClassifier({ epochs: 5, loss: "hinge" }).fit(sparse, two);
    expect(binary.predict([sparse.slice(0, 100), sparse.slice(100, ROWS)])).toEqual(binary.predict(X));
  });

  it("are refused where they do not fit, in one line", async () => {
    const model = await new SGDClassifier({ epochs: 1 }).fit(sparse, classes);
    const wider = sparse.withColumns(COLUMNS + 1);
    expect(() => model.predict(wider)).toThrow(`X: got ${COLUMNS + 1} columns, expected ${COLUMNS} as in training`);
    await expect(new SGDClassifier().fit([sparse, wider], classes)).rejects.toThrow("X: block 1 has 31 columns");
    await expect(new SGDClassifier().fit(sparse, ["a"])).rejects.toThrow(`y: got 1 targets for ${ROWS} rows of X`);
    await expect(new SGDClassifier().fit(CsrMatrix.from([], 3), [])).rejects.toThrow("X: got no rows");
    const huge = CsrMatrix.from(
      Array.from({ length: ROWS }, (_, r) => [[4, r === 200 ? 1e200 : 1]]),
      COLUMNS,
    );
    const weights = Float64Array.from({ length: ROWS }, (_, r) => Number(r > 100));
    await expect(new SGDClassifier().fit(huge, classes, { sampleWeight: weights })).rejects.toThrow(
      "X: row 200, column 4: 1e+200 is too large for 32-bit floats",
    );
  });
});
