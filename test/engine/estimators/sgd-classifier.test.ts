import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DenseMatrix, type Label, SGDClassifier } from "../../../src/engine/index.ts";
import { CLASSIFIER_LOSSES } from "../../../src/engine/objective/losses.ts";
import { naiveSgd, naiveSoftmax } from "../naive-sgd.ts";
import { blobsOf, close, failure, table } from "./estimator-helpers.ts";

const reference = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../reference/${name}.json`, import.meta.url), "utf8"));

describe("the teaching script", () => {
  const { X, y } = Object.values(reference("datasets").cases)[0] as { X: number[][]; y: number[] };
  const { train } = reference("splits").cases[0] as { train: number[] };
  const rows = train.map((i) => [...X[i], 1]);
  const labels = train.map((i) => y[i]);
  const run = async (W0: number[], alpha: number, batchSize: number) => {
    const model = new SGDClassifier({
      loss: "sigmoid_squared_error",
      reduction: "sum",
      learningRate: alpha,
      batchSize,
      epochs: 100,
      l2: 0,
      fitIntercept: false,
      precision: "f64",
      shuffle: "none",
      initialWeights: { coef: W0 },
    });
    const losses: number[] = [];
    let sum = 0;
    await model.fit(rows, labels, {
      onBatch: ({ lossSum }) => {
        sum += lossSum;
      },
      onEpoch: ({ batches }) => {
        losses.push(sum / batches);
        sum = 0;
      },
    });
    return { losses, W: model.coef[0] };
  };

  test("the published run: all 21 printed losses to 7 digits, NumPy's losses and weights to 1e-14", async () => {
    const { published_losses, published_run } = reference("tutorial");
    const { losses, W } = await run(published_run.W0, published_run.alpha, published_run.batch_size);
    for (const [epoch, loss] of Object.entries(published_losses))
      expect(losses[Number(epoch) - 1].toFixed(7)).toBe(loss);
    close(losses, published_run.losses, 1e-14);
    close(W, published_run.W, 1e-14);
  });

  test("NumPy's 60 runs with other seeds, rates and batch sizes to 1e-11", async () => {
    for (const { W0, alpha, batch_size, losses: expected, W: expectedW } of reference("tutorial").runs) {
      const { losses, W } = await run(W0, alpha, batch_size);
      const at = Array.isArray(expected) ? losses : Object.keys(expected).map((epoch) => losses[Number(epoch) - 1]);
      close(at, Object.values(expected), 1e-11);
      close(W, expectedW, 1e-11);
    }
  });
});

describe("against scikit-learn", () => {
  const standardised = (X: number[][]) => {
    const columns = X[0].map((_, j) => X.map((row) => row[j]));
    const means = columns.map((c) => c.reduce((a, b) => a + b, 0) / c.length);
    const scales = columns.map((c, j) => Math.sqrt(c.reduce((a, b) => a + (b - means[j]) ** 2, 0) / c.length));
    return X.map((row) => row.map((x, j) => (x - means[j]) / scales[j]));
  };
  const cases = reference("sgd").classifier.filter(
    ({ params }: { params: Record<string, unknown> }) =>
      params.shuffle === false &&
      params.learning_rate === "constant" &&
      (params.penalty === "l2" || params.penalty === null),
  );

  test("there is a case with and without penalty for each of scikit-learn's 9 losses", () => {
    expect(new Set(cases.map(({ params }: { params: { loss: string } }) => params.loss)).size).toBe(9);
    expect(cases.length).toBe(18);
  });

  for (const { data, params, coef, intercept } of cases) {
    test(`SGDClassifier's coefficients, row by row, to 1e-9: ${params.loss}, penalty ${params.penalty}`, async () => {
      const { X, y } = reference("tables").tables[data];
      const model = new SGDClassifier({
        loss: params.loss,
        batchSize: 1,
        epochs: params.max_iter,
        learningRate: params.eta0,
        l2: params.penalty === "l2" ? params.alpha : 0,
        shuffle: "none",
        precision: "f64",
      });
      await model.fit(standardised(X), y);
      close(model.coef[0], coef[0], 1e-9);
      close(model.intercept, intercept, 1e-9);
    });
  }
});

