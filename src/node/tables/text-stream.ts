import type { DuckDBSession } from "./duckdb-session.ts";
import { rowsIn, textsOf, valueReader, vectorsOf } from "./duckdb-vectors.ts";

/** The texts of a relation by column, in the order of its rows. */
export class TextStream {
  readonly #chunks: AsyncGenerator<string[][], void, undefined>;
  readonly #columns: number;
  #chunk: string[][] = [];
  #at = 0;

  /**
   * @param columns - SQL of each column, VARCHAR without NULL
   * @param from - what stands after FROM
   */
  constructor(session: DuckDBSession, columns: readonly string[], from: string) {
    this.#columns = columns.length;
    this.#chunks = textChunks(session, columns, from);
  }

  /** The texts of the next rows by column, [rows] each; fewer where there are no more. */
  async take(rows: number): Promise<string[][]> {
    const taken: string[][] = Array.from({ length: this.#columns }, () => []);
    if (this.#columns === 0) return taken;
    while (taken[0]!.length < rows) {
      if (this.#at === (this.#chunk[0]?.length ?? 0)) {
        const next = await this.#chunks.next();
        if (next.done === true) break;
        this.#chunk = next.value;
        this.#at = 0;
      }
      const end = this.#at + rows - taken[0]!.length;
      for (const [i, texts] of this.#chunk.entries()) {
        for (const text of texts.slice(this.#at, end)) taken[i]!.push(text);
      }
      this.#at = Math.min(end, this.#chunk[0]!.length);
    }
    return taken;
  }
}

/**
 * Some thousand rows at a time. DuckDB's Node interface ends a streamed result that fails midway like one that is
 * complete, so the query ends with a row of its own, as that of `DuckDBSession.stream`.
 */
async function* textChunks(
  session: DuckDBSession,
  columns: readonly string[],
  from: string,
): AsyncGenerator<string[][], void, undefined> {
  const last = columns.map(() => "''");
  let isComplete = false;
  for await (const chunk of session.streamChunks(
    `SELECT ${[...columns, "false"].join(", ")} FROM ${from} UNION ALL SELECT ${[...last, "true"].join(", ")}`,
  )) {
    const all = rowsIn(chunk);
    const vectors = vectorsOf(chunk);
    isComplete = valueReader(vectors.pop()!, all)(all - 1) === true;
    const rows = isComplete ? all - 1 : all;
    yield vectors.map((vector) => textsOf(vector, rows));
  }
  if (isComplete) return;
  await session.run(`SELECT ${columns.map((sql) => `count(${sql})`).join(", ")} FROM ${from}`);
  throw new Error("the texts broke off without an error");
}
