import { afterEach, describe, expect, it, vi } from "vitest";
import { Arena } from "../../../src/engine/kernels/arena.ts";
import { wasmKernels } from "../../../src/engine/kernels/wasm.ts";
import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";
import { OPTIMIZER_DEFAULTS } from "../../../src/engine/optimizer/optimizers.ts";
import type { TrainingRows, Visit } from "../../../src/engine/sampling/training-rows.ts";
import type { BatchEvent, ProgressEvent } from "../../../src/engine/training/events.ts";
import { Trainer } from "../../../src/engine/training/trainer.ts";
import type { LinearWeights } from "../../../src/engine/training/weights.ts";
import { error } from "../../data/table/matchers.ts";
import { type Asked, type Data, draw, place, rig, setupOf } from "./training-rig.ts";

afterEach(() => vi.restoreAllMocks());

/** The mean weighted log loss of rows, from the formula. */
function logLoss({ coef, intercept }: LinearWeights, { X, y, weights }: Data): number {
  let sum = 0;
  let total = 0;
  for (let r = 0; r < X.rows; r++) {
    const z = Array.from(X.row(r)).reduce((dot, x, j) => dot + x * coef[0][j], intercept[0]);
    const weight = weights ? weights[r] : 1;
    sum += weight * Math.log(1 + Math.exp(y[r] === 1 ? -z : z));
    total += weight;
  }
  return sum / total;
}

function part({ X, y, weights }: Data, from: number, to: number): Data {
  return {
    X: new DenseMatrix(X.data.slice(from * X.columns, to * X.columns), to - from, X.columns),
    y: y.slice(from, to),
    weights: weights?.slice(from, to),
  };
}

/** Rows given out in visits of a few rows, each in memory that is reserved anew. */
class Crumbs implements TrainingRows {
  readonly rows: number;
  readonly stride: number;
  readonly #inner: TrainingRows;
  readonly #arena: Arena;

  constructor(inner: TrainingRows, arena: Arena) {
    this.rows = inner.rows;
    this.stride = inner.stride;
    this.#inner = inner;
    this.#arena = arena;
  }

  async *visits(epoch: number): AsyncGenerator<Visit> {
    for await (const visit of this.#inner.visits(epoch)) {
      for (let from = 0; from < visit.count; from += 3) {
        const count = Math.min(3, visit.count - from);
        const to = this.#arena.reserve(200_000);
        const bytes = this.#arena.uint8(0, to + this.stride * count);
        bytes.copyWithin(to, visit.rows + from * this.stride, visit.rows + (from + count) * this.stride);
        yield { rows: to, targets: visit.targets + from * 8, order: 0, count };
      }
    }
  }
}

describe("rows", () => {
  it("may come in visits of any size, asynchronously, in memory that grows: the bytes are the same", async () => {
    const data = draw({}, 50);
    const whole = await rig({}, data, "none");
    await whole.trainer.run(whole.rows, { epochs: 2 });
    const crumbled = await rig({}, data, "none");
    await crumbled.trainer.run(new Crumbs(crumbled.rows, crumbled.arena), { epochs: 2 });
    // The loss at the start is that of the first visit's rows.
    expect({ ...crumbled.trainer.state(), startLoss: 0 }).toEqual({ ...whole.trainer.state(), startLoss: 0 });
  });

  it("may come chunk after chunk: each chunk's loss is that before it was learned from", async () => {
    const asked: Asked = { batchSize: 16, weighted: true };
    const data = draw(asked, 48);
    const whole = await rig(asked, data, "none");
    const losses: number[] = [];
    await whole.trainer.run(whole.rows, { epochs: 1, listeners: { onBatch: ({ loss }) => void losses.push(loss) } });
    const kernels = wasmKernels(1);
    const arena = new Arena(kernels);
    const trainer = new Trainer(kernels, arena, setupOf(asked));
    const place0 = arena.mark();
    for (const from of [0, 16, 32]) {
      arena.release(place0);
      const chunk = part(data, from, from + 16);
      const before = logLoss(trainer.weights(), chunk);
      await trainer.run(await place(kernels, arena, asked, chunk, "none"), { epochs: 1 });
      expect(Math.abs(trainer.history.at(-1)!.loss - before)).toBeLessThan(1e-12);
    }
    expect(trainer.history.map(({ loss }) => loss)).toEqual(losses);
    expect(trainer.weights()).toEqual(whole.trainer.weights());
    expect(trainer.state().samplesSeen).toBe(48);
  });
});

