import type { Precision } from "../matrix/dense-matrix.ts";

/** The kernels that come in two widths of numbers, T below: f32 and f64. */
export interface WidthKernels {
  /**
   * Trains on the rows at positions [from, to) of the order of a run (see run-record.ts), batch after batch. A batch
   * that is not full stays open for the next call. Returns how many batches were finished. Without an order list up to
   * 12 bytes behind the last target are read.
   *
   * The order of sums, so that the bytes do not depend on how a batch is cut into calls:
   *
   * - A leaf is 64 rows of a batch, counted from the batch's first. Within a leaf the gradient is added row after row.
   * - Over several outputs, softmax gives a row one loss, in which exp of the outputs is added in T in the order of the
   *   outputs. Every other loss gives a row a loss for each output, of its own target or of its class against the rest;
   *   these are added in T in the order of the outputs. Losses and derivatives are then multiplied by the
   *   row's weight.
   * - Row losses, and for each output the derivatives, which are the gradient of its bias, are summed in f64 when the leaf
   *   ends, in 4 lanes (position modulo 4), then (l0 + l1) + (l2 + l3), empty positions counting as 0; the bias gradient
   *   is then rounded to T. Row weights are added in f64 row after row.
   * - Leaves are combined in pairs as in a binary counter, older + newer, gradients in T and losses in f64.
   *
   * The update, each operation rounded on its own, is that of src/engine/optimizer/optimizers.ts, step by step as
   * reference-update.ts writes it. In this order: the gradient is divided by the rows times `weightUnit` (not with `sum`),
   * kept within `clipValue`, scaled to `clipNorm` (its norm over all outputs and biases); the optimiser moves the weights,
   * l1 and l2 counting as often as the rows weigh with `sum`; then come the cumulative L1 penalty, `maxNorm` and the mean
   * of the weights. Penalties, `maxNorm` and the L1 penalty leave the biases alone. Passive-aggressive rows bring their own
   * steps: `sgd` then takes the gradient at the rate 1, and the rate serves the penalties only.
   */
  train(record: number, from: number, to: number): number;
  /**
   * Ends the open batch, which must not be empty, at the rate `rates[batch]`; what the record asks to be told of it goes
   * to place `batch` of `batchLosses`, `batchWeights` and `batchPenalties`.
   */
  finish(record: number, batch: number): void;
  /**
   * The sum of the losses of the rows at positions [from, to), each times its row's weight; the
   * weights are added to the slot `batchWeight` where there are any. Rows are taken as leaves from `from` on, and the leaves' sums are added one
   * after another in f64. Uses the scratch, so that a run with an open batch needs another one to be evaluated with.
   */
  evaluate(record: number, from: number, to: number): number;

  /**
   * {@link train} on sparse rows (see sparse-record.ts). The order of sums, so that the bytes do not depend on how a batch is
   * cut into calls:
   *
   * - A product with the weights is summed in T in lanes (position of the entry modulo 4), then (l0 + l1) + (l2 + l3),
   *   multiplied with the `scale` of SGD, then the bias is added. Squared norms likewise.
   * - A batch's losses, and for each output its derivatives, are summed in f64 row after row; so is in T the gradient of
   *   each column.
   * - SGD without an L1 penalty and clipping sums no gradient where `keptRows` says so: each row takes its share of the step,
   *   row after row, by v -= value * T(derivative T(step / scale)).
   */
  trainSparse(record: number, from: number, to: number): number;
  /** {@link finish} for sparse rows. */
  finishSparse(record: number, batch: number): void;
  /** {@link evaluate} for sparse rows, row after row; the weights must be settled. */
  evaluateSparse(record: number, from: number, to: number): number;
  /**
   * Brings all weights of a run on sparse rows up to date: weights, optimiser's state, paid penalty and averages then are
   * what they are for dense rows.
   */
  settle(record: number): void;
  /**
   * Lays sparse rows out as entries, a column number (u32) and a value (T) one behind the other. Row r of `count` has the
   * next lengths[r] (u32) of `columns` (u32) and `values` (T); its entries go to the pointer targets[r] (u32). A column becomes
   * its number in `places` (u32), where that is not 0.
   */
  packRows(columns: number, values: number, lengths: number, targets: number, count: number, places: number): void;
  /**
   * to[r][k] = row r . weights[k] + bias[k], for `count` sparse rows: row r has the entries starts[r] … starts[r + 1] - 1
   * of `columnNumbers` (u32) and `values` (T). Summed as by {@link trainSparse}.
   */
  sparseOutputs(
    columnNumbers: number,
    values: number,
    starts: number,
    count: number,
    columns: number,
    weights: number,
    width: number,
    outputs: number,
    to: number,
  ): void;

