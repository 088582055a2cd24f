import { describe, expect, test } from "vitest";
import {
  accuracyScore,
  averagePrecisionScore,
  balancedAccuracyScore,
  brierScoreLoss,
  type DenseMatrix,
  type EpochEvent,
  explainedVarianceScore,
  f1Score,
  logLoss,
  matthewsCorrcoef,
  meanAbsoluteError,
  meanSquaredError,
  medianAbsoluteError,
  r2Score,
  rocAucScore,
  rootMeanSquaredError,
  type SampleWeightOption,
  SGDClassifier,
  type SGDClassifierOptions,
  SGDRegressor,
} from "../../../src/engine/index.ts";
import { failure, table } from "./estimator-helpers.ts";

const { X, y } = table(400, 6, 2, 3);
const held = table(200, 6, 2, 4);
const validation = { X: held.X, y: held.y };
const noisy: SGDClassifierOptions = { learningRate: 3, batchSize: 4, epochs: 40, precision: "f64" };

/** The validation loss, computed from the outputs. */
function lossOf(model: SGDClassifier): number {
  const z = model.decisionFunction(held.X).toArray();
  const losses = z.map(([value], r) => Math.max(value, 0) - held.y[r] * value + Math.log1p(Math.exp(-Math.abs(value))));
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

type Rows = { readonly X: number[][]; readonly y: number[] };
type ClassScore = (model: SGDClassifier, rows: Rows, sampleWeight: number[]) => number;
type Better = "max" | "min";

const scores = (model: SGDClassifier, rows: Rows): number[] | DenseMatrix =>
  model.classes.length === 2
    ? model
        .decisionFunction(rows.X)
        .toArray()
        .map(([z]) => z)
    : model.predictProba(rows.X);

/** The scores of a model of classes, through its public methods and the metrics that are tested against scikit-learn's. */
const CLASS_METRICS = {
  accuracy: ["max", (model, { X, y }, sampleWeight) => accuracyScore(y, model.predict(X), { sampleWeight })],
  balanced_accuracy: [
    "max",
    (model, { X, y }, sampleWeight) => balancedAccuracyScore(y, model.predict(X), { sampleWeight }),
  ],
  f1: [
    "max",
    (model, { X, y }, sampleWeight) =>
      f1Score(y, model.predict(X), { average: model.classes.length === 2 ? "binary" : "macro", sampleWeight }),
  ],
  matthews: ["max", (model, { X, y }, sampleWeight) => matthewsCorrcoef(y, model.predict(X), { sampleWeight })],
  roc_auc: ["max", (model, rows, sampleWeight) => rocAucScore(rows.y, scores(model, rows), { sampleWeight })],
  average_precision: [
    "max",
    (model, rows, sampleWeight) => averagePrecisionScore(rows.y, scores(model, rows), { sampleWeight }),
  ],
  log_loss: ["min", (model, { X, y }, sampleWeight) => logLoss(y, model.predictProba(X), { sampleWeight })],
  brier: ["min", (model, { X, y }, sampleWeight) => brierScoreLoss(y, model.predictProba(X), { sampleWeight })],
} satisfies Record<string, [Better, ClassScore]>;

type NumberScore = (truth: number[], predicted: number[], options: SampleWeightOption) => number;

const NUMBER_METRICS = {
  r2: ["max", r2Score],
  explained_variance: ["max", explainedVarianceScore],
  mean_squared_error: ["min", meanSquaredError],
  root_mean_squared_error: ["min", rootMeanSquaredError],
  mean_absolute_error: ["min", meanAbsoluteError],
  median_absolute_error: ["min", medianAbsoluteError],
} satisfies Record<string, [Better, NumberScore]>;

describe("early stopping", () => {
  test("reports the loss of the validation rows after each epoch, to 1e-12", async () => {
    const model = new SGDClassifier({ epochs: 3, precision: "f64" });
    const told: number[] = [];
    const onEpoch = (event: EpochEvent): void => {
      told.push(lossOf(model));
      expect(Math.abs((event.validation ?? 0) / lossOf(model) - 1)).toBeLessThan(1e-12);
    };
    await model.fit(X, y, { validation, onEpoch });
    expect(told.length).toBe(3);
  });

  test("stops after `patience` epochs without gain and keeps the weights of the best", async () => {
    const model = new SGDClassifier({ ...noisy, earlyStopping: { patience: 3, minDelta: 0 } });
    await model.fit(X, y, { validation });
    const told = model.history.map((event) => event.validation ?? Number.NaN);
    const best = Math.min(...told);
    expect(told.length).toBeLessThan(40);
    expect(told.length - 1 - told.indexOf(best)).toBe(3);
    expect(Math.abs(lossOf(model) / best - 1)).toBeLessThan(1e-12);
  });

  test.each([
    ["accuracy", (model: SGDClassifier) => accuracyScore(held.y, model.predict(held.X))],
    ["roc_auc", (model: SGDClassifier) => rocAucScore(held.y, model.decisionFunction(held.X))],
  ] as const)("%s of the kept weights is the best of all epochs", async (metric, score) => {
    const model = new SGDClassifier({ ...noisy, earlyStopping: { metric, patience: 5 } });
    await model.fit(X, y, { validation });
    const told = model.history.map((event) => event.validation ?? Number.NaN);
    expect(score(model)).toBeCloseTo(Math.max(...told), 12);
  });

  test.each(Object.entries(CLASS_METRICS) as [keyof typeof CLASS_METRICS, [Better, ClassScore]][])(
    "%s is that of the model, with weights, to 1e-12, and the best is kept",
    async (metric, [better, score]) => {
      for (const classes of [2, 3]) {
        const data = table(300, 4, classes, 6);
        const rows = table(120, 4, classes, 7);
        const sampleWeight = rows.y.map((_, r) => r % 4);
        const model = new SGDClassifier({ ...noisy, epochs: 12, earlyStopping: { metric, patience: 12, minDelta: 0 } });
        const now = (): number => score(model, rows, sampleWeight);
        const onEpoch = ({ validation: told = Number.NaN }: EpochEvent): void => {
          expect(Math.abs(told - now())).toBeLessThan(1e-12);
        };
        await model.fit(data.X, data.y, { validation: { ...rows, sampleWeight }, onEpoch });
        const told = model.history.map((event) => event.validation ?? Number.NaN);
        expect(new Set(told).size).toBeGreaterThan(1);
        expect(Math.abs(now() - Math[better](...told))).toBeLessThan(1e-12);
      }
    },
  );

  test.each(Object.entries(NUMBER_METRICS) as [keyof typeof NUMBER_METRICS, [Better, NumberScore]][])(
    "%s is that of the model, with weights, to 1e-12, and the best is kept",
    async (metric, [better, score]) => {
      const sampleWeight = held.X.map((_, r) => r % 3);
      const options = { learningRate: 0.3, batchSize: 2, epochs: 12, precision: "f64" } as const;
      const targets = (of: number[][]): number[][] => of.map((row) => [row[0] + row[1] * row[2], row[1] - row[3] ** 2]);
      for (const outputs of [1, 2]) {
        const target = (of: number[][]): number[][] => targets(of).map((row) => row.slice(0, outputs));
        const truth = target(held.X);
        const model = new SGDRegressor({ ...options, earlyStopping: { metric, patience: 12, minDelta: 0 } });
        const now = (): number => {
          const predicted = model.decisionFunction(held.X).toArray();
          const each = Array.from({ length: outputs }, (_, k) =>
            score(
              truth.map((row) => row[k]),
              predicted.map((row) => row[k]),
              { sampleWeight },
            ),
          );
          return each.reduce((sum, value) => sum + value, 0) / outputs;
        };
        const onEpoch = ({ validation: told = Number.NaN }: EpochEvent): void => {
          expect(Math.abs(told - now())).toBeLessThan(1e-12);
        };
        await model.fit(X, target(X), { validation: { X: held.X, y: truth, sampleWeight }, onEpoch });
        const told = model.history.map((event) => event.validation ?? Number.NaN);
        expect(new Set(told).size).toBeGreaterThan(1);
        expect(Math.abs(now() - Math[better](...told))).toBeLessThan(1e-12);
      }
    },
  );

  test("holds out a share of each class, not trained on, the same for the same seed", async () => {
    const labels = y.map((_, r) => (r < 40 ? "rare" : "usual"));
    const model = new SGDClassifier({ epochs: 2, earlyStopping: { validation: 0.25 }, seed: 9 });
    await model.fit(X, labels);
    expect(model.history[0].rows).toBe(300);
    const again = await new SGDClassifier({ ...model.options }).fit(X, labels);
    expect(again.coef).toEqual(model.coef);
  });

  test("weights count in the loss of the rows held out", async () => {
    const sampleWeight = held.y.map((label) => (label === 1 ? 5 : 0));
    const model = new SGDClassifier({ epochs: 2, precision: "f64" });
    await model.fit(X, y, { validation: { ...validation, sampleWeight } });
    const ones = held.X.filter((_, r) => held.y[r] === 1);
    const z = model.decisionFunction(ones).toArray();
    const expected = z.reduce((sum, [value]) => sum + Math.log1p(Math.exp(-value)), 0) / z.length;
    expect(Math.abs((model.history.at(-1)?.validation ?? 0) - expected)).toBeLessThan(1e-12);
  });

  test("tol ends training when the loss with the penalty no longer falls", async () => {
    const model = await new SGDClassifier({ tol: 0.01, patience: 2, epochs: 100, precision: "f64", l2: 0.01 }).fit(
      X,
      y,
    );
    const objective = model.history.map((event) => event.loss + (event.penalty ?? 0));
    const improves = objective.map((value, i) => value < Math.min(...objective.slice(0, i)) - 0.01);
    expect(objective.length).toBeLessThan(100);
    expect(improves.slice(-3)).toEqual([true, false, false]);
    expect(improves.slice(0, -2).some((better, i) => !better && !improves[i + 1])).toBe(false);
    expect(model.history.every((event) => (event.penalty ?? 0) > 0 || event.epoch === 1)).toBe(true);
  });

  test("adaptive lowers the rate when training stalls, and ends when the rate is small", async () => {
    const rates = new Set<number>();
    const model = new SGDClassifier({ schedule: "adaptive", learningRate: 1e-5, tol: 1, patience: 1, epochs: 50 });
    await model.fit(X, y, { onBatch: ({ learningRate }) => void rates.add(learningRate) });
    expect([...rates].map((rate) => Number(rate.toPrecision(12)))).toEqual([1e-5, 2e-6, 4e-7]);
    // The first epoch is an improvement on nothing; the next two lower the rate; the one after ends.
    expect(model.history.length).toBe(4);
  });

  test.each([
    ["a column too many", { X: held.X.map((row) => [...row, 1]), y: held.y }, "validation: got 200 rows x 7 columns"],
    ["a class that is not there", { X: held.X, y: held.y.map((label) => label + 1) }, "validation.y: row"],
  ])("validation rows with %s are refused", async (_, rows, message) => {
    expect((await failure(() => new SGDClassifier().fit(X, y, { validation: rows }))).message).toContain(message);
  });

  test("validation rows with another number of targets or labels are refused", async () => {
    const pairs = y.map((label) => [label, 1 - label]);
    const one = held.y.map((label) => [label]);
    const refused = [
      await failure(() => new SGDClassifier().fit(X, pairs, { validation: { X: held.X, y: one } })),
      await failure(() => new SGDRegressor().fit(X, pairs, { validation: { X: held.X, y: held.y } })),
    ];
    for (const { code, message } of refused) {
      expect([code, message]).toEqual(["INVALID_SHAPE", "validation.y: got 1 targets a row, expected 2 as in y"]);
    }
    const wide = { X: held.X, y: held.y.map((label) => [label, label]) };
    const { message } = await failure(() => new SGDRegressor().fit(X, y, { validation: wide }));
    expect(message).toBe("validation.y: got 2 targets a row, expected 1 as in y");
  });

  test.each([
    [
      "roc_auc",
      { X: held.X.slice(0, 3), y: [1, 1, 1] },
      "roc_auc needs rows of every class among the validation rows, there is none of 0",
    ],
    ["average_precision", { X: held.X.slice(0, 2), y: [0, 0] }, "there is none of 1"],
    ["f1", { X: held.X.slice(0, 2), y: [0, 1], sampleWeight: [1, 0] }, "there is none of 1"],
  ] as const)("%s of one class is refused before any work: the model stays", async (metric, rows, message) => {
    const model = await new SGDClassifier({ epochs: 2, earlyStopping: { metric } }).fit(X, y);
    const before = model.coef.map((row) => row.slice());
    const error = await failure(() => model.fit(X, y, { validation: rows }));
    expect(error.code).toBe("INVALID_DATA");
    expect(error.message).toContain(message);
    expect(model.coef).toEqual(before);
  });

  test("r2 of one validation row is refused before any work", async () => {
    const model = new SGDRegressor({ earlyStopping: { metric: "r2" } });
    const error = await failure(() => model.fit(X, y, { validation: { X: [held.X[0]], y: [1] } }));
    expect(error.message).toBe("earlyStopping.metric: r2 needs at least 2 validation rows, there is 1");
    expect(model.history.length).toBe(0);
  });

  test.each([
    [
      "one row of a class",
      [...y.map((label) => (label === 0 ? "no" : "yes")).slice(0, -1), "rare"],
      'earlyStopping: got 1 row of the class "rare", expected at least 2 of each',
    ],
  ])("%s cannot be held out, in the caller's words", async (_, labels, message) => {
    expect((await failure(() => new SGDClassifier({ earlyStopping: true }).fit(X, labels))).message).toContain(message);
  });

  test("one row cannot be held out, in the caller's words", async () => {
    const error = await failure(() => new SGDRegressor({ earlyStopping: true }).fit([[1, 2]], [1]));
    expect(error.message).toContain("earlyStopping: got 1 row, expected at least 2 to hold some out");
  });

  test("a share to hold out is refused beside validation rows, which would take its place", async () => {
    const options = { epochs: 2, earlyStopping: { validation: 0.25 } };
    for (const model of [new SGDClassifier(options), new SGDRegressor(options)]) {
      const error = await failure(() => model.fit(X, y, { validation }));
      expect(error.code).toBe("INVALID_OPTION");
      expect(error.details.option).toBe("earlyStopping.validation");
      expect(error.message).toBe(
        "earlyStopping.validation: got 0.25, expected it without validation rows only: none of X is held out beside them",
      );
      expect(model.history.length).toBe(0);
    }
    const labels = y.map((label) => [label, 1 - label]);
    const rows = { X: held.X, y: held.y.map((label) => [label, 1 - label]) };
    expect((await failure(() => new SGDClassifier(options).fit(X, labels, { validation: rows }))).code).toBe(
      "INVALID_OPTION",
    );
  });

  test("the options of a model, which have the default share, make one that takes validation rows", async () => {
    const { options } = new SGDClassifier({ epochs: 2, earlyStopping: { patience: 2 } });
    expect(options.earlyStopping).toMatchObject({ validation: 0.1 });
    expect((await new SGDClassifier(options).fit(X, y, { validation })).history.length).toBe(2);
  });

  test("NaN in validation rows is named as theirs", async () => {
    const rows = { X: [[1, Number.NaN, 1, 1, 1, 1]], y: [1] };
    expect((await failure(() => new SGDClassifier().fit(X, y, { validation: rows }))).message).toMatch(
      /^validation\.X: row 0/,
    );
  });

  test("a loss without probabilities cannot be watched by those of three classes", async () => {
    const data = table(100, 4, 3, 6);
    const model = new SGDClassifier({ loss: "hinge", earlyStopping: { metric: "roc_auc" } });
    expect((await failure(() => model.fit(data.X, data.y))).message).toContain("needs no probabilities for 3 classes");
  });
});