describe("evaluate", () => {
  it.each([{}, { average: 1 }, { weighted: true, average: 1 }] as readonly Asked[])(
    "is the mean weighted loss with the model's weights, to 1e-12, and changes nothing: %j",
    async (asked) => {
      const data = draw(asked, 90);
      const held = draw(asked, 150, 2);
      const silent = await rig(asked, data);
      await silent.trainer.run(silent.rows, { epochs: 3 });
      const { trainer, rows, kernels, arena } = await rig(asked, data);
      const heldRows = await place(kernels, arena, asked, held, "none");
      const losses: number[] = [];
      const control = {
        async epochEnded() {
          losses.push(await trainer.evaluate(heldRows));
          expect(Math.abs(losses.at(-1)! - logLoss(trainer.weights(), held))).toBeLessThan(1e-12);
          return { validation: losses.at(-1)! };
        },
      };
      await trainer.run(rows, { epochs: 3, control });
      expect(trainer.state()).toEqual(silent.trainer.state());
      expect(trainer.history.map(({ validation }) => validation)).toEqual(losses);
      expect(new Set(losses).size).toBe(3);
    },
  );

  it("between the batches leaves an open batch alone", async () => {
    const data = draw({}, 50);
    const silent = await rig({}, data);
    await silent.trainer.run(silent.rows, { epochs: 1 });
    const { trainer, rows } = await rig({}, data);
    await trainer.run(rows, { epochs: 1, listeners: { onBatch: async () => void (await trainer.evaluate(rows)) } });
    expect(trainer.weights()).toEqual(silent.trainer.weights());
  });
});

describe("the weights of the model", () => {
  it("are the mean over the updates once averaging has begun, to 1e-12, and the trained ones before", async () => {
    const asked: Asked = { average: 24 };
    const data = draw(asked, 64);
    const plain = await rig({}, data);
    const trained: LinearWeights[] = [];
    await plain.trainer.run(plain.rows, {
      epochs: 1,
      listeners: { onBatch: () => void trained.push(plain.trainer.weights()) },
    });
    const { trainer, rows } = await rig(asked, data);
    const models: LinearWeights[] = [];
    await trainer.run(rows, { epochs: 1, listeners: { onBatch: () => void models.push(trainer.weights()) } });
    for (const [b, model] of models.entries()) {
      const part = b < 2 ? [trained[b]] : trained.slice(2, b + 1);
      for (let j = 0; j < 5; j++) {
        const mean = part.reduce((sum, { coef }) => sum + coef[0][j], 0) / part.length;
        expect(Math.abs(model.coef[0][j] - mean)).toBeLessThan(1e-12);
      }
    }
    expect(trainer.state().weights).toEqual(plain.trainer.state().weights);
  });

  it("of ftrl are the given ones at the start, to 1e-15 after a step of rate next to nothing", async () => {
    const optimizer = { name: "ftrl" as const, ...OPTIMIZER_DEFAULTS };
    const weights = { coef: [Float64Array.of(0.5, -0.25, 0, 3, -1)], intercept: Float64Array.of(0.75) };
    const schedule = { fill: (rates: Float64Array) => void rates.fill(1e-17) };
    const asked: Asked = { optimizer, weights, schedule, l1: 0.1, l2: 0.2 };
    const { trainer, rows } = await rig(asked, draw(asked, 8));
    expect(trainer.weights()).toEqual(weights);
    await trainer.run(rows, { epochs: 1 });
    for (const [j, w] of trainer.weights().coef[0].entries()) {
      expect(Math.abs(w - weights.coef[0][j])).toBeLessThan(1e-15);
    }
  });
});

