import type { SampleColumn } from "./table-sample.ts";

/**
 * Columns that repeat an earlier one, each with the first that it repeats. Columns are told apart by a hash of their
 * values, and compared value by value only where it is the same.
 */
export function repeatedColumns(columns: readonly SampleColumn[]): [copy: string, original: string][] {
  const seen = new Map<number, SampleColumn[]>();
  const found: [string, string][] = [];
  for (const column of columns) {
    const hash = hashOf(column);
    const alike = seen.get(hash) ?? [];
    const original = alike.find((other) => areSame(column, other));
    if (original !== undefined) found.push([column.name, original.name]);
    else seen.set(hash, [...alike, column]);
  }
  return found;
}

/** The bits of a number; every NaN has the same. */
const number = new Float64Array(1);
const bits = new Uint32Array(number.buffer);

/** FNV-1a over the values' two halves. */
function hashOf({ raw }: SampleColumn): number {
  let hash = 0x811c9dc5;
  for (const value of raw) {
    number[0] = Number.isNaN(value) ? Number.NaN : value;
    hash = Math.imul(hash ^ bits[0]!, 0x01000193);
    hash = Math.imul(hash ^ bits[1]!, 0x01000193);
  }
  return hash;
}

function areSame(a: SampleColumn, b: SampleColumn): boolean {
  if (a.levels?.length !== b.levels?.length) return false;
  if (a.levels?.some((level, i) => level !== b.levels?.[i])) return false;
  return a.raw.every((value, row) => Object.is(value, b.raw[row]));
}
