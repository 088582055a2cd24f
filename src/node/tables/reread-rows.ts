import { statSync } from "node:fs";
import { TableMemory } from "../../data/kernels/table-memory.ts";
import { RowLayout } from "../../data/table/row-layout.ts";
import { MinibatchError } from "../../engine/errors.ts";
import { duckDBError } from "./duckdb-error.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import type { NumberBatch } from "./number-lists.ts";
import { copyColumn, GroupRoom, RawGroup, type RawRows } from "./raw-rows.ts";
import type { TableFile } from "./table-file.ts";

/** Numbers that are read at once. */
const AT_ONCE = 4_000_000;

/** A reading that was begun. */
interface Begun {
  readonly rows: AsyncGenerator<NumberBatch, void, undefined>;
  readonly first: Promise<IteratorResult<NumberBatch, void>>;
}

/** What is read again and again. */
export interface RereadSource {
  readonly session: DuckDBSession;
  /** SQL of each column, DOUBLE without NULL. */
  readonly columns: readonly string[];
  /** How many of them, the last, are not among those of the groups. Default 0. */
  readonly apart?: number;
  /** What stands after FROM. */
  readonly from: string;
  /** How many rows it has. */
  readonly rows: number;
  /** What is read. */
  readonly file: TableFile;
  /** Told now and then how many rows the first going through all columns has read. */
  readonly onRows?: (rows: number) => void;
}

/**
 * A table's raw values which are read from its file each time: reading a Parquet file again takes less time than getting the memory
 * to keep its values in, and less room.
 */
export class RereadRows implements RawRows {
  readonly #room: GroupRoom;
  readonly #source: RereadSource;
  readonly #group: number;
  /** SQL of the columns of the groups. */
  readonly #columns: readonly string[];
  /** What the files were when they were first read. */
  readonly #state: string;
  #isFirst = true;
  /** What was begun, with its first rows. */
  #begun: Begun | undefined;

  constructor(source: RereadSource) {
    this.#source = source;
    this.#state = stateOf(source.file);
    const { columns, apart = 0 } = source;
    // A scan of no column would not tell how many rows there are.
    this.#columns = columns.slice(0, columns.length - apart || undefined);
    this.#room = new GroupRoom(new TableMemory(), new RowLayout(this.#columns.length));
    this.#group = this.memory.take(this.#room.bytes);
  }

  get groupRows(): number {
    return this.#room.rows;
  }

  get layout(): RowLayout {
    return this.#room.layout;
  }

  get memory(): TableMemory {
    return this.#room.memory;
  }

  get rows(): number {
    return this.#source.rows;
  }

  begin(): Promise<void> {
    return new Promise((resolve) => {
      const rows = this.#scan(this.#columns, resolve);
      const first = rows.next();
      // Whoever asks for the rows gets the error.
      first.then(
        () => resolve(),
        () => resolve(),
      );
      this.#begun = { rows, first };
    });
  }

  /**
   * All rows in their order.
   *
   * @throws {MinibatchError} `INVALID_FILE` when the file cannot be read or has changed
   */
  async *groups(): AsyncGenerator<RawGroup, void, undefined> {
    const { session, onRows } = this.#source;
    const readOn = (): Promise<void> => session.readOn();
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    let first = 0;
    let filled = 0;
    const group = (): RawGroup => {
      return new RawGroup(this.#room, this.#group, { first, rows: filled, readOn });
    };
    for await (const batch of this.#batches()) {
      for (let from = 0; from < batch.rows; ) {
        const count = Math.min(batch.rows - from, this.groupRows - filled);
        this.#room.bring(batch, from, count, this.#group, filled);
        filled += count;
        from += count;
        await readOn();
        if (filled < this.groupRows) continue;
        yield group();
        first += filled;
        filled = 0;
        if (isFirst) onRows?.(first);
      }
    }
    if (filled === 0) return;
    yield group();
    if (isFirst) onRows?.(first + filled);
  }

  async columns(indices: readonly number[]): Promise<Float64Array[]> {
    const columns = indices.map((index) => this.#source.columns[index]!);
    const all = indices.map(() => new Float64Array(this.rows));
    if (this.rows * indices.length <= AT_ONCE) await this.#readAtOnce(columns, all);
    else await this.#scanColumns(columns, all);
    return all;
  }

  async close(): Promise<void> {
    const begun = this.#begun;
    this.#begun = undefined;
    await begun?.rows.return();
  }

  /** The batches of all columns, from the first on. */
  async *#batches(): AsyncGenerator<NumberBatch, void, undefined> {
    if (this.#begun === undefined) void this.begin();
    const { rows, first } = this.#begun!;
    this.#begun = undefined;
    try {
      const { value, done } = await first;
      if (done) return;
      yield value;
      yield* rows;
    } finally {
      await rows.return();
    }
  }

  /** Reads few numbers by all cores, and all of them before the first is taken: a scan of them is mostly waiting. */
  async #readAtOnce(columns: readonly string[], to: readonly Float64Array[]): Promise<void> {
    const { session, from } = this.#source;
    let done = 0;
    try {
      const result = await session.query(`SELECT ${columns.join(", ")} FROM ${from}`);
      for await (const { rows, column } of result.chunks()) {
        if (done + rows > this.rows) break;
        for (const [i, values] of to.entries()) values.set(column(i).subarray(0, rows), done);
        done += rows;
      }
    } catch (error) {
      throw this.#readError(error);
    }
    this.#checkRead(done);
  }

  async #scanColumns(columns: readonly string[], to: readonly Float64Array[]): Promise<void> {
    const layout = new RowLayout(columns.length);
    let done = 0;
    for await (const { rows, runs } of this.#scan(columns)) {
      for (const [i, values] of to.entries()) {
        const run = layout.runOf(i);
        const { first, columns } = layout.runs[run]!;
        copyColumn(runs[run]!, columns, i - first, values.subarray(done, done + rows));
      }
      done += rows;
    }
  }

  async *#scan(columns: readonly string[], begun?: () => void): AsyncGenerator<NumberBatch, void, undefined> {
    const { session, from, rows } = this.#source;
    let seen = 0;
    try {
      for await (const batch of session.scan(columns, from, begun)) {
        seen += batch.rows;
        if (seen > rows) break;
        yield batch;
      }
    } catch (error) {
      throw this.#readError(error);
    }
    this.#checkRead(seen);
  }

  /** What DuckDB says of another file than the one that was read at first is no cause. */
  #readError(error: unknown): unknown {
    const { file } = this.#source;
    return stateOf(file) === this.#state ? duckDBError(file, error) : this.#changedError();
  }

  /** @throws {MinibatchError} `INVALID_FILE` when the file is another, or of another number of rows */
  #checkRead(rows: number): void {
    if (rows !== this.rows || stateOf(this.#source.file) !== this.#state) throw this.#changedError();
  }

  #changedError(): MinibatchError {
    const { path } = this.#source.file;
    const message = `${path}: the file has changed while it was read (${this.rows} rows at first); train again when it is complete`;
    return new MinibatchError("INVALID_FILE", message, { file: path });
  }
}

/** Tells whether files are still those that they were, without reading them. */
function stateOf({ paths }: TableFile): string {
  return paths
    .map((path) => {
      const found = statSync(path, { bigint: true, throwIfNoEntry: false });
      return `${found?.ino} ${found?.size} ${found?.mtimeNs}`;
    })
    .join();
}
