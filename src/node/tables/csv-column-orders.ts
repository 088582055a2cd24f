import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { MinibatchError } from "../../engine/errors.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import { sqlPath } from "./sql.ts";
import type { TableFile } from "./table-file.ts";
import type { TableColumn } from "./types.ts";

/** Files next to each other that have their columns in one order. */
interface ColumnOrder {
  readonly paths: readonly string[];
  readonly columns: readonly TableColumn[];
}

/** First lines that are longer are not compared as they stand. */
const MAX_LINE_BYTES = 2 ** 20;

/**
 * The orders in which several CSV files of one table have their columns. Their first lines are compared as they stand,
 * and parsed only where they differ.
 *
 * @param columns - the columns of the first file
 * @param reading - options of `read_csv` beside paths, header and columns
 * @throws {MinibatchError} `INVALID_FILE` when a file lacks a column of the first one, or has another one
 */
export async function columnOrders(
  session: DuckDBSession,
  { path, paths, gzip }: TableFile,
  columns: readonly TableColumn[],
  reading: readonly string[],
): Promise<ColumnOrder[]> {
  const orders: { paths: string[]; columns: readonly TableColumn[] }[] = [{ paths: [paths[0]!], columns }];
  if (paths.length === 1) return orders;
  const first = await firstLine(paths[0]!, gzip);
  const known = new Map([[first, columns]]);
  for (const other of paths.slice(1)) {
    const line = await firstLine(other, gzip);
    const order = known.get(line) ?? (await orderOf(session, path, other, columns, reading));
    known.set(line, order);
    const last = orders.at(-1)!;
    if (last.columns === order) last.paths.push(other);
    else orders.push({ paths: [other], columns: order });
  }
  return orders;
}

async function orderOf(
  session: DuckDBSession,
  first: string,
  path: string,
  columns: readonly TableColumn[],
  reading: readonly string[],
): Promise<readonly TableColumn[]> {
  const options = reading.map((option) => (option === "auto_detect=false" ? "header=true" : option));
  const [sniffed] = await session.rows<{ Columns: { name: string }[] }>(
    `SELECT Columns FROM sniff_csv(${[sqlPath(path), ...options].join(", ")})`,
  );
  const names = sniffed!.Columns.map(({ name }) => name);
  const missing = columns.find(({ name }) => !names.includes(name));
  if (missing !== undefined)
    throw differentColumns(path, `no column ${JSON.stringify(missing.name)}, which ${first} has`);
  const added = names.find((name) => !columns.some((column) => column.name === name));
  if (added !== undefined)
    throw differentColumns(path, `a column ${JSON.stringify(added)}, which ${first} does not have`);
  return names.map((name) => columns.find((column) => column.name === name)!);
}

function differentColumns(path: string, what: string): MinibatchError {
  const message = `${path}: ${what}; files of one table have the same columns`;
  return new MinibatchError("INVALID_FILE", message, { file: path, line: 1 });
}

/** The text before the first line end, without a mark of UTF-8. */
async function firstLine(path: string, gzip: boolean): Promise<string> {
  const file = createReadStream(path);
  // What is wrong with a file is found when it is read as a table.
  const source = gzip ? pipeline(file, createGunzip(), () => {}) : file;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of source as AsyncIterable<Uint8Array>) {
      const end = part.findIndex((byte) => byte === 0x0a || byte === 0x0d);
      parts.push(end < 0 ? part : part.subarray(0, end));
      bytes += part.length;
      if (end >= 0 || bytes > MAX_LINE_BYTES) break;
    }
  } finally {
    file.destroy();
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}
