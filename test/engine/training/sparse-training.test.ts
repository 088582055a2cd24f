import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forward, forwardSigns } from "../../../src/engine/estimators/forward.ts";
import { Arena } from "../../../src/engine/kernels/arena.ts";
import { wasmKernels } from "../../../src/engine/kernels/wasm.ts";
import { CsrMatrix } from "../../../src/engine/matrix/csr-matrix.ts";
import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";
import { rowSource } from "../../../src/engine/matrix/row-source.ts";
import { SparseSource } from "../../../src/engine/matrix/sparse-source.ts";
import { OPTIMIZER_DEFAULTS, OPTIMIZERS } from "../../../src/engine/optimizer/optimizers.ts";
import type { Schedule } from "../../../src/engine/optimizer/schedule.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { ResidentRows } from "../../../src/engine/sampling/resident-rows.ts";
import { SparseRows } from "../../../src/engine/sampling/sparse-rows.ts";
import type { ShuffleMode } from "../../../src/engine/sampling/windows.ts";
import { Trainer } from "../../../src/engine/training/trainer.ts";
import { PLAIN_SETUP, type TrainingSetup } from "../../../src/engine/training/training-setup.ts";
import type { TrainingState } from "../../../src/engine/training/training-state.ts";
import { zeroWeights } from "../../../src/engine/training/weights.ts";

const COLUMNS = 23;

const CONSTANT: Schedule = {
  state: { reductions: 0 },
  fill: (rates, _update, count) => rates.fill(0.3, 0, count),
  reduce: () => false,
};

/** Rows most of whose numbers are 0, and classes that depend on them. */
function drawRows(rows: number, seed = 1) {
  const random = new RandomState(seed);
  const kept = random.uniform(0, 1, rows * COLUMNS);
  const data = random.uniform(-1, 1, rows * COLUMNS).map((x, i) => (kept[i] < 0.15 ? x : 0));
  const X = new DenseMatrix(data, rows, COLUMNS);
  const y = Float64Array.from({ length: rows }, (_, r) =>
    Number(Array.from(X.row(r)).reduce((sum, x) => sum + x, 0) > 0),
  );
  return { X, y, sparse: CsrMatrix.fromDense(X) };
}

function setupOf(options: Partial<TrainingSetup> = {}): TrainingSetup {
  return {
    ...PLAIN_SETUP,
    ...{ columns: COLUMNS, outputs: 1, precision: "f64", weights: zeroWeights(1, COLUMNS), loss: "log_loss" },
    ...{ lossOptions: { epsilon: 0.1, quantile: 0.5 }, batchSize: 8, reduction: "mean", l2: 0.01, fitIntercept: true },
    optimizer: { name: "sgd", ...OPTIMIZER_DEFAULTS },
    schedule: CONSTANT,
    ...options,
  };
}

interface Job {
  readonly setup?: Partial<TrainingSetup>;
  readonly shuffle?: ShuffleMode;
}

/** A trainer and its rows, ready to go. */
async function prepareSparse(X: CsrMatrix | readonly CsrMatrix[], y: Float64Array, { setup, shuffle = "block" }: Job) {
  const kernels = wasmKernels(1);
  const arena = new Arena(kernels);
  const source = new SparseSource(X);
  const trainer = new Trainer(
    kernels,
    arena,
    setupOf({ ...setup, sparse: { longestRow: source.longest, meanRow: source.entries / source.rows } }),
  );
  const rows = new SparseRows(kernels, arena, source, { shuffle, seed: 5, precision: setup?.precision ?? "f64" });
  await rows.load(y);
  return { trainer, rows };
}

async function trainSparse(X: CsrMatrix | readonly CsrMatrix[], y: Float64Array, job: Job = {}, epochs = 3) {
  const prepared = await prepareSparse(X, y, job);
  await prepared.trainer.run(prepared.rows, { epochs });
  return prepared;
}

async function trainDense(X: DenseMatrix, y: Float64Array, shuffle: ShuffleMode, epochs = 3): Promise<Trainer> {
  const kernels = wasmKernels(1);
  const arena = new Arena(kernels);
  const trainer = new Trainer(kernels, arena, setupOf());
  const shape = { rows: X.rows, columns: X.columns, shuffle, seed: 5, precision: "f64" } as const;
  const rows = new ResidentRows(kernels, arena, shape);
  await rows.load(rowSource(X), y);
  await trainer.run(rows, { epochs });
  return trainer;
}

/** A state as plain numbers. */
function plain({ arrays, ...state }: TrainingState) {
  return { ...state, ...Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, [...values]])) };
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