describe("against a naive loop", () => {
  const { X, y } = table(203, 7, 2);
  for (const loss of CLASSIFIER_LOSSES.filter((name) => name !== "softmax")) {
    for (const reduction of ["mean", "sum"] as const) {
      test(`${loss}, ${reduction}: weights and losses to 1e-12 for batches of 1, 5, 64, 100 and all rows`, async () => {
        for (const batchSize of [1, 5, 64, 100, 203, 1000]) {
          const options = { loss, reduction, batchSize, learningRate: 0.01, epochs: 3, l2: 0.01, fitIntercept: true };
          const expected = naiveSgd(X, y, options);
          const model = await new SGDClassifier({ ...options, shuffle: "none", precision: "f64" }).fit(X, y);
          close(model.coef[0], expected.w, 1e-12);
          close(model.intercept, [expected.b], 1e-12);
          close(
            model.history.map((e) => e.loss),
            expected.losses,
            1e-12,
          );
        }
      });
    }
  }

  test("three classes with log_loss are trained together, as with softmax", async () => {
    const { X: X3, y: y3 } = table(150, 5, 3, 9);
    const model = await new SGDClassifier().fit(X3, y3);
    const softmax = await new SGDClassifier({ loss: "softmax" }).fit(X3, y3);
    expect(model.coef).toEqual(softmax.coef);
    expect(model.predictProba(X3).data).toEqual(softmax.predictProba(X3).data);
  });

  test("three classes, one-vs-rest: each output equals a binary model of its class, to 1e-12", async () => {
    const { X: X3, y: y3 } = table(150, 5, 3, 9);
    const options = { batchSize: 16, learningRate: 0.1, epochs: 4, l2: 0.001 };
    const own = { shuffle: "none", precision: "f64", multiclass: "one-vs-rest" } as const;
    const model = await new SGDClassifier({ ...options, ...own }).fit(X3, y3);
    const alone = [0, 1, 2].map((k) =>
      naiveSgd(
        X3,
        y3.map((label) => Number(label === k)),
        { ...options, loss: "log_loss", reduction: "mean", fitIntercept: true },
      ),
    );
    alone.forEach((expected, k) => {
      close(model.coef[k], expected.w, 1e-12);
      close([model.intercept[k]], [expected.b], 1e-12);
    });
    close([model.history[3].loss], [alone.reduce((sum, { losses }) => sum + losses[3], 0)], 1e-12);
    const proba = model.predictProba(X3);
    const z = model.decisionFunction(X3);
    for (const r of [0, 1, 77, 149]) {
      const p = Array.from(z.row(r), (v) => 1 / (1 + Math.exp(-v)));
      const total = p.reduce((a, b) => a + b, 0);
      close(
        proba.row(r),
        p.map((v) => v / total),
        1e-12,
      );
      expect(model.predict([X3[r]])).toEqual([p.indexOf(Math.max(...p))]);
    }
  });

  test("three classes and a loss for numbers: the targets are 1 and -1, to 1e-12", async () => {
    const { X: X3, y: y3 } = table(150, 5, 3, 9);
    const options = { loss: "huber" as const, batchSize: 16, learningRate: 0.1, epochs: 4, l2: 0.001, epsilon: 0.3 };
    const model = await new SGDClassifier({ ...options, shuffle: "none", precision: "f64" }).fit(X3, y3);
    for (const k of [0, 1, 2]) {
      const targets = y3.map((label) => (label === k ? 1 : -1));
      const expected = naiveSgd(X3, targets, { ...options, reduction: "mean", fitIntercept: true }, false);
      close(model.coef[k], expected.w, 1e-12);
    }
  });

  for (const classes of [2, 3, 10]) {
    test(`softmax of ${classes} classes: weights, losses and probabilities to 1e-12`, async () => {
      const data = table(150, 5, classes, 11);
      const options = { batchSize: 16, learningRate: 0.1, epochs: 4, l2: 0.001 };
      const expected = naiveSoftmax(data.X, data.y, classes, options);
      const model = new SGDClassifier({ ...options, loss: "softmax", shuffle: "none", precision: "f64" });
      await model.fit(data.X, data.y);
      expect(model.coef.length).toBe(classes);
      expected.w.forEach((w, k) => {
        close(model.coef[k], w, 1e-12);
      });
      close(model.intercept, expected.b, 1e-12);
      close(
        model.history.map((e) => e.loss),
        expected.losses,
        1e-12,
      );
      const proba = model.predictProba(data.X);
      data.X.forEach((row, r) => {
        close(proba.row(r), expected.probabilities(row), 1e-12);
      });
      const best = data.X.map((row) => {
        const p = expected.probabilities(row);
        return p.indexOf(Math.max(...p));
      });
      expect(model.predict(data.X)).toEqual(best);
    });
  }

  test("modified_huber gives scikit-learn's probabilities, a margin loss gives none", async () => {
    const model = await new SGDClassifier({ loss: "modified_huber", precision: "f64" }).fit(X, y);
    const z = model.decisionFunction(X);
    const proba = model.predictProba(X);
    for (let r = 0; r < X.length; r++) {
      expect(proba.get(r, 1)).toBe((Math.min(1, Math.max(-1, z.get(r, 0))) + 1) / 2);
      expect(proba.get(r, 0)).toBe(1 - proba.get(r, 1));
    }
    const far = await new SGDClassifier({ loss: "modified_huber", epochs: 50 }).fit(...blobsOf(3));
    const shares = far.predictProba([[0, 0]]).row(0);
    expect(shares[0] + shares[1] + shares[2]).toBeCloseTo(1, 6);
    const hinge = await new SGDClassifier({ loss: "hinge" }).fit(X, y);
    const error = await failure(() => hinge.predictProba(X));
    expect(error.message).toBe(
      'predictProba: the loss "hinge" gives no probabilities: train with "log_loss", "softmax" or "modified_huber"',
    );
  });

  test("f32 stays within 1e-4 of f64", async () => {
    const single = await new SGDClassifier({ shuffle: "none" }).fit(X, y);
    const double = await new SGDClassifier({ shuffle: "none", precision: "f64" }).fit(X, y);
    close(single.coef[0], double.coef[0], 1e-4);
  });
});

