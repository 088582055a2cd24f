import type { TableMemory } from "../../data/kernels/table-memory.ts";
import { SUMS_STEP } from "../../data/table/bulk-sums.ts";
import { RowBatch, type RowLayout } from "../../data/table/row-layout.ts";
import type { NumberBatch } from "./number-lists.ts";

/** Bytes of a group at most; a row of a group is a whole row of the table. */
const GROUP_BYTES = 4_194_304;
/**
 * Two of DuckDB's chunks. Groups of one would stay in a smaller cache, but there are twice as many, and V8 then compiles what handles
 * them on the core that DuckDB reads on: 1,000,000 x 29 took 3 % longer.
 */
const MAX_GROUP_ROWS = 4096;

/** Rows that lie together: views that are good until the next are asked for. */
export class RawGroup extends RowBatch {
  /** Number of the first row. */
  readonly first: number;
  /** Lets the next rows be read meanwhile. Who takes long for a group is to wait for it now and then. */
  readonly readOn: (() => Promise<void>) | undefined;

  constructor(
    room: GroupRoom,
    place: number,
    { first, rows, readOn }: { readonly first: number; readonly rows: number; readonly readOn?: () => Promise<void> },
  ) {
    super(room.memory, room.layout, room.placesAt(place), rows);
    this.first = first;
    this.readOn = readOn;
  }
}

/** How a group lies in a memory: run behind run, each with room for the rows that kernels need to fill up. */
export class GroupRoom {
  /** Rows of a group at most. */
  readonly rows: number;
  /** Bytes of a group. */
  readonly bytes: number;
  readonly memory: TableMemory;
  readonly layout: RowLayout;
  /** Bytes from the start of a group to each run. */
  readonly starts: readonly number[];

  constructor(memory: TableMemory, layout: RowLayout) {
    const { columns, runs } = layout;
    this.memory = memory;
    this.layout = layout;
    this.rows = Math.max(1, Math.min(MAX_GROUP_ROWS, Math.floor(GROUP_BYTES / (8 * columns))));
    const padded = Math.ceil(this.rows / SUMS_STEP) * SUMS_STEP;
    this.starts = runs.map(({ first }) => first * padded * 8);
    this.bytes = columns * padded * 8;
  }

  /** Where the runs of a group begin. */
  placesAt(group: number): number[] {
    return this.starts.map((start) => group + start);
  }

  /**
   * Brings rows of a batch to a group.
   *
   * @param from - the first of them
   * @param count - how many
   * @param group - place of the group
   * @param filled - rows that it has
   */
  bring({ runs }: NumberBatch, from: number, count: number, group: number, filled: number): void {
    for (const [i, { columns }] of this.layout.runs.entries()) {
      const place = group + this.starts[i]! + filled * columns * 8;
      const values = runs[i]!.subarray(from * columns, (from + count) * columns);
      this.memory.numbers(place, values.length).set(values);
    }
  }
}

/** Copies a column's numbers, of as many rows as there is room for. */
export function copyColumn(run: Float64Array, stride: number, start: number, to: Float64Array): void {
  if (stride === 1) to.set(run.subarray(0, to.length));
  else for (let row = 0, at = start; row < to.length; row++, at += stride) to[row] = run[at]!;
}

/**
 * A table's raw values in groups of rows, which can be gone through several times: its statistics must be known before its rows can
 * be encoded.
 */
export interface RawRows {
  /** How many. */
  readonly rows: number;
  /** Rows of a group at most. */
  readonly groupRows: number;
  /** How a row lies. */
  readonly layout: RowLayout;
  /** Where the groups lie. */
  readonly memory: TableMemory;
  /**
   * Begins to read what {@link groups} gives next, where that takes long, while its user does something else. Nothing else may be read
   * before.
   *
   * @returns when the reading is under way; what goes wrong is told by {@link groups}
   */
  begin(): void | Promise<void>;
  /** All rows in their order; one after another only. */
  groups(): Iterable<RawGroup> | AsyncIterable<RawGroup>;
  /** Some columns of all rows, [rows] each. */
  columns(indices: readonly number[]): Promise<Float64Array[]>;
  /** Frees what they take, when what {@link begin} began has ended. */
  close(): void | Promise<void>;
}
