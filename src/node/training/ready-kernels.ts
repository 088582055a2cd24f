import { closeSync, openSync, read } from "node:fs";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import { wasmKernels } from "../../engine/kernels/wasm.ts";
import { RESIDENT_BYTES } from "./place-rows.ts";

/** Less is not worth another thread's while. */
const LEAST_BYTES = 8_388_608;

/**
 * Bytes that a training takes beside its rows, or a little more: where its memory has to grow, the garbage collector takes all of it for
 * new and looks for garbage, 25 ms of a training on 1,000,000 rows.
 */
const BYTES_BESIDE = 4_194_304;

/** Gives zeros without end, where there is one. */
const ZEROS = "/dev/zero";

/**
 * Kernels of a memory that the system has given already, for a training. Fresh memory comes page by page, as it is first written to: to
 * place 90 MB of rows so took 0.2 s on some virtual machines, ten times as long as to copy them. Here another thread writes to
 * it, that of a reading from a file, while the rows are still being prepared.
 *
 * @param rows - about how many there will be
 * @param numbers - of 32 bits each, its features, targets and weight; where the rows take little, or are not kept in memory, nothing is
 *   made ready
 * @returns the kernels when they are ready; undefined where there is no need or no way
 */
export async function readyKernels(rows: number, numbers: number): Promise<Kernels | undefined> {
  const bytes = rows * numbers * 4;
  if (bytes < LEAST_BYTES || bytes > RESIDENT_BYTES) return undefined;
  try {
    const kernels = wasmKernels(bytes + BYTES_BESIDE);
    const memory = new Uint8Array(kernels.memory.buffer, kernels.heapBase);
    const file = openSync(ZEROS, "r");
    try {
      // Begun at once: whoever calls may give no other thread's answer a turn before it is done.
      await new Promise<void>((resolve) => read(file, memory, 0, memory.length, 0, () => resolve()));
    } finally {
      closeSync(file);
    }
    return kernels;
  } catch {
    // The training gets its memory itself, or says why there is none.
    return undefined;
  }
}