describe("orders and repetition", () => {
  const { X, y } = table(5000, 40, 2, 3);
  const bytes = (model: SGDClassifier) =>
    Buffer.from(new Uint8Array((model.coef[0] as Float64Array).buffer)).toString("hex");
  const trained = async (options: ConstructorParameters<typeof SGDClassifier>[0], listeners = {}) =>
    new SGDClassifier({ epochs: 3, ...options }).fit(X, y, listeners);

  for (const shuffle of ["none", "full", "block"] as const) {
    test(`${shuffle}: the same bytes again, with a batch listener, and from a matrix in f32 or f64`, async () => {
      const first = bytes(await trained({ shuffle }));
      expect(bytes(await trained({ shuffle }))).toBe(first);
      expect(bytes(await trained({ shuffle }, { onBatch: () => {} }))).toBe(first);
      const single = new SGDClassifier({ epochs: 3, shuffle });
      expect(bytes(await single.fit(DenseMatrix.from(X, "f32"), y))).toBe(first);
      expect(bytes(await new SGDClassifier({ epochs: 3, shuffle }).fit(DenseMatrix.from(X), y))).toBe(first);
    });
  }

  test("another seed gives another order; without shuffle it changes nothing", async () => {
    expect(bytes(await trained({ seed: 1 }))).not.toBe(bytes(await trained({ seed: 2 })));
    expect(bytes(await trained({ seed: 1, shuffle: "full" }))).not.toBe(
      bytes(await trained({ seed: 2, shuffle: "full" })),
    );
    expect(bytes(await trained({ seed: 1, shuffle: "none" }))).toBe(bytes(await trained({ seed: 2, shuffle: "none" })));
  });

  test("vanilla gradient descent does not depend on the order, to 1e-10", async () => {
    const options = { batchSize: 5000, precision: "f64" as const };
    const [a, b, c] = await Promise.all(
      (["none", "full", "block"] as const).map((shuffle) => trained({ ...options, shuffle })),
    );
    close(b.coef[0], a.coef[0], 1e-10);
    close(c.coef[0], a.coef[0], 1e-10);
    expect(a.history[0].batches).toBe(1);
  });

  test("rows sorted by class: block shuffle ends within 1 % of the full shuffle's loss", async () => {
    const sorted = X.map((row, i) => ({ row, label: y[i] })).sort((a, b) => a.label - b.label);
    const rows = sorted.map(({ row }) => row);
    const labels = sorted.map(({ label }) => label);
    const loss = async (shuffle: "full" | "block") =>
      (await new SGDClassifier({ shuffle, epochs: 5 }).fit(rows, labels)).history[4].loss;
    const full = await loss("full");
    expect(Math.abs((await loss("block")) / full - 1)).toBeLessThan(0.01);
  });

  test("many small trainings one after another do not run out of memory", async () => {
    const few = [X.slice(0, 20), y.slice(0, 20)] as const;
    const first = bytes(await new SGDClassifier({ epochs: 1 }).fit(...few));
    for (let i = 0; i < 400; i++) expect(bytes(await new SGDClassifier({ epochs: 1 }).fit(...few))).toBe(first);
  });

  test("trainings at the same time do not disturb each other", async () => {
    const alone = [bytes(await trained({ seed: 4 })), bytes(await trained({ seed: 5 }))];
    const listeners = { onBatch: () => Promise.resolve() };
    const together = await Promise.all([trained({ seed: 4 }, listeners), trained({ seed: 5 }, listeners)]);
    expect(together.map(bytes)).toEqual(alone);
  });
});

