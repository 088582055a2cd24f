import type { DuckDBConnection, DuckDBResult } from "@duckdb/node-api";

/** Numbers of one result column in one chunk: a view that is good until the next chunk. */
export type ChunkColumn = Float64Array | Int32Array;

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

/** A private, empty DuckDB in memory: it reads files, and never the network. */
export class DuckDBSession {
  readonly #connection: DuckDBConnection;
  readonly #close: () => void;

  private constructor(connection: DuckDBConnection, close: () => void) {
    this.#connection = connection;
    this.#close = close;
  }

  /** Loads DuckDB (about 50 ms the first time) and opens a session. */
  static async open(): Promise<DuckDBSession> {
    const { DuckDBInstance } = await import("@duckdb/node-api");
    const instance = await DuckDBInstance.create(":memory:", {
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    });
    const connection = await instance.connect();
    return new DuckDBSession(connection, () => {
      connection.closeSync();
      instance.closeSync();
    });
  }

  /** Runs a statement. */
  async run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  /**
   * Runs a query with a small result.
   *
   * @returns rows by name of the column, as the query makes them; whole numbers wider than 32 bits come as text
   */
  async rows<Row extends object>(sql: string): Promise<Row[]> {
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
    const result = await this.#connection.run(sql);
    return { rows: result.rowCount, chunks: () => numberChunks(result) };
  }

  /** Frees everything. */
  close(): void {
    this.#close();
  }
}

async function* numberChunks(result: DuckDBResult): AsyncGenerator<ResultChunk, void, undefined> {
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const current = chunk;
    yield {
      rows: current.rowCount,
      // `items` is the vector's memory. It is private in DuckDB's types, whose public way is a value per cell.
      column: (index) => (current.getColumnVector(index) as unknown as { readonly items: ChunkColumn }).items,
    };
  }
}
