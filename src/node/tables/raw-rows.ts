import type { TableMemory } from "../../data/kernels/table-memory.ts";

/** Bytes of a group at most; a row of a group is a whole row of the table. */
const GROUP_BYTES = 4_194_304;
const MAX_GROUP_ROWS = 8192;

/** Rows of a group of so many columns. */
export function groupRows(columns: number): number {
  return Math.max(1, Math.min(MAX_GROUP_ROWS, Math.floor(GROUP_BYTES / (8 * columns))));
}

/** The columns of a group at a place of a memory, behind one another. */
export function columnsAt(memory: TableMemory, place: number, columns: number): Float64Array[] {
  const rows = groupRows(columns);
  return Array.from({ length: columns }, (_, c) => memory.numbers(place + c * rows * 8, rows));
}

/** Rows that lie together: views that are good until the next are asked for. */
export interface RawGroup {
  /** How many. */
  readonly rows: number;
  /** The numbers by column, each [rows] or longer, in the memory of the {@link RawRows}. */
  readonly columns: readonly Float64Array[];
  /** Number of the first row. */
  readonly first: number;
  /** Lets the next rows be read meanwhile. Who takes long for a group is to wait for it now and then. */
  readonly readOn?: () => Promise<void>;
}

/**
 * A table's raw values by column, which can be gone through several times: its statistics must be known before its rows can be
 * encoded.
 */
export interface RawRows {
  /** How many. */
  readonly rows: number;
  /** Rows of a group at most. */
  readonly groupRows: number;
  /** Where the groups lie. */
  readonly memory: TableMemory;
  /** All rows in their order; one after another only. */
  groups(): Iterable<RawGroup> | AsyncIterable<RawGroup>;
  /** Some columns of all rows, [rows] each. */
  columns(indices: readonly number[]): Promise<Float64Array[]>;
  /** Frees what they take. */
  close(): void;
}