describe("listeners and signals", () => {
  const { X, y } = table(100, 3, 2);

  test("events count epochs, batches, rows and updates; the short last batch included", async () => {
    const epochs: unknown[] = [];
    const batches: number[][] = [];
    const model = new SGDClassifier({ epochs: 2, batchSize: 32 });
    await model.fit(X, y, {
      onBatch: ({ epoch, batch, rows, loss, lossSum }) => {
        batches.push([epoch, batch, rows]);
        expect(lossSum / rows).toBeCloseTo(loss, 12);
      },
      onEpoch: ({ epoch, epochs: all, rows, batches: count, updates, samplesSeen }) => {
        epochs.push([epoch, all, rows, count, updates, samplesSeen]);
      },
    });
    expect(epochs).toEqual([
      [1, 2, 100, 4, 4, 100],
      [2, 2, 100, 4, 8, 200],
    ]);
    expect(batches.slice(0, 5)).toEqual([
      [1, 1, 32],
      [1, 2, 32],
      [1, 3, 32],
      [1, 4, 4],
      [2, 1, 32],
    ]);
    expect(model.history.length).toBe(2);
  });

  test("the model has the batch's weights when its listener is called", async () => {
    const model = new SGDClassifier({ epochs: 1, batchSize: 10, shuffle: "none", precision: "f64" });
    const seen: number[] = [];
    await model.fit(X, y, { onBatch: () => void seen.push(model.coef[0][0]) });
    const five = await new SGDClassifier({ epochs: 1, batchSize: 10, shuffle: "none", precision: "f64" }).fit(
      X.slice(0, 50),
      y.slice(0, 50),
    );
    expect(seen[4]).toBe(five.coef[0][0]);
    expect(seen[9]).toBe(model.coef[0][0]);
    expect(new Set(seen).size).toBe(10);
  });

  test("a signal ends training after the batch in hand; the weights so far stay", async () => {
    const controller = new AbortController();
    const model = new SGDClassifier({ epochs: 5, batchSize: 10 });
    let at: number[] = [];
    const training = model.fit(X, y, {
      signal: controller.signal,
      onBatch: ({ epoch, batch }) => {
        if (epoch === 2 && batch === 3) {
          at = Array.from(model.coef[0]);
          controller.abort(new Error("enough"));
        }
      },
    });
    await expect(training).rejects.toThrow("enough");
    expect(Array.from(model.coef[0])).toEqual(at);
    expect(model.history.length).toBe(1);
    await model.fit(X, y);
    expect(model.history.length).toBe(5);
  });

  test("others get their turn within short epochs, with listeners and without", async () => {
    for (const listeners of [{}, { onBatch: () => {} }, { onEpoch: () => {} }]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error("from a timer")), 20);
      const training = new SGDClassifier({ epochs: 1e9 }).fit(X, y, { ...listeners, signal: controller.signal });
      await expect(training).rejects.toThrow("from a timer");
    }
  });

  test("a signal aborted before leaves the model as it was; one aborted after the last batch comes too late", async () => {
    const model = await new SGDClassifier().fit(X, y);
    const before = Array.from(model.coef[0]);
    await expect(model.fit(X, y, { signal: AbortSignal.abort(new Error("no")) })).rejects.toThrow("no");
    expect(Array.from(model.coef[0])).toEqual(before);
    const controller = new AbortController();
    const late = new SGDClassifier({ epochs: 2 });
    await late.fit(X, y, {
      signal: controller.signal,
      onEpoch: ({ epoch }) => void (epoch === 2 && controller.abort()),
    });
    expect(late.history.length).toBe(2);
  });

  test("a refused training leaves weights and classes as they were, and a second one at the same time is refused", async () => {
    const model = await new SGDClassifier().fit(X, y);
    const before = model.predict(X);
    const three = y.map((_, i) => ["p", "q", "r"][i % 3]);
    await expect(model.fit(X.with(5, [1, 2, Number.NaN]), three)).rejects.toThrow("row 5, column 2");
    expect(model.classes).toEqual([0, 1]);
    expect(model.predict(X)).toEqual(before);
    const running = model.fit(X, three);
    await expect(model.fit(X, y)).rejects.toThrow("fit: the model is being trained already");
    await running;
    expect(model.classes).toEqual(["p", "q", "r"]);
  });

  test("one batch of all rows can be given up, and others get their turn meanwhile", async () => {
    const wide = DenseMatrix.zeros(40_000, 500, "f32");
    const labels = Uint8Array.from({ length: 40_000 }, (_, i) => i % 2);
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("from a timer")), 60);
    const options = { batchSize: Number.POSITIVE_INFINITY, epochs: 1e6, shuffle: "none" as const };
    const model = new SGDClassifier(options);
    await expect(model.fit(wide, labels, { signal: controller.signal })).rejects.toThrow("from a timer");
  });

  test("an error of a listener ends training and leaves the model usable", async () => {
    const model = new SGDClassifier();
    await expect(
      model.fit(X, y, {
        onEpoch: () => {
          throw new Error("mine");
        },
      }),
    ).rejects.toThrow("mine");
    expect(model.predict(X).length).toBe(100);
  });
});

