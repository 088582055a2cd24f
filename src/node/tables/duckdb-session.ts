import { setImmediate as nextTurn } from "node:timers/promises";
import type { DuckDBConnection, DuckDBDataChunk, DuckDBMaterializedResult, DuckDBResult } from "@duckdb/node-api";
import { RowLayout } from "../../data/table/row-layout.ts";
import { duckDBModule } from "./duckdb-module.ts";
import { freeBuffer } from "./free-buffer.ts";
import { type ChunkColumn, handleOf, listedNumbers, listsOf, type NumberBatch, vectorMemory } from "./number-lists.ts";
import { RowScan } from "./row-scan.ts";

/** The result of a query of numbers. */
export interface NumberResult {
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
  readonly #connection: DuckDBConnection;
  readonly #scan: RowScan;
  readonly #close: () => void;

  private constructor(connection: DuckDBConnection, close: () => void) {
    this.#connection = connection;
    this.#scan = new RowScan(connection);
    this.#close = close;
  }

  /**
   * Loads DuckDB (about 50 ms the first time) and opens a session.
   *
   * @param temporary - folder for what does not fit its memory
   */
  static async open(temporary?: string): Promise<DuckDBSession> {
    const { DuckDBInstance } = duckDBModule();
    const instance = await DuckDBInstance.create(":memory:", {
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      ...(temporary === undefined ? {} : { temp_directory: temporary }),
    });
    const connection = await instance.connect();
    return new DuckDBSession(connection, () => {
      connection.closeSync();
      instance.closeSync();
    });
  }

  /** DuckDB's connection, for what this class does not wrap. */
  get connection(): DuckDBConnection {
    return this.#connection;
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
    await this.#connection.run(`SET memory_limit='${kilobytes}KB'`);
  }

  /** Runs a statement. */
  async run(sql: string): Promise<void> {
    await this.#scan.releaseThreads();
    await this.#connection.run(sql);
  }

  /**
   * Runs a query with a small result.
   *
   * @returns rows by name of the column, as the query makes them; whole numbers wider than 32 bits come as text
   */
  async rows<Row extends object>(sql: string): Promise<Row[]> {
    await this.#scan.releaseThreads();
    const reader = await this.#connection.runAndReadAll(sql);
    // What a row holds is known only to the query's writer.
    return reader.getRowObjectsJson() as Row[];
  }

  /**
   * Runs a query of numbers to its end, on all cores. DuckDB keeps the result until it is garbage.
   *
   * Not a stream: DuckDB's Node interface ends a streamed result that fails midway like one that is complete.
   */
  async query(sql: string): Promise<NumberResult> {
    await this.#scan.releaseThreads();
    const result = await this.#connection.run(sql);
    return { rows: result.rowCount, chunks: () => numberChunks(result) };
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
    await this.#connection.run(`SET streaming_buffer_size='${Math.ceil(ahead / 1000)}KB'`);
    await this.#connection.run(`CREATE TEMP TABLE IF NOT EXISTS ${LAST} AS SELECT 1::DOUBLE AS ends`);
    const lists = listsOf(columns, layout);
    const last = lists.map(() => "[]::DOUBLE[]").join(", ");
    const result = await this.#connection.stream(
      `SELECT ${lists.join(", ")} FROM ${from} UNION ALL SELECT ${last} FROM ${LAST}`,
    );
    let isComplete = false;
    let unseen = 0;
    const fetched = Math.max(1, Math.floor(FETCHED_BYTES / (CHUNK_ROWS * columns.length * 8)));
    for await (const chunk of chunksAhead(result, fetched)) {
      const batch = listedNumbers(handleOf(chunk), layout);
      isComplete = batch.rows === chunk.rowCount - 1;
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
    await this.#connection.run(`SELECT ${columns.map((sql) => `count(${sql})`).join(", ")} FROM ${from}`);
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

  /** Frees everything. */
  close(): void {
    this.#close();
  }
}

async function* numberChunks(result: DuckDBMaterializedResult): AsyncGenerator<ResultChunk, void, undefined> {
  for (let i = 0; i < result.chunkCount; i++) {
    // Each is there already: to wait for it takes several times as long as to take it.
    const chunk = result.getChunk(i);
    yield { rows: chunk.rowCount, column: (index) => vectorMemory(chunk.getColumnVector(index)) };
    if (i % CHUNKS_PER_TURN === CHUNKS_PER_TURN - 1) await nextTurn();
  }
}

/**
 * A result's chunks; some are fetched, on another thread, while their taker is busy: DuckDB reads on only as they are taken.
 *
 * @param most - how many lie ready at most
 */
async function* chunksAhead(result: DuckDBResult, most: number): AsyncGenerator<DuckDBDataChunk, void, undefined> {
  let isLeft = false;
  const next = async (last?: Promise<DuckDBDataChunk | null>): Promise<DuckDBDataChunk | null> => {
    // One after the other.
    if ((await last) === null || isLeft) return null;
    const chunk = await result.fetchChunk();
    return chunk === null || chunk.rowCount === 0 ? null : chunk;
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
      const chunk = await chunks[0]!;
      if (chunk === null) return;
      chunks.shift();
      yield chunk;
    }
  } finally {
    isLeft = true;
    await Promise.allSettled(chunks);
  }
}
