import { setImmediate as nextTurn } from "node:timers/promises";
import type { Connection, DataChunk, Result } from "@duckdb/node-bindings";
import { RowLayout } from "../../data/table/row-layout.ts";
import { duckDBBindings } from "./duckdb-bindings.ts";
import { addFunction, type SqlFunction } from "./duckdb-function.ts";
import { withStatement } from "./duckdb-statement.ts";
import { doublesOf, integersOf, rowsIn, valueReader, vectorsOf } from "./duckdb-vectors.ts";
import { freeBuffer } from "./free-buffer.ts";
import { listedNumbers, listsOf, type NumberBatch } from "./number-lists.ts";
import { RowScan } from "./row-scan.ts";

/** Numbers of one result column in one chunk. */
export type ChunkColumn = Float64Array | Int32Array;

/** The result of a query of numbers. */
interface NumberResult {
  readonly rows: number;
  /** Its chunks, in the order of the rows. */
  chunks(): AsyncGenerator<ResultChunk, void, undefined>;
}

/** A chunk of a result. */
export interface ResultChunk {
  readonly rows: number;
  /** The column's numbers, [rows]. The column must be DOUBLE or INTEGER and have no NULL. */
  column(index: number): ChunkColumn;
}

/** What DuckDB may use for its own buffers; what does not fit goes to its temporary folder. */
const MEMORY_MEGABYTES = 400;

/** What it may use for each column beside: a chunk has 2,048 rows, and several are in hand at a time. */
const KILOBYTES_PER_COLUMN = 200;

/**
 * What it may use for each value of a Parquet file's group of rows: where each column of a group is one page, as DuckDB itself writes
 * them, all lie in memory until the group is done; 100,000 x 600 numbers took 593 MiB.
 */
const BYTES_PER_VALUE = 10;

/**
 * Bytes that DuckDB may read ahead of who takes a stream's rows. Where that is not enough for a piece of the file for each
 * thread, one of them waits most of the time: with its own default, 1 MB, and with 64 MB, 1,000,000 x 29 numbers of a CSV
 * file took twice as long.
 */
const READ_AHEAD = 128_000_000;

/**
 * Bytes of numbers that are read ahead to the last: even with 128 MB a thread waits for the other in half of the runs, by
 * chance. Without any wait 1,000,000 x 29 numbers of a CSV file took 0.58 s, with some 0.5 to 0.75 s.
 */
const READ_ALL_AHEAD = 268_435_456;

/** DuckDB gives 60 % of what may be read ahead to what comes next and 40 % to all else, and each may be all there is. */
const LEAST_SHARE = 0.4;

/** What is expected may be too little. */
const RESERVE = 1.1;

/** Rows of a chunk at most, and bytes of those that are fetched before they are taken. */
const CHUNK_ROWS = 2048;
const FETCHED_BYTES = 33_554_432;

/**
 * Bytes of chunks that may lie about: DuckDB's memory goes when the chunk's object does, of which the garbage collector does not
 * know the size.
 */
const UNSEEN_BYTES = 67_108_864;

/** Chunks of a result that are there which are taken before anything else has its turn. */
const CHUNKS_PER_TURN = 64;

/** The table of the row that ends a stream. */
const LAST = "last_row";

/** A private, empty DuckDB in memory: it reads files, and never the network. */
export class DuckDBSession {
  readonly #connection: Connection;
  readonly #scan: RowScan;
  readonly #close: () => void;

  private constructor(connection: Connection, close: () => void) {
    this.#connection = connection;
    this.#scan = new RowScan(connection);
    this.#close = close;
  }

  /**
   * Loads DuckDB (about 20 ms the first time) and opens a session.
   *
   * @param temporary - folder for what does not fit its memory
   */
  static async open(temporary?: string): Promise<DuckDBSession> {
    const duckDB = duckDBBindings();
    const config = duckDB.create_config();
    duckDB.set_config(config, "autoinstall_known_extensions", "false");
    duckDB.set_config(config, "autoload_known_extensions", "false");
    if (temporary !== undefined) duckDB.set_config(config, "temp_directory", temporary);
    const database = await duckDB.open(":memory:", config);
    const connection = await duckDB.connect(database);
    return new DuckDBSession(connection, () => {
      duckDB.disconnect_sync(connection);
      duckDB.close_sync(database);
    });
  }

