import { Arena, bytesOf } from "../kernels/arena.ts";
import { checkFinite } from "../kernels/check-finite.ts";
import { type Kernels, ofWidth, type WidthKernels } from "../kernels/kernels.ts";
import { residenceOf } from "../kernels/residence.ts";
import { SparseStage } from "../kernels/sparse-stage.ts";
import { wasmKernels } from "../kernels/wasm.ts";
import type { Precision } from "../matrix/dense-matrix.ts";
import { type RowSource, STAGE_BYTES } from "../matrix/row-source.ts";
import { SparseSource } from "../matrix/sparse-source.ts";
import { EngineArray } from "../training/engine-array.ts";
import type { LinearWeights } from "../training/weights.ts";

/** What is done to the outputs x . w + b. */
export type Link = "identity" | "sigmoid" | "softmax" | "exp";

// One memory serves all forward passes: they are synchronous, and a memory is dear in address space.
let shared: Kernels | undefined;

/**
 * Takes the outputs of the rows first, first + 1, …: `outputs` numbers for each row, one behind the other. The array is
 * written to again after the call.
 */
export type OutputSink = (values: Float32Array | Float64Array, first: number) => void;

/** Takes a byte for each output of the rows first, first + 1, …: 1 where it is above 0. Written to again after the call. */
export type SignSink = (signs: Uint8Array, first: number) => void;

/**
 * The forward pass of a linear model: x . w + b of every row, after the link, in stretches.
 *
 * @throws {MinibatchError} `INVALID_DATA` when a number is NaN, infinite, or too large for f32
 */
export function forward(
  weights: LinearWeights,
  precision: Precision,
  source: RowSource,
  link: Link,
  sink: OutputSink,
): void {
  const outputs = weights.coef.length;
  const pass = prepare(weights, precision, source);
  const applyLink = linkKernel(pass.kernels, link);
  const result = pass.arena.numbers(precision, pass.result, pass.stretch * outputs);
  for (const { first, count } of pass.stretches()) {
    applyLink(pass.result, count, outputs);
    sink(count === pass.stretch ? result : result.subarray(0, count * outputs), first);
  }
}

/**
 * The signs of the outputs x . w + b of every row, in stretches.
 *
 * @throws {MinibatchError} as {@link forward}
 */
export function forwardSigns(weights: LinearWeights, precision: Precision, source: RowSource, sink: SignSink): void {
  const outputs = weights.coef.length;
  const pass = prepare(weights, precision, source);
  const signs = pass.arena.uint8(pass.signs, pass.stretch * outputs);
  for (const { first, count } of pass.stretches()) {
    pass.kernels.signs(pass.result, count * outputs, pass.signs);
    sink(count === pass.stretch ? signs : signs.subarray(0, count * outputs), first);
  }
}

/** A forward pass, ready to go. */
interface ForwardPass {
  readonly kernels: WidthKernels;
  readonly arena: Arena;
  /** Rows of a stretch. */
  readonly stretch: number;
  /** Pointer to the outputs of a stretch. */
  readonly result: number;
  /** Pointer to a byte for each of them. */
  readonly signs: number;
  /** Fills `result` stretch by stretch. */
  stretches(): Generator<{ first: number; count: number }>;
}

function prepare(weights: LinearWeights, precision: Precision, source: RowSource): ForwardPass {
  return source instanceof SparseSource
    ? prepareSparse(weights, precision, source)
    : prepareDense(weights, precision, source);
}

/** The pass of sparse rows: stretches of them are copied to a stage. */
function prepareSparse(weights: LinearWeights, precision: Precision, source: SparseSource): ForwardPass {
  const outputs = weights.coef.length;
  const { columns } = source;
  shared ??= wasmKernels(1);
  const kernels = shared;
  const arena = new Arena(kernels);
  const stage = new SparseStage(kernels, arena, precision, source);
  const stretch = stage.rows;
  const starts = arena.reserve((stretch + 1) * 4);
  const engineWeights = new EngineArray(arena, precision, outputs, columns);
  const result = arena.reserve(stretch * outputs * bytesOf(precision));
  const signs = arena.reserve(stretch * outputs);
  engineWeights.clear();
  engineWeights.writeWeights(weights);
  const own = ofWidth(kernels, precision);
  const { pointer, width } = engineWeights;
  function* stretches(): Generator<{ first: number; count: number }> {
    for (const part of source.stretches(stretch, stage.entries)) {
      const { block, from, first, count } = part;
      stage.copy(part);
      const rowStarts = arena.uint32(starts, count + 1);
      for (let r = 0; r <= count; r++) rowStarts[r] = block.indptr[from + r] - block.indptr[from];
      own.sparseOutputs(stage.columns, stage.values, starts, count, columns, pointer, width, outputs, result);
      yield { first, count };
    }
  }
  return { kernels: own, arena, stretch, result, signs, stretches };
}

