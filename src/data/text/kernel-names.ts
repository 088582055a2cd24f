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
  const [capacity, , count, used, , bytes] = new Uint32Array(buffer, at, 6) as unknown as readonly number[];
  const entries = new Uint32Array(buffer, at + 4 * HEADER_WORDS, ENTRY_WORDS * capacity!);
  // Columns with their places in one number each sort fast, without comparing in JavaScript.
  const order = new Float64Array(count!);
  for (let place = 0, found = 0; place < capacity!; place++) {
    const key = entries[ENTRY_WORDS * place]!;
    if (key !== 0) order[found++] = (key - 1) * capacity! + place;
  }
  order.sort();
  const columns = Uint32Array.from(order, (number) => number / capacity!);
  const collided = new Uint8Array(count!);
  const names: string[] = [];
  const nameAt = nameReader(new Uint8Array(buffer, bytes, used));
  for (let i = 0; i < count!; i++) {
    const entry = ENTRY_WORDS * (order[i]! % capacity!);
    const length = entries[entry + 3]!;
    if (length & COLLIDED) collided[i] = 1;
    names.push(nameAt(entries[entry + 2]!, length & ~COLLIDED));
  }
  return new NameTable(columns, names, collided);
}

/** Reads names from the bytes of all; where each byte is a character, all are decoded at once. */
function nameReader(bytes: Uint8Array): (start: number, length: number) => string {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const all = decoder.decode(bytes);
  if (all.length === bytes.length) return (start, length) => all.slice(start, start + length);
  return (start, length) => decoder.decode(bytes.subarray(start, start + length));
}

/** A power of two with room to spare, so that few places are looked at for a name. */
function capacityOf(most: number): number {
  let capacity = 16;
  while (capacity < 1.5 * most) capacity *= 2;
  return capacity;
}
