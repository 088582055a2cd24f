import { MinibatchError } from "../../engine/errors.ts";
import type { TableFile } from "./table-file.ts";

const LINE = /CSV Error on Line: (\d+)/;

/** Whether the rows of a CSV file did not fit the separators or types that it was read with. */
export function isCsvContentError(error: unknown): boolean {
  return error instanceof Error && !(error instanceof MinibatchError) && LINE.test(error.message);
}

/**
 * One clear line for what DuckDB says in many. Errors of our own pass as they are.
 *
 * @param file - the file that was read
 * @param error - what was thrown while reading it
 */
export function duckDBError(file: TableFile, error: unknown): unknown {
  if (error instanceof MinibatchError || !(error instanceof Error)) return error;
  const { path } = file;
  if (file.format === "parquet") {
    const message = `${path}: cannot be read as Parquet: ${firstLine(error.message)}`;
    return new MinibatchError("INVALID_FILE", message, { file: path }, error);
  }
  const line = LINE.exec(error.message)?.[1];
  const place = line === undefined ? path : `${path}:${line}`;
  const details = line === undefined ? { file: path } : { file: path, line: Number(line) };
  return new MinibatchError("INVALID_FILE", `${place}: ${explain(error.message)}`, details, error);
}

function explain(message: string): string {
  const columns = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (columns !== null) return `${columns[2]} columns, expected ${columns[1]} as in the lines before`;
  if (message.includes("not utf-8 encoded")) return "the text is not UTF-8; convert the file to UTF-8";
  if (message.includes("Error when sniffing file")) return "not a table: no separator gives all lines as many columns";
  const conversion = /Error when converting column "(.*)"\. (.*)/.exec(message);
  if (conversion !== null) return `column "${conversion[1]}": ${lowerFirst(conversion[2] ?? "")}`;
  return firstLine(message);
}

/** Without the kind of error that DuckDB puts before it. */
function firstLine(message: string): string {
  return message.replace(/^[\w ]+ Error: /, "").replace(/\n.*/s, "");
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