function prepareDense(weights: LinearWeights, precision: Precision, source: RowSource): ForwardPass {
  const outputs = weights.coef.length;
  const { rows, columns } = source;
  const stride = columns * bytesOf(precision);
  const stretch = Math.min(rows, Math.max(8, Math.floor(STAGE_BYTES / stride)));
  const { kernels, arena, pointerTo } = placeRows(source, precision, stretch, outputs);
  const engineWeights = new EngineArray(arena, precision, outputs, columns);
  const scratch = arena.reserve(kernels.outputScratchBytes);
  const result = arena.reserve(stretch * outputs * bytesOf(precision));
  const signs = arena.reserve(stretch * outputs);
  engineWeights.clear();
  engineWeights.writeWeights(weights);
  const own = ofWidth(kernels, precision);
  const { pointer, width } = engineWeights;
  function* stretches(): Generator<{ first: number; count: number }> {
    for (let first = 0; first < rows; first += stretch) {
      const count = Math.min(stretch, rows - first);
      const at = pointerTo(first, count);
      own.outputs(at, count, stride, columns, pointer, width, outputs, scratch, result);
      // A number that is not finite makes its row's outputs so: only then is the input worth a search.
      if (own.findNonFinite(result, count * outputs) >= 0) checkFinite(kernels, precision, at, source, first, count);
      yield { first, count };
    }
  }
  return { kernels: own, arena, stretch, result, signs, stretches };
}

/** What is done in place to `count` rows of outputs at a pointer. */
type LinkKernel = (at: number, count: number, outputs: number) => void;

function linkKernel(kernels: WidthKernels, link: Link): LinkKernel {
  switch (link) {
    case "identity":
      return () => {};
    case "sigmoid":
      return (at, count, outputs) => kernels.sigmoid(at, count * outputs);
    case "exp":
      return (at, count, outputs) => kernels.exponential(at, count * outputs);
    case "softmax":
      return kernels.softmax;
  }
}

/** Where the kernels find the rows. */
interface RowPlace {
  readonly kernels: Kernels;
  /** Hands out memory for everything else; views are to be made when the place is there. */
  readonly arena: Arena;
  /** Pointer to rows first … first + count - 1. */
  pointerTo(first: number, count: number): number;
}

/** The rows where they are, when a memory of the engine holds them; else a stage to which each stretch is copied. */
function placeRows(source: RowSource, precision: Precision, stretch: number, outputs: number): RowPlace {
  const element = bytesOf(precision);
  const stride = source.columns * element;
  const { data } = source;
  const residence = data && data.BYTES_PER_ELEMENT === element ? residenceOf(data) : undefined;
  if (data && residence && outputs * (stride + 128 + stretch * (element + 1)) < residence.roomBytes / 2) {
    const { kernels, room } = residence;
    const pointerTo = (first: number, count: number): number => {
      const at = data.byteOffset + first * stride;
      // Brought to the L2 cache in one go: the multiplication alone would not keep the memory busy.
      kernels.touch(at, count * stride);
      return at;
    };
    return { kernels, arena: new Arena(kernels, room), pointerTo };
  }
  shared ??= wasmKernels(1);
  const kernels = shared;
  const arena = new Arena(kernels);
  const pointer = arena.reserve(stretch * stride);
  let stage: Float32Array | Float64Array | undefined;
  const pointerTo = (first: number, count: number): number => {
    stage ??= arena.numbers(precision, pointer, stretch * source.columns);
    source.read(first, count, stage);
    return pointer;
  };
  return { kernels, arena, pointerTo };
}
