import { NameTable } from "./name-table.ts";

const HEADER_WORDS = 8;
const ENTRY_WORDS = 4;
/** Bytes kept of names, for each name there may be. */
const BYTES_PER_NAME = 24;
const COLLIDED = 0x80000000;

/** Bytes of a table of names in a kernel's memory. */
export function kernelNamesBytes(most: number): number {
  return 4 * (HEADER_WORDS + ENTRY_WORDS * capacityOf(most)) + BYTES_PER_NAME * most + 64;
}

/** Writes an empty table, which assembly/text/names.ts fills. */
export function writeKernelNames(buffer: ArrayBuffer, at: number, most: number): void {
  const capacity = capacityOf(most);
  const bytes = at + 4 * (HEADER_WORDS + ENTRY_WORDS * capacity);
  new Uint32Array(buffer, at, HEADER_WORDS + ENTRY_WORDS * capacity).fill(0);
  new Uint32Array(buffer, at, 6).set([capacity, most, 0, 0, BYTES_PER_NAME * most, bytes]);
}

/** Reads a table out of a kernel's memory. */
export function readKernelNames(buffer: ArrayBuffer, at: number): NameTable {
  const [capacity, , , , , bytes] = new Uint32Array(buffer, at, 6);
  const entries = new Uint32Array(buffer, at + 4 * HEADER_WORDS, ENTRY_WORDS * capacity!);
  const used: number[] = [];
  for (let i = 0; i < entries.length; i += ENTRY_WORDS) if (entries[i] !== 0) used.push(i);
  used.sort((a, b) => entries[a]! - entries[b]!);
  const decoder = new TextDecoder();
  const nameAt = (i: number): string => {
    const length = entries[i + 3]! & ~COLLIDED;
    return decoder.decode(new Uint8Array(buffer, bytes! + entries[i + 2]!, length));
  };
  return new NameTable(
    Uint32Array.from(used, (i) => entries[i]! - 1),
    used.map(nameAt),
    Uint8Array.from(used, (i) => (entries[i + 3]! & COLLIDED ? 1 : 0)),
  );
}

/** A power of two with room to spare, so that few places are looked at for a name. */
function capacityOf(most: number): number {
  let capacity = 16;
  while (capacity < 1.5 * most) capacity *= 2;
  return capacity;
}
