import { growTo } from "../../data/kernels/places.ts";
import { type TableKernels, tableKernels } from "../../data/kernels/table-kernels.ts";

/** Bytes that are brought to the kernels at a time, a multiple of {@link STRIPE}: they stay in the processor's second cache. */
const STRETCH = 131_072;
const STRIPE = 32;

let own: TableKernels | undefined;

/**
 * Checksum of a block: the lower half of its XXH64.
 *
 * @param kernels - those in whose memory the bytes lie, where they do: else they are copied
 * @see {@link https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md | the algorithm}
 */
export function checksumOf(bytes: Uint8Array, kernels?: TableKernels): number {
  const whole = bytes.length - (bytes.length % STRIPE);
  if (kernels !== undefined && bytes.buffer === kernels.memory.buffer) {
    kernels.hashBegin();
    kernels.hashStripes(bytes.byteOffset, whole);
    return kernels.hashEnd(bytes.byteOffset + whole, bytes.length - whole, bytes.length) >>> 0;
  }
  own ??= ownKernels();
  const { memory, heapBase, hashBegin, hashStripes, hashEnd } = own;
  const room = new Uint8Array(memory.buffer, heapBase, STRETCH);
  hashBegin();
  for (let first = 0; first < whole; first += STRETCH) {
    const some = bytes.subarray(first, Math.min(first + STRETCH, whole));
    room.set(some);
    hashStripes(heapBase, some.length);
  }
  room.set(bytes.subarray(whole));
  return hashEnd(heapBase, bytes.length - whole, bytes.length) >>> 0;
}

function ownKernels(): TableKernels {
  const kernels = tableKernels();
  growTo(kernels.memory, kernels.heapBase + STRETCH);
  return kernels;
}
