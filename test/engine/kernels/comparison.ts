import { referenceKernels } from "../../../src/engine/kernels/reference.ts";
import { wasmKernels } from "../../../src/engine/kernels/wasm.ts";
import { bytesOf, firstDifference } from "./bytes.ts";
import { runTraining, type TrainingCase, type TrainingData, type TrainingResult } from "./training-run.ts";

const MEMORY_BYTES = 24 << 20;

/** The two implementations of the kernels. */
export const reference = referenceKernels(MEMORY_BYTES);
export const wasm = wasmKernels(MEMORY_BYTES);

/** What two runs of a case must agree on, as bytes. */
function results(run: TrainingResult): Readonly<Record<string, Uint8Array>> {
  const numbers = (values: readonly number[]): Uint8Array => bytesOf(Float64Array.from(values));
  return {
    weights: run.weightBytes,
    gradient: numbers(run.gradient),
    losses: bytesOf(run.losses),
    batchWeights: bytesOf(run.batchWeights),
    penalties: bytesOf(run.penalties),
    arrays: numbers(run.state.arrays),
    paid: numbers(run.state.paid),
    average: numbers(run.state.average),
    registers: numbers(run.state.registers),
    finished: numbers(run.finished),
  };
}

/** What differs between the two implementations, and where memory was overrun; empty when nothing is wrong. */
export function faults(run: TrainingCase, data: TrainingData, epochs: number): string[] {
  return differences(runTraining(wasm, run, data, { epochs }), runTraining(reference, run, data, { epochs }));
}

/** What differs between what two runs left behind, and where memory was overrun; empty when nothing is wrong. */
export function differences(got: TrainingResult, expected: TrainingResult): string[] {
  const gotBytes = results(got);
  const apart = Object.entries(results(expected)).flatMap(([what, bytes]) => {
    const difference = firstDifference(gotBytes[what], bytes);
    return difference === undefined ? [] : [`${what}: ${difference}`];
  });
  // Two runs that both end in NaN would agree on everything.
  const finite = expected.losses.every(Number.isFinite) ? [] : ["a loss is not finite"];
  return [...apart, ...finite, ...expected.overruns, ...got.overruns];
}
