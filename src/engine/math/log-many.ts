import { splitKernels } from "../kernels/split-kernels.ts";
import { log, logTable } from "./log.ts";

/** Numbers that are brought to the kernel at a time. */
const STRETCH = 4096;

/** Fewer are done sooner than a kernel has its memory. */
const FEW = 4096;

/** Turns numbers into their logarithms, in place: the same bits as {@link log}, by a kernel. */
export function logMany(values: Float64Array): void {
  if (values.length < FEW) {
    for (let i = 0; i < values.length; i++) values[i] = log(values[i]);
    return;
  }
  const { high, low } = logTable();
  const kernels = splitKernels(STRETCH * 8 + 2 * high.byteLength);
  const at = kernels.heapBase;
  const table = new Float64Array(kernels.memory.buffer, at + STRETCH * 8, 2 * high.length);
  table.set(high);
  table.set(low, high.length);
  for (let first = 0; first < values.length; first += STRETCH) {
    const some = values.subarray(first, first + STRETCH);
    const copy = new Float64Array(kernels.memory.buffer, at, some.length);
    copy.set(some);
    kernels.logs(at, some.length, table.byteOffset);
    some.set(copy);
  }
}
