import { ENCODE_RECORD_BYTES, ENCODE_SLOT } from "../kernels/table-kernels.ts";
import type { TableMemory } from "../kernels/table-memory.ts";
import type { NumericEncoder } from "./encoders/numeric.ts";

/** A column of numbers as a kernel encodes it. */
export interface EncodedColumn {
  /** How. */
  readonly encoder: NumericEncoder;
  /** Bytes of a row before its number. */
  readonly cell: number;
  /** Bytes of a row of features before its own. */
  readonly place: number;
}

/** What of the record is known for all calls of a kernel. */
type KnownSlots = Partial<Record<keyof typeof ENCODE_SLOT, number>>;

/**
 * Writes a record of how columns of numbers become features.
 *
 * @param known - the slots that stay as they are
 * @returns its place
 */
export function encodeRecord(memory: TableMemory, columns: readonly EncodedColumn[], known: KnownSlots): number {
  const table = (bytes: number): number => memory.take(columns.length * bytes);
  const [cells, places, indicators] = [table(4), table(4), table(4)];
  const [rounded, shifts, scales, fills] = [table(8), table(8), table(8), table(8)];
  const record = memory.take(ENCODE_RECORD_BYTES);
  const { buffer } = memory.kernels.memory;
  for (const [k, { encoder, cell, place }] of columns.entries()) {
    new Uint32Array(buffer, cells)[k] = cell;
    new Uint32Array(buffer, places)[k] = place;
    new Uint32Array(buffer, indicators)[k] = Number(encoder.indicator);
    new BigInt64Array(buffer, rounded)[k] = encoder.rounded ? -1n : 0n;
    new Float64Array(buffer, shifts)[k] = encoder.shift;
    new Float64Array(buffer, scales)[k] = encoder.scale;
    new Float64Array(buffer, fills)[k] = encoder.fill;
  }
  const all = { ...known, columns: columns.length, cells, places, indicators, rounded, shifts, scales, fills };
  setSlots(memory, record, all);
  return record;
}

/** Writes some slots of a record. */
export function setSlots(memory: TableMemory, record: number, slots: KnownSlots): void {
  const words = new Uint32Array(memory.kernels.memory.buffer, record, ENCODE_RECORD_BYTES / 4);
  for (const [slot, value] of Object.entries(slots)) words[2 * ENCODE_SLOT[slot as keyof typeof ENCODE_SLOT]] = value;
}
