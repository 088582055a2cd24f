import { Arena, bytesOf } from "../kernels/arena.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { wasmKernels } from "../kernels/wasm.ts";
import type { Precision } from "../matrix/dense-matrix.ts";
import type { RowSource } from "../matrix/row-source.ts";
import { checkFinite } from "../sampling/resident-rows.ts";
import { EngineWeights, type LinearWeights } from "../training/weights.ts";

/** Rows are copied to the engine in stretches of about this many bytes: they stay in the L2 cache. */
const STAGE_BYTES = 131072;

/** What is done to the outputs x . w + b. */
export type Link = "identity" | "sigmoid";

// One memory serves all forward passes: they are synchronous, and a memory is dear in address space.
let shared: Kernels | undefined;

/**
 * Takes the outputs of the rows first, first + 1, …: `outputs` numbers for each row, one behind the other. The array is
 * written to again after the call.
 */
export type OutputSink = (values: Float32Array | Float64Array, first: number) => void;

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
  shared ??= wasmKernels(1);
  const kernels = shared;
  const outputs = weights.coef.length;
  const { rows, columns } = source;
  const stride = columns * bytesOf(precision);
  const stageRows = Math.min(rows, Math.max(8, Math.floor(STAGE_BYTES / stride)));
  const arena = new Arena(kernels);
  const engineWeights = new EngineWeights(arena, precision, outputs, columns);
  const scratch = arena.reserve(kernels.outputScratchBytes);
  const stagePointer = arena.reserve(stageRows * stride);
  const resultPointer = arena.reserve(stageRows * outputs * bytesOf(precision));
  const stage = arena.numbers(precision, stagePointer, stageRows * columns);
  const result = arena.numbers(precision, resultPointer, stageRows * outputs);
  engineWeights.write(weights);

  const multiply = precision === "f32" ? kernels.outputs_f32 : kernels.outputs_f64;
  const find = precision === "f32" ? kernels.findNonFinite_f32 : kernels.findNonFinite_f64;
  const sigmoid = precision === "f32" ? kernels.sigmoid_f32 : kernels.sigmoid_f64;
  const { pointer, width } = engineWeights;
  for (let first = 0; first < rows; first += stageRows) {
    const count = Math.min(stageRows, rows - first);
    source.read(first, count, stage);
    multiply(stagePointer, count, stride, columns, pointer, width, outputs, scratch, resultPointer);
    // A number that is not finite makes its row's outputs so: only then is the input worth a search.
    if (find(resultPointer, count * outputs) >= 0) checkFinite(kernels, precision, stagePointer, source, first, count);
    if (link === "sigmoid") sigmoid(resultPointer, count * outputs);
    sink(count === stageRows ? result : result.subarray(0, count * outputs), first);
  }
}