describe("stop", () => {
  it("ends training after the batch in hand and says so", async () => {
    const data = draw({}, 50);
    const stop = new AbortController();
    const { trainer, rows } = await rig({}, data);
    const weights: LinearWeights[] = [];
    const onBatch = ({ epoch, batch }: BatchEvent): void => {
      weights.push(trainer.weights());
      if (epoch === 2 && batch === 3) stop.abort();
    };
    expect(await trainer.run(rows, { epochs: 9, listeners: { onBatch, stop: stop.signal } })).toBe("stop");
    expect(weights.length).toBe(7 + 3);
    expect(trainer.weights()).toEqual(weights.at(-1));
    expect(trainer.history.length).toBe(1);
    expect(trainer.state().samplesSeen).toBe(50 + 24);
  });

  it("in the middle of a batch waits for its end", async () => {
    const stop = new AbortController();
    const { trainer, rows, arena } = await rig({}, draw({}, 50), "none");
    const crumbs = new Crumbs(rows, arena);
    const visits = crumbs.visits.bind(crumbs);
    let seen = 0;
    crumbs.visits = async function* (epoch) {
      for await (const visit of visits(epoch)) {
        yield visit;
        seen += visit.count;
        if (seen === 12) stop.abort();
      }
    };
    expect(await trainer.run(crumbs, { epochs: 1, listeners: { stop: stop.signal } })).toBe("stop");
    expect([trainer.state().samplesSeen, trainer.state().updates]).toEqual([16, 2]);
  });

  it("before the first batch trains nothing", async () => {
    const { trainer, rows } = await rig({}, draw({}, 50));
    expect(await trainer.run(rows, { epochs: 1, listeners: { stop: AbortSignal.abort() } })).toBe("stop");
    expect(trainer.state().updates).toBe(0);
  });

  it("is not signal, which rejects with its reason", async () => {
    const { trainer, rows } = await rig({}, draw({}, 50));
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(trainer.run(rows, { epochs: 1, listeners: { signal } })).rejects.toThrow("enough");
  });
});

describe("the control", () => {
  it("ends training after the epoch it says, before anyone is told of another", async () => {
    const { trainer, rows } = await rig({}, draw({}, 50));
    const told: number[] = [];
    const control = { epochEnded: ({ epoch }: { epoch: number }) => ({ stop: epoch === 3, validation: -epoch }) };
    const onEpoch = ({ validation }: { validation?: number }): void => void told.push(validation!);
    expect(await trainer.run(rows, { epochs: 9, control, listeners: { onEpoch } })).toBe("control");
    expect(told).toEqual([-1, -2, -3]);
    expect(await trainer.run(rows, { epochs: 2 })).toBe("epochs");
    expect(trainer.history.map(({ epoch, epochs }) => [epoch, epochs])).toEqual([
      [1, 9],
      [2, 9],
      [3, 9],
      [4, 5],
      [5, 5],
    ]);
  });
});