  /**
   * to[r][k] = row r . weights[k] + bias[k], for `count` rows of `stride` bytes one behind the other. A product is
   * summed whole vector by whole vector in lanes (4 of f32, 2 of f64), then (l0 + l1) + (l2 + l3) or l0 + l1, then the
   * last columns % lanes elements one after another, then the bias. Up to 12 bytes behind the outputs are overwritten.
   */
  outputs(
    rows: number,
    count: number,
    stride: number,
    columns: number,
    weights: number,
    width: number,
    outputs: number,
    scratch: number,
    to: number,
  ): void;
  /** z = 1 / (1 + exp(-z)) for `count` numbers; up to 12 bytes behind them are overwritten. */
  sigmoid(z: number, count: number): void;
  /** z = exp(z) for `count` numbers; up to 12 bytes behind them are overwritten. */
  exponential(z: number, count: number): void;
  /** to[i] = 1 where z[i] > 0, else 0, a byte each, for `count` numbers; up to 3 bytes behind them are overwritten. */
  signs(z: number, count: number, to: number): void;
  /**
   * z[r][k] = exp(z[r][k] - m) / (sum over k), m being the largest of the row, for `rows` rows of `outputs` numbers; the
   * sum goes in the order of k. Up to 12 bytes behind the last number are overwritten.
   */
  softmax(z: number, rows: number, outputs: number): void;
  /** Index of the first of `count` numbers that is NaN or infinite, or -1. */
  findNonFinite(from: number, count: number): number;
}

/** The kernels of no width. */
interface SharedKernels {
  /** The memory all pointers lie in. */
  readonly memory: WebAssembly.Memory;
  /** First byte that the kernels do not use themselves. */
  readonly heapBase: number;
  /** Bytes of scratch that `train` needs for a number of outputs. */
  trainScratchBytes(outputs: number): number;
  /** Bytes of scratch that `outputs` needs. */
  readonly outputScratchBytes: number;

  /** Starts the random numbers of a key of two 32-bit words, such as (seed, epoch). */
  seed(high: number, low: number): void;
  /** Fills u32[count] at `to` with first … first + count - 1 in random order. */
  randomOrder(to: number, first: number, count: number): void;
  /**
   * Deals rows evenly to windows; see assembly/shuffle.ts. `starts`: u32[windows], `deck`: u32[windows], kept from call to
   * call. Draws from the stream of {@link seed}, which nothing else may use until all rows are dealt. `stride` is a
   * multiple of 4.
   */
  dealRows(
    rows: number,
    targets: number,
    first: number,
    count: number,
    total: number,
    stride: number,
    targetBytes: number,
    windows: number,
    starts: number,
    deck: number,
    toRows: number,
    toTargets: number,
  ): void;
  /** Brings bytes into the cache by reading one word of each line. Returns 1 when a bit read was set. */
  touch(from: number, bytes: number): number;
}

/**
 * The hot loops, over one linear memory. Two implementations: `wasm.ts` (AssemblyScript, SIMD) and `reference.ts`
 * (plain loops in the documented order, the oracle of the tests); they give the same bytes. Pointers are byte offsets
 * into `memory`. Names ending in `_f32` and `_f64` are one kernel of {@link WidthKernels} for two widths.
 */
export type Kernels = SharedKernels & {
  readonly [Name in keyof WidthKernels as `${Name}_f32` | `${Name}_f64`]: WidthKernels[Name];
};

/** The kernels of one width. */
export function ofWidth(kernels: Kernels, precision: Precision): WidthKernels {
  const single = precision === "f32";
  return {
    train: single ? kernels.train_f32 : kernels.train_f64,
    finish: single ? kernels.finish_f32 : kernels.finish_f64,
    evaluate: single ? kernels.evaluate_f32 : kernels.evaluate_f64,
    trainSparse: single ? kernels.trainSparse_f32 : kernels.trainSparse_f64,
    finishSparse: single ? kernels.finishSparse_f32 : kernels.finishSparse_f64,
    evaluateSparse: single ? kernels.evaluateSparse_f32 : kernels.evaluateSparse_f64,
    settle: single ? kernels.settle_f32 : kernels.settle_f64,
    packRows: single ? kernels.packRows_f32 : kernels.packRows_f64,
    sparseOutputs: single ? kernels.sparseOutputs_f32 : kernels.sparseOutputs_f64,
    outputs: single ? kernels.outputs_f32 : kernels.outputs_f64,
    sigmoid: single ? kernels.sigmoid_f32 : kernels.sigmoid_f64,
    exponential: single ? kernels.exponential_f32 : kernels.exponential_f64,
    signs: single ? kernels.signs_f32 : kernels.signs_f64,
    softmax: single ? kernels.softmax_f32 : kernels.softmax_f64,
    findNonFinite: single ? kernels.findNonFinite_f32 : kernels.findNonFinite_f64,
  };
}
