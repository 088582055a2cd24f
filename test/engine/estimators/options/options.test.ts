import { describe, expect, test } from "vitest";
import { show } from "../../../../src/engine/estimators/options/issues.ts";
import { checkWrittenOptions } from "../../../../src/engine/estimators/options/resolve-options.ts";
import { checkOptions, MinibatchError, SGDClassifier, SGDRegressor } from "../../../../src/engine/index.ts";

/** What `checkOptions` says, as lines. */
const issues = (task: "classification" | "regression", options: object): string[] =>
  checkOptions(task, options).map(({ option, got, expected }) => `${option}: ${got} | ${expected}`);

function errorOf(run: () => unknown): MinibatchError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(MinibatchError);
    return error as MinibatchError;
  }
  throw new Error("expected an error");
}

describe("options", () => {
  test("all values that cannot be used come at once, with their names", () => {
    const options = { l2: -1, l1: "much", epochs: 0, schedule: "sometimes", seed: 1.5, momentum: 1 };
    const error = errorOf(() => new SGDClassifier(options as object));
    expect(error.code).toBe("INVALID_OPTION");
    expect(error.details.issues?.map(({ option }) => option)).toEqual(Object.keys(options));
    expect(error.message).toMatch(/^6 options cannot be used: l2: got -1, expected a number >= 0; l1: got "much", /);
    expect(error.message).not.toContain("\n");
  });

  test("one alone reads as a sentence", () => {
    expect(errorOf(() => new SGDRegressor({ l1: -0.5 })).message).toBe("l1: got -0.5, expected a number >= 0");
  });

  test.each([
    ["classification", { loss: "log_loss", schedule: "pa1" }, ['loss: "log_loss" | "hinge" with schedule "pa1"']],
    [
      "regression",
      { loss: "squared_error", schedule: "pa2" },
      ['loss: "squared_error" | "epsilon_insensitive" with schedule "pa2"'],
    ],
    ["classification", { schedule: "optimal", l2: 0 }, ['schedule: "optimal" | l1 + l2 > 0 with it']],
    [
      "classification",
      { loss: "hinge", multiclass: "softmax" },
      ['multiclass: "softmax" | "one-vs-rest" with loss "hinge"'],
    ],
    [
      "classification",
      { loss: "softmax", multiclass: "one-vs-rest" },
      ['multiclass: "one-vs-rest" | "softmax" with loss "softmax"'],
    ],
    ["regression", { loss: "huber", epsilon: 0 }, ['epsilon: 0 | a number > 0 with loss "huber"']],
    [
      "regression",
      { schedule: "adaptive", tol: null },
      ['tol: null | a number, or earlyStopping, with schedule "adaptive"'],
    ],
    ...(["cosine", "linear"] as const).map(
      (schedule) =>
        [
          "regression",
          { schedule, warmStart: true },
          [`scheduleEpochs: null | a number > 0 with warmStart and schedule "${schedule}"`],
        ] as const,
    ),
    ["regression", { rateBatchSize: 32, learningRate: "auto" }, ['rateBatchSize: 32 | null with learningRate "auto"']],
    [
      "classification",
      { loss: "hinge", earlyStopping: { metric: "log_loss" } },
      ['earlyStopping.metric: "log_loss" | one that needs no probabilities, which loss "hinge" does not give'],
    ],
  ] as const)("%s %o cannot be combined", (task, options, expected) => {
    expect(issues(task, options)).toEqual(expected);
  });

  test("several combinations come at once", () => {
    const options = {
      loss: "log_loss",
      schedule: "pa1",
      optimizer: "adam",
      warmup: 1,
      earlyStopping: { metric: "r2" },
    };
    const names = checkOptions("classification", options as object).map(({ option }) => option);
    expect(names).toEqual(["loss", "optimizer", "warmup", "earlyStopping.metric"]);
  });

  test.each([
    [{ l2: -1, schedule: "pa1", optimizer: "adam", loss: "log_loss" }, ["l2", "loss", "optimizer"]],
    [{ seed: -1, momentum: 0.5, power: 2 }, ["seed", "momentum", "power"]],
    [{ earlyStopping: { metric: "r2", patience: 0 } }, ["earlyStopping.patience", "earlyStopping.metric"]],
    [{ classWeight: { a: -1 }, beta2: 0.99999999, optimizer: "adam" }, ["classWeight.a", "beta2"]],
    [{ learning_rate: 1, loss: "hinge", multiclass: "softmax" }, ["learning_rate", "multiclass"]],
    // What the others should have been with is not known.
    [{ schedule: "sometimes", power: 2 }, ["schedule"]],
    [{ Schedule: "invscaling", power: 2 }, ["Schedule"]],
    [{ epochs: 0, warmup: 50 }, ["epochs"]],
  ] as const)("%o: bad values and bad combinations come together", (options, names) => {
    expect(checkOptions("classification", options as object).map(({ option }) => option)).toEqual(names);
  });

  test.each([
    [
      "classification",
      { optimizer: "adam", beta1: 0.5, beta2: 0.5, eps: 1, schedule: "step", decay: 0.1, decayEpochs: 4 },
    ],
    ["classification", { schedule: "invscaling", power: 2, warmup: 12, epochs: 20, l1: 0.1, l2: 0, clipValue: 1 }],
    ["classification", { schedule: "linear", scheduleEpochs: 30, finalLearningRate: 0.1, warmup: 12, warmStart: true }],
    ["classification", { schedule: "optimal", l1: 0.1, l2: 0 }],
    ["classification", { compat: "scikit-learn", schedule: "constant", learningRate: 1, l2: 0, patience: 2 }],
    ["classification", { compat: "scikit-learn", loss: "log_loss", earlyStopping: true, patience: 2, tol: null }],
    ["classification", { schedule: "adaptive", tol: null, earlyStopping: { metric: "log_loss", patience: 3 } }],
    ["classification", { loss: "softmax", multiclass: "softmax", optimizer: "ftrl", ftrlBeta: 2 }],
    ["regression", { loss: "quantile", quantile: 0.2, optimizer: "nesterov", momentum: 0.1, rateBatchSize: 8 }],
    ["regression", { loss: "huber", epsilon: 0.2, tol: 0.1, patience: 2, optimizer: "rmsprop", rho: 0.2 }],
    ["regression", { precision: "f64", optimizer: "adam", beta2: 0.99999999, eps: 1e-50, clipValue: 1e-50 }],
  ] as const)("%s %o: a value that cannot be used is told alone, whichever it is", (task, options) => {
    expect(issues(task, options)).toEqual([]);
    for (const name of Object.keys(options)) {
      const found = checkOptions(task, { ...options, [name]: Number.NaN } as object);
      expect(found.map(({ option }) => option)).toEqual([name]);
    }
  });

  test.each([
    [{ warmup: 10 }, "a number below 10, the epochs"],
    [{ warmup: 50, epochs: 5, schedule: "linear" }, "a number below 5, the epochs"],
    [{ warmup: 5, epochs: 5, schedule: "invscaling" }, "a number below 5, the epochs"],
    [{ warmup: 7, epochs: 5, schedule: "cosine", scheduleEpochs: 2.5 }, "a number below 5, the epochs"],
  ] as const)("%o: a warm-up that leaves nothing of the training", (options, expected) => {
    expect(issues("regression", options)).toEqual([`warmup: ${options.warmup} | ${expected}`]);
  });

  test.each([
    { warmup: 9.5 },
    { warmup: 4.9, epochs: 5, schedule: "linear" },
    { warmup: 20, warmStart: true },
    { warmup: 20, warmStart: true, schedule: "cosine", scheduleEpochs: 30 },
  ] as const)("%o: a warm-up that ends before the training, or before what goes on from it", (options) => {
    expect(issues("classification", options)).toEqual([]);
  });

  test("a warm-up is not refused before the epochs are known", () => {
    const written = (options: object) => checkWrittenOptions("regression", options).map(({ option }) => option);
    expect(written({ warmup: 20 })).toEqual([]);
    expect(written({ warmup: 20, epochs: 20 })).toEqual(["warmup"]);
    expect(written({ warmup: 20, optimizer: "ftrl" })).toEqual(["warmup"]);
  });

  test("a passive-aggressive schedule brings its loss", () => {
    expect(new SGDClassifier({ schedule: "pa1" }).options.loss).toBe("hinge");
    expect(new SGDRegressor({ schedule: "pa2" }).options.loss).toBe("epsilon_insensitive");
    expect(new SGDRegressor({ schedule: "pa1", compat: "scikit-learn" }).options.loss).toBe("epsilon_insensitive");
  });

  test("ftrl takes neither schedules nor a bound of its weights", () => {
    const options = { optimizer: "ftrl", schedule: "cosine", warmup: 1, maxNorm: 3 };
    const names = checkOptions("regression", options as object).map(({ option }) => option);
    expect(names).toEqual(["schedule", "warmup", "maxNorm"]);
  });

  test("a metric of the other task names those of this one", () => {
    const [issue] = checkOptions("regression", { earlyStopping: { metric: "accuracy" } });
    expect(issue.expected).toContain("loss, r2, explained_variance, mean_squared_error");
    expect(issue.expected).not.toContain("roc_auc");
  });

  test.each([
    ["classification", { momentum: 0.5, rho: 0.5, beta1: 0.1, beta2: 0.5, eps: 1, ftrlBeta: 3 }],
    ["classification", { power: 2, decay: 0.1, decayEpochs: 4, finalLearningRate: 0.01, scheduleEpochs: 3 }],
    ["regression", { quantile: 0.3, epsilon: 0.4, patience: 2 }],
    ["regression", { schedule: "optimal", learningRate: 0.02, power: 1 }, ["learningRate", "power"]],
    ["classification", { schedule: "optimal", learningRate: "auto", warmup: 1 }, ["learningRate"]],
    ["classification", { optimizer: "adam", momentum: 0.3, schedule: "cosine", power: 1 }, ["momentum", "power"]],
  ] as const)(
    "%s %o: what would change nothing is refused, all at once",
    (task, options, names: readonly string[] = Object.keys(options)) => {
      expect(checkOptions(task, options).map(({ option }) => option)).toEqual(names);
    },
  );

  test("an option that changes nothing says what it is for", () => {
    expect(errorOf(() => new SGDClassifier({ momentum: 0.5 })).message).toBe(
      'momentum: got 0.5, expected it with optimizer "momentum" or optimizer "nesterov" only: it would change nothing here',
    );
  });

  test.each([
    ["classification", { optimizer: "nesterov", momentum: 0.5 }],
    ["classification", { momentum: 0.9, power: 0.5, patience: 5, quantile: 0.5 }],
    ["classification", { tol: 0.1, patience: 2 }],
    ["classification", { compat: "scikit-learn", earlyStopping: true, patience: 2, power: 0.5 }],
    ["regression", { loss: "huber", epsilon: 0.4, schedule: "step", decay: 0.1, decayEpochs: 4 }],
    ["regression", { loss: "quantile", quantile: 0.2, schedule: "linear", finalLearningRate: 0.01, scheduleEpochs: 3 }],
  ] as const)("%s %o is used, or the default", (task, options) => {
    expect(issues(task, options)).toEqual([]);
  });

  test("the options of a model make another one", () => {
    for (const optimizer of ["sgd", "adam", "ftrl"] as const) {
      const { options } = new SGDClassifier({ optimizer, tol: 0.1, patience: 2 });
      expect(new SGDClassifier(options).options).toEqual(options);
    }
  });

  test("what 32-bit floats round to 1 or 0 is refused, all at once, and is none of 64-bit ones", () => {
    const close = 1 - 2 ** -26;
    const options = [
      { optimizer: "adam", beta1: close, beta2: close, eps: 1e-46, clipValue: 1e-46, learningRate: 1e-46 },
      { optimizer: "nesterov", momentum: close },
      { optimizer: "rmsprop", rho: close, eps: 1e-46 },
      { optimizer: "ftrl", ftrlBeta: 1e-46 },
      { loss: "quantile", quantile: close },
      { loss: "quantile", quantile: 1e-46 },
    ] as const;
    const names = options.map((some) => checkOptions("regression", some).map(({ option }) => option));
    expect(names).toEqual([
      ["beta1", "beta2", "learningRate", "eps", "clipValue"],
      ["momentum"],
      ["rho", "eps"],
      ["ftrlBeta"],
      ["quantile"],
      ["quantile"],
    ]);
    for (const some of options) expect(checkOptions("regression", { ...some, precision: "f64" })).toEqual([]);
    expect(checkOptions("regression", { optimizer: "adam", beta2: 1 - 2 ** -24, eps: 1e-44 })).toEqual([]);
    expect(errorOf(() => new SGDRegressor({ optimizer: "adam", beta2: 0.99999999 })).message).toBe(
      'beta2: got 0.99999999, expected a number that is below 1 in 32-bit floats: use precision "f64"',
    );
  });

  test("weights of classes are named one by one, and a Map is none", () => {
    const classWeight = { 0: 1, 1: -1, b: "2" } as unknown as Record<string, number>;
    expect(issues("classification", { classWeight })).toEqual([
      "classWeight.1: -1 | a number >= 0",
      'classWeight.b: "2" | a number >= 0',
    ]);
    const map = new Map([[1, 2]]) as unknown as Record<string, number>;
    expect(issues("classification", { classWeight: map })[0]).toContain("classWeight: an object | ");
  });

  test("short arrays and objects are written out, others named", () => {
    const values = [["a", "b"], { yes: 3 }, [], {}, [[1]], { a: null }, Array(100).fill(1)];
    expect(values.map(show)).toEqual([
      ...['["a","b"]', '{"yes":3}', "an array", "an object", "an array", "an object", "an array"],
    ]);
  });

  test("options that are no object", async () => {
    expect(errorOf(() => new SGDClassifier(null as never)).message).toBe("options: got null, expected an object");
    expect(errorOf(() => new SGDRegressor(3 as never)).message).toBe("options: got 3, expected an object");
    for (const model of [new SGDClassifier(), new SGDRegressor()]) {
      await expect(model.fit([[0], [1]], [0, 1], null as never)).rejects.toThrow(
        "options: got null, expected an object",
      );
    }
  });

  test("options of fit that there are not", async () => {
    for (const model of [new SGDClassifier(), new SGDRegressor()]) {
      const unknown = { sample_weight: [1, 1] } as object;
      await expect(model.fit([[0], [1]], [0, 1], unknown)).rejects.toThrow("sample_weight: there is no such option");
      await expect(model.partialFit([[0], [1]], [0, 1], unknown)).rejects.toThrow("sample_weight: there is no such");
    }
  });

  test("misspelt names, also in parts, say what is meant", () => {
    const error = errorOf(() => new SGDClassifier({ learning_rate: 1, earlyStopping: { min_delta: 1 } } as object));
    expect(error.message).toBe(
      "2 options cannot be used: learning_rate: there is no such option: did you mean learningRate?; " +
        "earlyStopping.min_delta: there is no such option: did you mean earlyStopping.minDelta?",
    );
  });

  test("options of classes are no options of numbers", () => {
    expect(errorOf(() => new SGDRegressor({ classWeight: "balanced" } as object)).message).toContain(
      "classWeight: there is no such option",
    );
  });

  test("compat scikit-learn refuses what is not there, all at once", () => {
    const options = {
      compat: "scikit-learn",
      loss: "softmax",
      multiclass: "softmax",
      batchSize: 32,
      optimizer: "adam",
      clipNorm: 1,
      shuffle: "block",
      precision: "f32",
    };
    const names = checkOptions("classification", options as object).map(({ option }) => option);
    expect(names.sort()).toEqual(["batchSize", "clipNorm", "loss", "multiclass", "optimizer", "precision", "shuffle"]);
  });

  test("compat scikit-learn brings its defaults", () => {
    const { loss, schedule, epochs, tol, batchSize, precision } = new SGDClassifier({ compat: "scikit-learn" }).options;
    expect({ loss, schedule, epochs, tol, batchSize, precision }).toEqual({
      loss: "hinge",
      schedule: "optimal",
      epochs: 1000,
      tol: 0.001,
      batchSize: 1,
      precision: "f64",
    });
    const regressor = new SGDRegressor({ compat: "scikit-learn" }).options;
    expect([regressor.schedule, regressor.power, regressor.learningRate]).toEqual(["invscaling", 0.25, 0.01]);
  });

  test("what is filled in can be given back", () => {
    for (const options of [{}, { compat: "scikit-learn" }, { earlyStopping: true, classWeight: { a: 2 } }] as const) {
      const resolved = new SGDClassifier(options).options;
      expect(new SGDClassifier(JSON.parse(JSON.stringify(resolved))).options).toEqual(resolved);
    }
  });
});