describe("what an epoch tells", () => {
  it("is the weighted mean of the losses before each update, the weights and the mean penalty, to 1e-12", async () => {
    const asked: Asked = { weighted: true, penalties: true, l1: 0.01, l2: 0.1 };
    const data = draw(asked, 50);
    const { trainer, rows } = await rig(asked, data, "none");
    let before = trainer.weights();
    const batches: { loss: number; weight: number; penalty: number }[] = [];
    const onBatch = ({ batch, rows, loss, lossSum, weight }: BatchEvent): void => {
      const own = part(data, (batch - 1) * 8, (batch - 1) * 8 + rows);
      expect(Math.abs(loss - logLoss(before, own))).toBeLessThan(1e-12);
      expect(Math.abs(weight - own.weights!.reduce((sum, w) => sum + w))).toBeLessThan(1e-12);
      expect(Math.abs(lossSum - loss * weight)).toBeLessThan(1e-12);
      const penalty = before.coef[0].reduce((sum, w) => sum + 0.01 * Math.abs(w) + 0.05 * w * w, 0);
      batches.push({ loss, weight, penalty });
      before = trainer.weights();
    };
    await trainer.run(rows, { epochs: 1, listeners: { onBatch } });
    const [{ loss, weight, penalty }] = trainer.history;
    const total = batches.reduce((sum, batch) => sum + batch.weight, 0);
    const mean = batches.reduce((sum, batch) => sum + (batch.loss * batch.weight) / total, 0);
    expect(Math.abs(weight - total)).toBeLessThan(1e-12);
    expect(Math.abs(loss - mean)).toBeLessThan(1e-12);
    expect(Math.abs(penalty! - batches.reduce((sum, batch) => sum + batch.penalty / 7, 0))).toBeLessThan(1e-12);
  });

  it("is a penalty of 0 where the penalties have no strength, with the same weights as where none is asked for", async () => {
    const data = draw({}, 50);
    const runs = [await rig({ penalties: true }, data, "none"), await rig({}, data, "none")];
    for (const { trainer, rows } of runs) await trainer.run(rows, { epochs: 2 });
    const [asked, unasked] = runs.map(({ trainer }) => trainer);
    expect(asked.history.map(({ penalty }) => penalty)).toEqual([0, 0]);
    expect(unasked.history.map(({ penalty }) => penalty)).toEqual([undefined, undefined]);
    expect(asked.weights()).toEqual(unasked.weights());
  });

  it.each(["mean", "sum"] as const)(
    "is with ftrl the penalty beside the sum of all gradients, of updates (mean) or rows (sum), to 1e-12: %s",
    async (reduction) => {
      const optimizer = { name: "ftrl" as const, ...OPTIMIZER_DEFAULTS };
      const weights = { weighted: true, weightUnit: 1.25 };
      const asked: Asked = { ...weights, penalties: true, l1: 0.01, l2: 0.1, optimizer, reduction };
      const data = draw(asked, 50);
      const { trainer, rows } = await rig(asked, data, "none");
      let before = trainer.weights();
      let updates = 0;
      let seen = 0;
      const expected = [0, 0];
      const onBatch = (event: BatchEvent): void => {
        updates++;
        seen += event.rows;
        const penalty = before.coef[0].reduce((sum, w) => sum + 0.01 * Math.abs(w) + 0.05 * w * w, 0);
        expected[event.epoch - 1] += penalty / (reduction === "sum" ? seen * 1.25 : updates) / 7;
        before = trainer.weights();
      };
      await trainer.run(rows, { epochs: 2, listeners: { onBatch } });
      for (const [i, { penalty }] of trainer.history.entries()) {
        expect(expected[i]).toBeGreaterThan(0);
        expect(Math.abs(penalty! - expected[i])).toBeLessThan(1e-12);
      }
      const unheard = await rig(asked, data, "none");
      await unheard.trainer.run(unheard.rows, { epochs: 2 });
      expect(unheard.trainer.history.map(({ penalty }) => penalty)).toEqual(
        trainer.history.map(({ penalty }) => penalty),
      );
    },
  );

  it("comes within an epoch, too, at most every 100 ms", async () => {
    let now = 0;
    // Every look at the clock takes 30 ms: there is a turn after every second span.
    vi.spyOn(performance, "now").mockImplementation(() => (now += 30));
    const { trainer, rows, arena } = await rig({}, draw({}, 120), "none");
    const told: (ProgressEvent & { now: number })[] = [];
    await trainer.run(new Crumbs(rows, arena), {
      epochs: 2,
      listeners: { onProgress: (event) => void told.push({ ...event, now }) },
    });
    expect(told.length).toBeGreaterThan(8);
    for (const [i, event] of told.entries()) {
      if (i > 0) expect(event.now - told[i - 1].now).toBeGreaterThanOrEqual(100);
      expect(event).toMatchObject({ epochs: 2, rows: 120 });
      expect(event.rowsSeen % 3).toBe(0);
      if (event.rowsSeen >= 8) expect(event.loss).toBeGreaterThan(0);
    }
    expect(new Set(told.map(({ epoch }) => epoch))).toEqual(new Set([1, 2]));
  });
});

describe("a training that diverges", () => {
  const growing = (factor: number): Asked => ({
    loss: "squared_error",
    schedule: { fill: (rates, update, count) => void rates.fill(update < 14 ? 0.01 : factor, 0, count) },
  });

  it.each([
    [/: the loss is Infinity: /, 1e30],
    [/: the loss is NaN: /, 1e300],
    [/: the loss is \d\.\d\de\+\d+, at the start it was 0\.\d{3}: /, 40],
  ])("ends with the state before the epoch: %s", async (what, factor) => {
    const asked = growing(factor);
    const { trainer, rows } = await rig(asked, draw(asked, 50));
    await trainer.run(rows, { epochs: 2 });
    const before = trainer.state();
    const failure = trainer.run(rows, { epochs: 2 });
    await expect(failure).rejects.toThrow(error("DIVERGED", what, { epoch: 3, option: "learningRate" }));
    expect(trainer.state()).toEqual(before);
    expect(trainer.history.length).toBe(2);
  });

  it("is not one whose loss is large from the start", async () => {
    const asked: Asked = { loss: "squared_error", schedule: { fill: (rates) => void rates.fill(0.01) } };
    const drawn = draw(asked, 50);
    const { trainer, rows } = await rig(asked, { ...drawn, y: drawn.y.map((y) => 1e9 * y) });
    await trainer.run(rows, { epochs: 3 });
    expect(trainer.history.at(-1)!.loss).toBeGreaterThan(1e12);
  });
});