describe("labels, states, predictions", () => {
  const { X, y } = table(60, 4, 2);

  test("strings and booleans are classes, sorted", async () => {
    const names: Label[] = y.map((label) => (label ? "yes" : "no"));
    const model = await new SGDClassifier().fit(X, names);
    expect(model.classes).toEqual(["no", "yes"]);
    expect(new Set(model.predict(X))).toEqual(new Set(["no", "yes"]));
    const truth = await new SGDClassifier().fit(X, y.map(Boolean));
    expect(truth.classes).toEqual([false, true]);
    expect(truth.score(X, y.map(Boolean))).toBe(model.score(X, names));
  });

  test("probabilities add up and agree with the outputs", async () => {
    const model = await new SGDClassifier({ precision: "f64" }).fit(X, y);
    const proba = model.predictProba(X);
    const z = model.decisionFunction(X);
    for (let r = 0; r < 60; r++) {
      expect(proba.get(r, 1)).toBeCloseTo(1 / (1 + Math.exp(-z.get(r, 0))), 14);
      expect(proba.get(r, 0) + proba.get(r, 1)).toBe(1);
    }
    const wide = table(40, 40, 3);
    const wideModel = await new SGDClassifier().fit(wide.X, wide.y);
    for (const fitted of [model, wideModel]) {
      expect(fitted.predict([])).toEqual([]);
      expect(fitted.predictProba([]).rows).toBe(0);
      expect(fitted.decisionFunction([]).rows).toBe(0);
    }
  });

  test("predictions go to what the caller gives", async () => {
    const model = await new SGDClassifier().fit(X, y);
    const labels = new Uint8Array(60);
    expect(model.predict(X, labels)).toBe(labels);
    expect(Array.from(labels)).toEqual(model.predict(X));
    const outputs = DenseMatrix.zeros(60, 1, "f64");
    expect(model.decisionFunction(X, outputs)).toBe(outputs);
    expect(Array.from(outputs.data)).toEqual(Array.from(model.decisionFunction(X).data));
    const proba = DenseMatrix.zeros(60, 2, "f32");
    expect(model.predictProba(X, proba)).toBe(proba);
    expect(proba.data).toEqual(model.predictProba(X).data);
    const short = await failure(() => model.predict(X, new Uint8Array(59)));
    expect([short.code, short.message]).toEqual(["INVALID_SHAPE", "out: got room for 59 classes, expected 60"]);
    const wide = await failure(() => model.decisionFunction(X, DenseMatrix.zeros(60, 2)));
    expect(wide.message).toBe("out: got 60 rows x 2 columns, expected 60 x 1");
    const named = await new SGDClassifier().fit(X, y.map(String));
    const text = await failure(() => named.predict(X, labels));
    expect(text.message).toBe("out: the typed array cannot hold the class 0");
    const wideClasses = await new SGDClassifier().fit(
      X,
      y.map((label) => (label ? 300 : -1)),
    );
    const narrow = await failure(() => wideClasses.predict(X, labels));
    expect(narrow.message).toBe("out: the typed array cannot hold the class -1");
    expect(Array.from(wideClasses.predict(X, new Int16Array(60)))).toEqual(wideClasses.predict(X));
  });

  test("a state in JSON makes the same classifier again", async () => {
    const model = await new SGDClassifier({ precision: "f32", epochs: 2 }).fit(X, y);
    const { options, classes, coef, intercept } = model.toState();
    const text = JSON.stringify({
      options,
      classes,
      coef: coef.map((row) => Array.from(row)),
      intercept: Array.from(intercept),
    });
    const again = SGDClassifier.fromState(JSON.parse(text));
    expect(again.decisionFunction(X).data).toEqual(model.decisionFunction(X).data);
    expect(again.classes).toEqual(model.classes);
    (coef[0] as Float64Array).fill(0);
    expect(again.decisionFunction(X).data).toEqual(model.decisionFunction(X).data);
    const state = model.toState();
    for (const classes of [[], ["a"], ["a", "a"], undefined]) {
      const error = await failure(() => SGDClassifier.fromState({ ...state, classes: classes as Label[] }));
      expect(error.message).toBe("classes: expected at least two different classes");
    }
  });

  test("outputs of many rows equal those of each row alone, bit for bit", async () => {
    const wide = table(700, 130, 2, 5);
    for (const precision of ["f32", "f64"] as const) {
      const model = await new SGDClassifier({ precision, epochs: 1 }).fit(wide.X, wide.y);
      const all = model.decisionFunction(wide.X);
      for (const r of [0, 7, 8, 63, 64, 65, 699])
        expect(model.decisionFunction([wide.X[r]]).get(0, 0)).toBe(all.get(r, 0));
    }
  });

  test("rows in the engine's memory give the same outputs, also where a prediction copies them", async () => {
    const wide = table(3000, 37, 3, 6);
    for (const precision of ["f32", "f64"] as const) {
      const model = await new SGDClassifier({ precision, epochs: 1 }).fit(wide.X, wide.y);
      const expected = model.decisionFunction(wide.X).data;
      for (const own of ["f32", "f64"] as const) {
        const matrix = DenseMatrix.resident(3000, 37, own);
        for (const [r, row] of wide.X.entries()) matrix.row(r).set(row);
        if (own === "f64" || precision === "f32") expect(model.decisionFunction(matrix).data).toEqual(expected);
        expect(model.predict(matrix)).toEqual(model.predict(DenseMatrix.from(wide.X, own)));
        expect(matrix.toArray()).toEqual(DenseMatrix.from(wide.X, own).toArray());
        matrix.row(2999)[36] = Number.NaN;
        const error = await failure(() => model.predict(matrix));
        expect(error.message).toContain("X: row 2999, column 36: got NaN");
      }
    }
  });

  test("initial weights are where training starts", async () => {
    const start = { coef: [1, -2, 3, 0.5], intercept: 0.25 };
    const model = new SGDClassifier({
      initialWeights: start,
      learningRate: 1e-300,
      l2: 0,
      epochs: 1,
      precision: "f64",
    });
    await model.fit(X, y);
    expect(Array.from(model.coef[0])).toEqual(start.coef);
    expect(model.intercept[0]).toBe(0.25);
  });
});
