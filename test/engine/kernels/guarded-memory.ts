import type { Kernels } from "../../../src/engine/kernels/kernels.ts";
import type { Precision } from "../../../src/engine/matrix/dense-matrix.ts";

const GUARD_BYTES = 64;
const GUARD = 0xa5;

/** What memory holds that nobody has written to: read as a number, a NaN. */
const UNWRITTEN = 0xff;

/** Bytes behind a piece that the kernels are allowed to use. */
interface Slack {
  readonly written?: number;
  readonly read?: number;
}

interface Guard {
  readonly name: string;
  readonly pointer: number;
  readonly bytes: number;
}

/**
 * Hands out the memory of a set of kernels in pieces, each between two guards that nobody may write to. Pieces lie on
 * odd multiples of 8 bytes, where vectors are not aligned.
 */
export class GuardedMemory {
  readonly #buffer: ArrayBuffer;
  readonly #last: string | undefined;
  readonly #guards: Guard[] = [];
  #end: number;

  /** @param last - name of the piece that lies at the memory's very end, where one byte too far traps, read or written */
  constructor(kernels: Kernels, last?: string) {
    this.#buffer = kernels.memory.buffer as ArrayBuffer;
    this.#last = last;
    this.#end = kernels.heapBase;
  }

  /** A piece that nobody has written to. */
  reserve(name: string, bytes: number, { written = 0, read = written }: Slack = {}): number {
    const atEnd = name === this.#last;
    const pointer = atEnd ? this.#buffer.byteLength - bytes - read : Math.ceil((this.#end + GUARD_BYTES) / 16) * 16 + 8;
    new Uint8Array(this.#buffer, pointer, bytes).fill(UNWRITTEN);
    this.#guard(`before ${name}`, pointer - GUARD_BYTES, GUARD_BYTES);
    if (atEnd) return pointer;
    this.#guard(`behind ${name}`, pointer + bytes + written, GUARD_BYTES - written);
    this.#end = pointer + bytes + GUARD_BYTES;
    return pointer;
  }

  /** A piece that holds numbers of a width. */
  numbers(name: string, precision: Precision, values: ArrayLike<number>, slack?: Slack): number {
    const pointer = this.reserve(name, values.length * (precision === "f32" ? 4 : 8), slack);
    this.view(precision, pointer, values.length).set(values);
    return pointer;
  }

  /** A piece that holds whole numbers of 32 bits. */
  uint32(name: string, values: ArrayLike<number>): number {
    const pointer = this.reserve(name, values.length * 4);
    this.uint32View(pointer, values.length).set(values);
    return pointer;
  }

  view(precision: Precision, pointer: number, length: number): Float32Array | Float64Array {
    return precision === "f32"
      ? new Float32Array(this.#buffer, pointer, length)
      : new Float64Array(this.#buffer, pointer, length);
  }

  uint32View(pointer: number, length: number): Uint32Array {
    return new Uint32Array(this.#buffer, pointer, length);
  }

  /** A view of everything, for numbers of several kinds. */
  dataView(): DataView {
    return new DataView(this.#buffer);
  }

  /** A copy of the bytes at a pointer. */
  bytes(pointer: number, length: number): Uint8Array {
    return new Uint8Array(this.#buffer, pointer, length).slice();
  }

  /** The guards that were written to, each with the first place; empty when all are whole. */
  overruns(): string[] {
    return this.#guards.flatMap(({ name, pointer, bytes }) => {
      const at = new Uint8Array(this.#buffer, pointer, bytes).findIndex((byte) => byte !== GUARD);
      return at < 0 ? [] : [`${name}: guard byte ${at}`];
    });
  }

  #guard(name: string, pointer: number, bytes: number): void {
    new Uint8Array(this.#buffer, pointer, bytes).fill(GUARD);
    this.#guards.push({ name, pointer, bytes });
  }
}