  /** Gives the session a function. One that is added after a first stream was read is not found. */
  addFunction(own: SqlFunction): void {
    addFunction(this.#connection, own);
  }

  /** Per cent of the running statement that are done, where DuckDB counts them; else below 0. */
  get percentage(): number {
    return duckDBBindings().query_progress(this.#connection).percentage;
  }

  /** Has the running statement fail. */
  interrupt(): void {
    duckDBBindings().interrupt(this.#connection);
  }

  /**
   * Lets DuckDB take the memory that a table needs.
   *
   * @param columns - how many it has
   * @param rows - how many of its rows are in hand together, where they are many
   */
  async makeRoom(columns: number, rows: number = 0): Promise<void> {
    const together = (rows * columns * BYTES_PER_VALUE) / 1000;
    const kilobytes = MEMORY_MEGABYTES * 1000 + columns * KILOBYTES_PER_COLUMN + Math.ceil(together);
    await this.#run(`SET memory_limit='${kilobytes}KB'`);
  }

  /** Runs a statement. */
  async run(sql: string): Promise<void> {
    await this.#scan.releaseThreads();
    await this.#run(sql);
  }

  /**
   * Runs a query with a small result.
   *
   * @returns rows by name of the column, as the query makes them; whole numbers of 64 bits come as text
   */
  async rows<Row extends object>(sql: string): Promise<Row[]> {
    await this.#scan.releaseThreads();
    const result = await this.#run(sql);
    const { column_count: countOf, column_name: nameOf } = duckDBBindings();
    const names = Array.from({ length: countOf(result) }, (_, i) => nameOf(result, i));
    // What a row holds is known only to the query's writer.
    return Array.from(chunksOf(result), (chunk) => rowsOf(chunk, names)).flat() as Row[];
  }

  /**
   * Runs a query of numbers to its end, on all cores. DuckDB keeps the result until it is garbage.
   *
   * Not a stream: DuckDB's Node interface ends a streamed result that fails midway like one that is complete.
   */
  async query(sql: string): Promise<NumberResult> {
    await this.#scan.releaseThreads();
    const result = await this.#run(sql);
    return { rows: duckDBBindings().row_count(result), chunks: () => numberChunks(result) };
  }

  /**
   * Reads numbers of a relation in the order of its rows, on all cores, in memory that does not grow with them.
   *
   * DuckDB's Node interface ends a streamed result that fails midway like one that is complete. So the query ends with a
   * row of its own, of empty lists, which comes only when all others have; where it is missing, the query is run again without its
   * rows, which gives the error. The row lies in a table: one that is made by the query itself has no place in DuckDB's
   * order of batches, and DuckDB would then read the file on one core only.
   *
   * @param columns - SQL of each column, DOUBLE without NULL
   * @param from - what stands after FROM
   * @param layout - how its rows come
   * @param expected - about how many there are, where somebody knows
   */
  async *stream(
    columns: readonly string[],
    from: string,
    layout: RowLayout = new RowLayout(columns.length),
    expected: number = Number.POSITIVE_INFINITY,
  ): AsyncGenerator<NumberBatch, void, undefined> {
    await this.#scan.releaseThreads();
    const bytes = columns.length * expected * 8;
    const ahead = bytes > READ_ALL_AHEAD ? READ_AHEAD : Math.max(READ_AHEAD, (bytes * RESERVE) / LEAST_SHARE);
    await this.#run(`SET streaming_buffer_size='${Math.ceil(ahead / 1000)}KB'`);
    await this.#run(`CREATE TEMP TABLE IF NOT EXISTS ${LAST} AS SELECT 1::DOUBLE AS ends`);
    const lists = listsOf(columns, layout);
    const last = lists.map(() => "[]::DOUBLE[]").join(", ");
    const result = await this.#stream(`SELECT ${lists.join(", ")} FROM ${from} UNION ALL SELECT ${last} FROM ${LAST}`);
    let isComplete = false;
    let unseen = 0;
    const fetched = Math.max(1, Math.floor(FETCHED_BYTES / (CHUNK_ROWS * columns.length * 8)));
    for await (const chunk of chunksAhead(result, fetched)) {
      const all = rowsIn(chunk);
      const batch = listedNumbers(vectorsOf(chunk), all, layout);
      isComplete = batch.rows === all - 1;
      if (batch.rows === 0) continue;
      yield batch;
      for (const { buffer } of batch.runs) {
        unseen += buffer.byteLength;
        freeBuffer(buffer);
      }
      if (unseen < UNSEEN_BYTES) continue;
      // An array of as many bytes, which are never touched, has it look for garbage.
      new ArrayBuffer(unseen);
      unseen = 0;
    }
    if (isComplete) return;
    await this.#run(`SELECT ${columns.map((sql) => `count(${sql})`).join(", ")} FROM ${from}`);
    throw new Error("the rows broke off without an error");
  }

  /**
   * Reads numbers of a relation in the order of its rows, on one core, in little memory: for rows that DuckDB need not search for
   * in a text. No other query of the session may run meanwhile.
   *
   * @param columns - SQL of each column, DOUBLE without NULL
   * @param from - what stands after FROM
   * @param begun - called when DuckDB reads
   */
  scan(columns: readonly string[], from: string, begun?: () => void): AsyncGenerator<NumberBatch, void, undefined> {
    return this.#scan.rows(columns, from, begun);
  }

  /** Lets a {@link scan} go on while its rows are in hand. */
  readOn(): Promise<void> {
    return this.#scan.readOn();
  }

  /**
   * Runs a query whose result is read while it is made, on all cores.
   *
   * DuckDB's Node interface ends a streamed result that fails midway like one that is complete; see {@link stream}.
   */
  async *streamChunks(sql: string): AsyncGenerator<DataChunk, void, undefined> {
    yield* chunksAhead(await this.#stream(sql), 0);
  }

  /** Frees everything. */
  close(): void {
    this.#close();
  }

  #run(sql: string): Promise<Result> {
    return duckDBBindings().query(this.#connection, sql);
  }

  #stream(sql: string): Promise<Result> {
    return withStatement(this.#connection, sql, duckDBBindings().execute_prepared_streaming);
  }
}

/** The chunks of a result that is there. Each takes as much memory again: one after another. */
function* chunksOf(result: Result): Generator<DataChunk, void, undefined> {
  const { result_chunk_count: countOf, result_get_chunk: chunkOf } = duckDBBindings();
  const count = countOf(result);
  for (let i = 0; i < count; i++) yield chunkOf(result, i);
}

function rowsOf(chunk: DataChunk, names: readonly string[]): Record<string, unknown>[] {
  const rows = rowsIn(chunk);
  const readers = vectorsOf(chunk).map((vector) => valueReader(vector, rows));
  return Array.from({ length: rows }, (_, row) => Object.fromEntries(names.map((name, i) => [name, readers[i]!(row)])));
}

async function* numberChunks(result: Result): AsyncGenerator<ResultChunk, void, undefined> {
  const { column_type: typeOf, data_chunk_get_vector: vectorOf, Type } = duckDBBindings();
  // Each is there already: to wait for it takes several times as long as to take it.
  let taken = 0;
  for (const chunk of chunksOf(result)) {
    const rows = rowsIn(chunk);
    const column = (index: number): ChunkColumn =>
      (typeOf(result, index) === Type.INTEGER ? integersOf : doublesOf)(vectorOf(chunk, index), rows);
    yield { rows, column };
    if (++taken % CHUNKS_PER_TURN === 0) await nextTurn();
  }
}

/**
 * A result's chunks; some are fetched, on another thread, while their taker is busy: DuckDB reads on only as they are taken.
 *
 * @param most - how many lie ready at most
 */
async function* chunksAhead(result: Result, most: number): AsyncGenerator<DataChunk, void, undefined> {
  let isLeft = false;
  const next = async (last?: Promise<DataChunk | null>): Promise<DataChunk | null> => {
    // One after the other.
    if ((await last) === null || isLeft) return null;
    const chunk = await duckDBBindings().fetch_chunk(result);
    return chunk === null || rowsIn(chunk) === 0 ? null : chunk;
  };
  const chunks = [next()];
  const fetchAhead = (): void => {
    while (chunks.length <= most) {
      const chunk = next(chunks.at(-1));
      // Whoever takes the chunk gets the error; nobody may, after one before.
      chunk.catch(() => {});
      chunks.push(chunk);
    }
  };
  try {
    for (;;) {
      fetchAhead();
      const chunk = await chunks.shift()!;
      if (chunk === null) return;
      yield chunk;
    }
  } finally {
    isLeft = true;
    await Promise.allSettled(chunks);
  }
}
