import { PAGE_BYTES } from "../../engine/kernels/wasm-module.ts";

/** Bytes of a cache line, on which a place begins, and of the slack behind it. */
const LINE = 64;
const SLACK = 16;

/** Bytes that a place takes beside its own, at most. */
export const PLACE_SLACK: number = LINE + SLACK;

/** Hands out places in the kernels' memory, one behind the other, on cache lines, with slack for loads of whole words. */
export class Places {
  #end: number;

  /** @param start - where the memory is free to the end */
  constructor(start: number) {
    this.#end = start;
  }

  /** Where the places handed out end. */
  get end(): number {
    return this.#end;
  }

  /** A place of so many bytes. */
  take(bytes: number): number {
    const at = Math.ceil(this.#end / LINE) * LINE;
    this.#end = at + bytes + SLACK;
    return at;
  }
}

/** Makes a memory at least `bytes` long; views of it made before may be cut off. */
export function growTo(memory: WebAssembly.Memory, bytes: number): void {
  const missing = Math.ceil(bytes / PAGE_BYTES) - memory.buffer.byteLength / PAGE_BYTES;
  if (missing > 0) memory.grow(missing);
}
