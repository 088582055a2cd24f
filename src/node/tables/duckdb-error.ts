import { MinibatchError } from "../../engine/errors.ts";
import type { TableFile } from "./table-file.ts";

const CSV_LINE = /CSV Error on Line: (\d+)/;
const JSON_LINE = /JSON.* in file "(.*)", (?:at byte \d+ )?in line (\d+): (.*)/;
const JSON_VALUE = /JSON.* in file "(.*)", (?:at byte \d+ )?in record\/value (\d+): (.*)/;

/** The longest text of a file that a message has. */
const SHOWN = 60;

/** Whether the rows of a CSV or JSON file did not fit the separators, types or names that it was read with. */
export function isContentError(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof MinibatchError) return false;
  return CSV_LINE.test(error.message) || error.message.includes("JSON transform error");
}

/**
 * One clear line for what DuckDB says in many. Errors of our own pass as they are.
 *
 * @param file - the file that was read
 * @param error - what was thrown while reading it
 */
export function duckDBError(file: TableFile, error: unknown): unknown {
  if (error instanceof MinibatchError || !(error instanceof Error)) return error;
  const { message } = error;
  const { path, line, what } =
    file.format === "csv"
      ? csvError(file, message)
      : file.format === "jsonl"
        ? jsonError(file, message)
        : parquetError(file, message);
  const place = line === undefined ? path : `${path}:${line}`;
  const details = line === undefined ? { file: path } : { file: path, line };
  return new MinibatchError("INVALID_FILE", `${place}: ${what}`, details, error);
}

/** Where a file was found wrong, and what it is. */
interface Fault {
  readonly path: string;
  readonly line?: number;
  readonly what: string;
}

function csvError(file: TableFile, message: string): Fault {
  const line = CSV_LINE.exec(message)?.[1];
  const path = nameOf(file, /^\s*file = (.*)$/m.exec(message)?.[1]);
  return { path, ...(line !== undefined && { line: Number(line) }), what: explain(message) };
}

function jsonError(file: TableFile, message: string): Fault {
  const [, path, line, what] = JSON_LINE.exec(message) ?? [];
  if (what === undefined) {
    const [, array, place, fault] = JSON_VALUE.exec(message) ?? [];
    if (fault === undefined) return { path: file.path, what: firstLine(message) };
    return { path: nameOf(file, array), what: `value ${place}: not JSON: ${fault.replace(/\.?\s*$/, "")}` };
  }
  const isMalformed = message.includes("Malformed JSON");
  const problem = isMalformed ? `not JSON: ${what}` : lowerFirst(what);
  // Of a line that is no JSON, DuckDB gives the number of the next one.
  return { path: nameOf(file, path), line: Number(line) - (isMalformed ? 1 : 0), what: problem.replace(/\.?\s*$/, "") };
}

function parquetError(file: TableFile, message: string): Fault {
  const mismatch = /column "(.*)" was read from the original file "(.*)", but could not be found in file "(.*?)"/s;
  const [, column, first, other] = mismatch.exec(message) ?? [];
  if (other === undefined) return { path: file.path, what: `cannot be read as Parquet: ${firstLine(message)}` };
  const what = `no column ${JSON.stringify(column)}, which ${first} has; files of one table have the same columns`;
  return { path: other, what };
}

/** A file as the user named it, which the copy of standard input is not. */
function nameOf({ path, paths }: TableFile, found: string | undefined): string {
  return found !== undefined && paths.length > 1 && paths.includes(found) ? found : path;
}

function explain(message: string): string {
  const columns = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (columns !== null) return `${columns[2]} columns, expected ${columns[1]} as in the lines before`;
  if (message.includes("not utf-8 encoded")) return "the text is not UTF-8; convert the file to UTF-8";
  if (/maximum line size/i.test(message)) return "a line of over 2,000,000 bytes; is a quote not closed?";
  if (message.includes("Error when sniffing file")) return "not a table: no separator gives all lines as many columns";
  const conversion = /Error when converting column "(.*)"\. (.*)/.exec(message);
  if (conversion !== null) return `column "${conversion[1]}": ${conversionFault(conversion[2] ?? "")}`;
  return firstLine(message);
}

/** DuckDB says the type that it wanted by its own name. */
function conversionFault(text: string): string {
  const [, value, type] = /Could not convert string "(.*)" to '(.*)'/s.exec(text) ?? [];
  if (value === undefined || type === undefined) return lowerFirst(text);
  const wanted = type === "DOUBLE" || type === "BIGINT" ? "a number" : type === "BOOLEAN" ? "true or false" : "a date";
  return `got ${JSON.stringify(value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value)}, expected ${wanted}`;
}

/** Without the kind of error that DuckDB puts before it. */
function firstLine(message: string): string {
  return message.replace(/^[\w ]+ Error: /, "").replace(/\n.*/s, "");
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
