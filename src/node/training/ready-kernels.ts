import { open } from "node:fs/promises";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import { wasmKernels } from "../../engine/kernels/wasm.ts";

/** Less is not worth another thread's while. */
const LEAST_BYTES = 8_388_608;

/** Gives zeros without end, where there is one. */
const ZEROS = "/dev/zero";

/**
 * Kernels of a memory that the system has given already. Fresh memory comes page by page, as it is first written to: to place
 * 90 MB of rows so took 0.2 s on some virtual machines, ten times as long as to copy them. Here another thread writes to
 * it, that of a reading from a file, while the rows are still being prepared.
 *
 * @param bytes - how many the rows will take; of few, nothing is made ready
 * @returns the kernels when they are ready; undefined where there is no need or no way
 */
export async function readyKernels(bytes: number): Promise<Kernels | undefined> {
  if (bytes < LEAST_BYTES) return undefined;
  try {
    const kernels = wasmKernels(bytes);
    const file = await open(ZEROS, "r");
    try {
      const start = kernels.heapBase;
      await file.read(new Uint8Array(kernels.memory.buffer, start), 0, kernels.memory.buffer.byteLength - start, 0);
      return kernels;
    } finally {
      await file.close();
    }
  } catch {
    // The training gets its memory itself, or says why there is none.
    return undefined;
  }
}
