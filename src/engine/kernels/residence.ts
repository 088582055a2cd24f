import type { Precision } from "../matrix/dense-matrix.ts";
import { Arena, bytesOf } from "./arena.ts";
import type { Kernels } from "./kernels.ts";
import { wasmKernels } from "./wasm.ts";

/** Room for weights and outputs beside resident numbers. */
const ROOM_BYTES = 1048576;

/** Kernels whose memory holds numbers of the caller's, and the room beside them. */
export interface Residence {
  /** The kernels. */
  readonly kernels: Kernels;
  /** Where the room starts. */
  readonly room: number;
  /** How many bytes it has; the memory must not grow, which would cut the caller off from the numbers. */
  readonly roomBytes: number;
}

const residences = new WeakMap<ArrayBufferLike, Residence>();

/**
 * Numbers, all 0, in a memory with kernels of its own.
 *
 * @throws {MinibatchError} `INVALID_DATA` when they do not fit 4 GiB
 */
export function residentNumbers(length: number, precision: Precision): Float32Array | Float64Array {
  const kernels = wasmKernels(ROOM_BYTES);
  const arena = new Arena(kernels);
  const room = arena.reserve(ROOM_BYTES);
  const numbers = arena.numbers(precision, arena.reserve(length * bytesOf(precision)), length);
  residences.set(numbers.buffer, { kernels, room, roomBytes: ROOM_BYTES });
  return numbers;
}

/** The kernels that can read numbers in place, if there are any. */
export function residenceOf(numbers: Float32Array | Float64Array): Residence | undefined {
  return residences.get(numbers.buffer);
}
