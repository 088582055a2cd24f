import { MinibatchError } from "../../engine/errors.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import { sqlPath, sqlText } from "./sql.ts";
import type { TableFile } from "./table-file.ts";
import type { ColumnKind, TableColumn } from "./types.ts";

/** A table file as DuckDB reads it. */
export interface Relation {
  /** The file. */
  readonly file: TableFile;
  /** Its columns, in its order. */
  readonly columns: readonly TableColumn[];
  /** Whether the file has names for its columns. */
  readonly header: boolean;
  /** What stands after FROM. */
  readonly sql: string;
}

/** How the columns of a CSV file are found out. */
export interface SniffOptions {
  /** Whether the first line holds names; left out, it is guessed. */
  readonly header?: boolean | undefined;
  /** Whether to look at all rows (as slow as reading them) instead of the first 20,480. */
  readonly allRows: boolean;
}

/** A row of DuckDB's `sniff_csv`. */
interface Dialect {
  readonly Delimiter: string;
  readonly Quote: string;
  readonly Escape: string;
  readonly Comment: string;
  readonly SkipRows: number;
  readonly HasHeader: boolean;
  readonly Columns: readonly { readonly name: string; readonly type: string }[];
}

const NUMERIC_TYPE = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*)$/;
/** What DuckDB's sniffer writes for a character that the file does not use. */
const NO_CHARACTER = "(empty)";

/**
 * Finds the columns of a Parquet or CSV file and how to read them.
 *
 * @throws {MinibatchError} `INVALID_FILE` when a CSV file's first lines do not have the columns of the rest
 */
export function describeFile(session: DuckDBSession, file: TableFile, options: SniffOptions): Promise<Relation> {
  return file.format === "parquet" ? describeParquet(session, file) : describeCsv(session, file, options);
}

async function describeParquet(session: DuckDBSession, file: TableFile): Promise<Relation> {
  const sql = `read_parquet(${sqlPath(file.path)}, hive_partitioning=false)`;
  const described = await session.rows<{ name: string; type: string }>(
    `SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM ${sql})`,
  );
  const columns = described.map(toColumn);
  return { file, columns, header: true, sql };
}

async function describeCsv(session: DuckDBSession, file: TableFile, options: SniffOptions): Promise<Relation> {
  const path = sqlPath(file.path);
  const compression = `compression=${sqlText(file.gzip ? "gzip" : "none")}`;
  const given = options.header === undefined ? "" : `, header=${options.header}`;
  const sample = options.allRows ? ", sample_size=-1" : "";
  const [dialect] = (await session.rows(`FROM sniff_csv(${path}, ${compression}${given}${sample})`)) as [Dialect];
  checkNoLineSkipped(file.path, dialect.SkipRows);
  const columns = dialect.Columns.map(toColumn);
  const header = dialect.HasHeader;
  const types = columns.map(({ name, kind }) => `${sqlText(name)}: '${kind === "numeric" ? "DOUBLE" : "VARCHAR"}'`);
  const parts = [path, compression, "auto_detect=false", `header=${header}`, ...characters(dialect, options.allRows)];
  return { file, columns, header, sql: `read_csv(${parts.join(", ")}, columns={${types.join(", ")}})` };
}

/**
 * Separators as options of `read_csv`. The first rows may have no quotes and later ones some, so a quote that was not
 * seen is `"` all the same, until all rows have been looked at.
 */
function characters(dialect: Dialect, allRows: boolean): string[] {
  const used = (character: string): string => (character === NO_CHARACTER ? "" : character);
  const quote = used(dialect.Quote) || (allRows ? "" : '"');
  const options = {
    delim: used(dialect.Delimiter),
    quote,
    escape: used(dialect.Escape) || quote,
    comment: used(dialect.Comment),
  };
  return Object.entries(options).map(([name, character]) => `${name}=${sqlText(character)}`);
}

/** DuckDB leaves out first lines that have another number of columns, be they a title or the data. */
function checkNoLineSkipped(path: string, lines: number): void {
  if (lines === 0) return;
  const which = lines === 1 ? "line 1 does" : `lines 1 to ${lines} do`;
  const message = `${path}: ${which} not have the columns of the lines after; remove what is not part of the table`;
  throw new MinibatchError("INVALID_FILE", message, { file: path, line: 1 });
}

function toColumn({ name, type }: { readonly name: string; readonly type: string }): TableColumn {
  return { name, kind: kindOf(type) };
}

function kindOf(type: string): ColumnKind {
  if (NUMERIC_TYPE.test(type)) return "numeric";
  return type === "BOOLEAN" ? "boolean" : "text";
}
