import { TableMemory } from "../../data/kernels/table-memory.ts";
import { MinibatchError } from "../../engine/errors.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import { type NumberBatch, RUN_COLUMNS } from "./number-lists.ts";
import { columnsAt, groupRows, type RawGroup, type RawRows } from "./raw-rows.ts";
import { RowTransposer } from "./row-transposer.ts";

/** What is read again and again. */
export interface RereadSource {
  readonly session: DuckDBSession;
  /** SQL of each column, DOUBLE without NULL. */
  readonly columns: readonly string[];
  /** What stands after FROM. */
  readonly from: string;
  /** How many rows it has. */
  readonly rows: number;
  /** Path, for messages. */
  readonly path: string;
  /** Told now and then how many rows the first going through them has read. */
  readonly onRows?: (rows: number) => void;
}

/**
 * A table's raw values which are read from its file each time: reading a Parquet file again takes less time than getting the memory
 * to keep its values in, and less room.
 */
export class RereadRows implements RawRows {
  readonly memory: TableMemory = new TableMemory();
  readonly groupRows: number;
  readonly #source: RereadSource;
  readonly #group: number;
  readonly #transposer: RowTransposer;
  #isFirst = true;

  constructor(source: RereadSource) {
    const { length } = source.columns;
    this.#source = source;
    this.groupRows = groupRows(length);
    this.#transposer = new RowTransposer(this.memory, this.groupRows);
    this.#group = this.memory.take(this.groupRows * length * 8);
  }

  get rows(): number {
    return this.#source.rows;
  }

  /**
   * All rows in their order.
   *
   * @throws what DuckDB throws; {@link MinibatchError} `INVALID_FILE` when the file has changed
   */
  async *groups(): AsyncGenerator<RawGroup, void, undefined> {
    const { session, columns, onRows } = this.#source;
    const readOn = (): Promise<void> => session.readOn();
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    let first = 0;
    let filled = 0;
    const group = (): RawGroup => {
      return { first, rows: filled, columns: columnsAt(this.memory, this.#group, columns.length), readOn };
    };
    for await (const batch of this.#scan(columns)) {
      for (let from = 0; from < batch.rows; ) {
        const count = Math.min(batch.rows - from, this.groupRows - filled);
        this.#transposer.bring(batch, from, count, this.#group, filled);
        filled += count;
        from += count;
        if (filled < this.groupRows) continue;
        yield group();
        first += filled;
        filled = 0;
        if (isFirst) onRows?.(first);
      }
    }
    if (filled > 0) yield group();
  }

  async columns(indices: readonly number[]): Promise<Float64Array[]> {
    const all = indices.map(() => new Float64Array(this.rows));
    let done = 0;
    for await (const { rows, runs } of this.#scan(indices.map((index) => this.#source.columns[index]!))) {
      for (const [i, values] of all.entries()) {
        const run = runs[Math.floor(i / RUN_COLUMNS)]!;
        const width = run.length / rows;
        for (let row = 0, at = i % RUN_COLUMNS; row < rows; row++, at += width) values[done + row] = run[at]!;
      }
      done += rows;
    }
    return all;
  }

  close(): void {}

  async *#scan(columns: readonly string[]): AsyncGenerator<NumberBatch, void, undefined> {
    const { session, from, rows, path } = this.#source;
    let seen = 0;
    for await (const batch of session.scan(columns, from)) {
      seen += batch.rows;
      if (seen > rows) break;
      yield batch;
    }
    if (seen === rows) return;
    const message = `${path}: the file has changed while it was read (${rows} rows at first); train again when it is complete`;
    throw new MinibatchError("INVALID_FILE", message, { file: path });
  }
}