describe("a training on sparse rows", () => {
  const { X, y, sparse } = drawRows(300);
  const withEverything = (name: (typeof OPTIMIZERS)[number]): Partial<TrainingSetup> => ({
    ...{ optimizer: { name, ...OPTIMIZER_DEFAULTS }, l1: 0.003, average: 50, batchSize: 7 },
  });

  it.each(["none", "full", "block"] as const)("equals that on dense rows to 1e-12, losses too: %s", async (shuffle) => {
    const { trainer } = await trainSparse(sparse, y, { shuffle });
    const dense = await trainDense(X, y, shuffle);
    const [got, expected] = [trainer.weights(), dense.weights()];
    expect(distance(got.coef[0], expected.coef[0])).toBeLessThan(1e-12);
    expect(distance(got.intercept, expected.intercept)).toBeLessThan(1e-12);
    const losses = [trainer, dense].map(({ history }) => history.map(({ loss }) => loss));
    expect(distance(losses[0], losses[1])).toBeLessThan(1e-12);
  });

  it("takes a list of matrices as one", async () => {
    const cuts = [0, 1, 1, 120, 300];
    const blocks = cuts.slice(1).map((to, i) => sparse.slice(cuts[i], to));
    const [one, several] = [await trainSparse(sparse, y), await trainSparse(blocks, y)];
    expect(plain(several.trainer.state())).toEqual(plain(one.trainer.state()));
  });

  it.each(OPTIMIZERS)("goes on from a state to the same bits: %s with every penalty and averaging", async (name) => {
    const setup = withEverything(name);
    const whole = await trainSparse(sparse, y, { setup }, 4);
    const half = await trainSparse(sparse, y, { setup }, 2);
    const rest = await trainSparse(sparse, y, { setup: { ...setup, state: half.trainer.state() } }, 2);
    expect(plain(rest.trainer.state())).toEqual(plain(whole.trainer.state()));
  });

  it.each(OPTIMIZERS)("is not changed by a look at its state in the middle of an epoch: %s", async (name) => {
    const setup = withEverything(name);
    const unseen = await trainSparse(sparse, y, { setup });
    const { trainer, rows } = await prepareSparse(sparse, y, { setup });
    let looks = 0;
    const onBatch = (): void => {
      looks += Number(trainer.weights().coef[0].every(Number.isFinite)) + Number(trainer.state().updates > 0);
    };
    await trainer.run(rows, { epochs: 3, listeners: { onBatch } });
    expect(looks).toBe(2 * 3 * Math.ceil(300 / 7));
    expect(plain(trainer.state())).toEqual(plain(unseen.trainer.state()));
  });

  it("ended in the middle of an epoch it has the weights of as many dense batches, to 1e-12", async () => {
    const abort = new AbortController();
    const { trainer, rows } = await prepareSparse(sparse, y, { shuffle: "none" });
    const onBatch = ({ batch }: { batch: number }): void => {
      if (batch === 12) abort.abort(new Error("enough"));
    };
    const listeners = { onBatch, signal: abort.signal };
    await expect(trainer.run(rows, { epochs: 3, listeners })).rejects.toThrow("enough");
    const seen = X.takeRows(Array.from({ length: 12 * 8 }, (_, i) => i));
    const dense = await trainDense(seen, y.subarray(0, 96), "none", 1);
    expect(distance(trainer.weights().coef[0], dense.weights().coef[0])).toBeLessThan(1e-12);
  });

  it("evaluates rows to their mean loss, to 1e-13", async () => {
    const { trainer, rows } = await trainSparse(sparse, y, { shuffle: "none" });
    const { coef, intercept } = trainer.weights();
    const losses = Array.from({ length: 300 }, (_, r) => {
      const z = Array.from(X.row(r)).reduce((sum, x, j) => sum + x * coef[0][j], intercept[0]);
      return Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0) - y[r] * z;
    });
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / 300;
    expect(Math.abs((await trainer.evaluate(rows)) - mean)).toBeLessThan(1e-13);
  });

  it("names row and column of a number that 32 bits cannot hold, counting over all blocks", async () => {
    const indices = Uint32Array.of(3, 4);
    const huge = new CsrMatrix(Uint32Array.of(0, 0, 2), indices, Float64Array.of(1, 1e300), 2, COLUMNS);
    const training = trainSparse([sparse, huge], new Float64Array(302), { setup: { precision: "f32" } });
    await expect(training).rejects.toThrow("X: row 301, column 4: 1e+300 is too large for 32-bit floats");
  });
});

describe("the rows of sparse matrices", () => {
  const matrix = drawRows(6).sparse;

  it("can be read as dense ones, and taken in any order", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { minLength: 1, maxLength: 9 }), fc.nat(6), (numbers, cut) => {
        const source = new SparseSource([matrix.slice(0, cut), matrix.slice(cut, 6)]);
        const all = DenseMatrix.zeros(6, COLUMNS);
        all.data.fill(7);
        source.read(0, 6, all.data);
        expect(all).toEqual(matrix.toDense());
        const taken = DenseMatrix.zeros(numbers.length, COLUMNS);
        source.takeRows(numbers).read(0, numbers.length, taken.data);
        expect(taken).toEqual(matrix.toDense().takeRows(numbers));
        expect(source.value(numbers[0], 2)).toBe(matrix.get(numbers[0], 2));
      }),
    );
  });

  it("refuses blocks of other columns, naming the block", () => {
    expect(() => new SparseSource([matrix, matrix.withColumns(COLUMNS + 1)])).toThrow(
      `X: block 1 has ${COLUMNS + 1} columns, expected ${COLUMNS} as in block 0`,
    );
  });
});

describe("predictions of sparse rows", () => {
  it.each(["f32", "f64"] as const)(
    "equal those of dense rows to rounding, in stretches of any size: %s",
    (precision) => {
      const { X, sparse } = drawRows(9000, 4);
      const random = new RandomState(3);
      const coef = [random.uniform(-1, 1, COLUMNS), random.uniform(-1, 1, COLUMNS)];
      const weights = { coef, intercept: Float64Array.of(0.1, -0.2) };
      const outputs = (source: ReturnType<typeof rowSource>): number[] => {
        const all = new Array<number>(18000);
        forward(weights, precision, source, "identity", (values, first) => {
          for (let i = 0; i < values.length; i++) all[first * 2 + i] = values[i];
        });
        return all;
      };
      const blocks = [sparse.slice(0, 5001), sparse.slice(5001, 9000)];
      const got = outputs(rowSource(blocks));
      expect(distance(got, outputs(rowSource(X)))).toBeLessThan(precision === "f32" ? 1e-5 : 1e-13);
      let wrong = 0;
      forwardSigns(weights, precision, rowSource(blocks), (signs, first) => {
        for (let i = 0; i < signs.length; i++) wrong += Number(signs[i] !== Number(got[first * 2 + i] > 0));
      });
      expect(wrong).toBe(0);
    },
  );
});
