import type { SampleColumn } from "./table-sample.ts";

/** Rows that have to differ from the others, or columns that are rarely anything but 0 would all look the same. */
const MIN_DIFFERENT = 10;

/**
 * Columns that repeat an earlier one, each with the first that it repeats. Columns are told apart by a hash of some of their
 * values, and compared value by value only where it is the same. Columns of nearly one value are passed over.
 */
export function repeatedColumns(columns: readonly SampleColumn[]): [copy: string, original: string][] {
  const seen = new Map<number, SampleColumn[]>();
  const found: [string, string][] = [];
  for (const column of columns) {
    if (isNearlyConstant(column)) continue;
    const hash = hashOf(column);
    const alike = seen.get(hash) ?? [];
    const original = alike.find((other) => areSame(column, other));
    if (original !== undefined) found.push([column.name, original.name]);
    else seen.set(hash, [...alike, column]);
  }
  return found;
}

/** Whether almost all rows have one value, be it that of the first row or the first other one. */
function isNearlyConstant({ raw }: SampleColumn): boolean {
  const other = raw.find((value) => !Object.is(value, raw[0]));
  return [raw[0], other].some((value) => countDifferent(raw, value) < MIN_DIFFERENT);
}

function countDifferent(raw: Float64Array, from: number | undefined): number {
  let count = 0;
  for (let row = 0; row < raw.length && count < MIN_DIFFERENT; row++) if (!Object.is(raw[row], from)) count++;
  return count;
}

/** Values that columns are told apart by at first. */
const HASHED = 500;

/** The bits of a number; every NaN has the same. */
const number = new Float64Array(1);
const bits = new Uint32Array(number.buffer);

/** FNV-1a over the two halves of values, evenly spread. */
function hashOf({ raw }: SampleColumn): number {
  const step = Math.ceil(raw.length / HASHED);
  let hash = 0x811c9dc5;
  for (let row = 0; row < raw.length; row += step) {
    const value = raw[row]!;
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
