import { MinibatchError } from "../../engine/errors.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import { findRaggedRow } from "./ragged-rows.ts";
import { sqlPaths, sqlText } from "./sql.ts";
import type { TableFile } from "./table-file.ts";
import type { StoredKind, TableColumn, TableFileOptions } from "./types.ts";

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

/** How the columns of a file are found out. */
export interface SniffOptions extends TableFileOptions {
  /** Whether to look at all rows (as slow as reading them) instead of the first 20,480. */
  readonly allRows: boolean;
  /** Columns of a CSV file that are read as text, whatever they look like; `"all"` for all of them. */
  readonly asText?: readonly string[] | "all";
  /** Columns that `asText` is not for. */
  readonly except?: readonly string[];
  /** Columns of a CSV file whose truth values are read as they are written: `yes` and `no` are classes. */
  readonly targets?: readonly string[];
  /** Columns of a CSV file that are read as numbers, whatever they look like. */
  readonly asNumbers?: readonly string[];
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
  readonly DateFormat: string | null;
  readonly TimestampFormat: string | null;
}

const NUMERIC_TYPE = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*)$/;
const DATETIME_TYPE = /^(DATE|TIME|TIMESTAMP.*|TIME WITH TIME ZONE)$/;
const NESTED_TYPE = /^(STRUCT|MAP|UNION|BLOB|BIT|JSON|INTERVAL|VARIANT|GEOMETRY)|\]$/;
/**
 * Bytes of a CSV file that one of DuckDB's threads reads at a time, of which several lie in memory: its own default, 32 MB,
 * took 100 MB more and was no faster. A line has 2 MB at most.
 */
const PIECE_BYTES = 4_194_304;
/** What DuckDB's sniffer writes for a character that the file does not use. */
const NO_CHARACTER = "(empty)";

/**
 * Finds the columns of a file and how to read them.
 *
 * @throws {MinibatchError} `INVALID_FILE` when a CSV file's first lines do not have the columns of the rest, or two
 * columns have the same name
 */
export async function describeFile(session: DuckDBSession, file: TableFile, options: SniffOptions): Promise<Relation> {
  if (file.format === "csv") return describeCsv(session, file, options);
  const paths = sqlPaths(file.paths);
  const sql =
    file.format === "parquet"
      ? `read_parquet(${paths}, hive_partitioning=false)`
      : `read_json(${paths}, format='newline_delimited', compression=${file.gzip ? "'gzip'" : "'uncompressed'"}${options.allRows ? ", sample_size=-1" : ""})`;
  const described = await session.rows<{ name: string; type: string }>(
    `SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM ${sql})`,
  );
  return { file, columns: described.map(toColumn), header: true, sql };
}

async function describeCsv(session: DuckDBSession, file: TableFile, options: SniffOptions): Promise<Relation> {
  const paths = sqlPaths(file.paths);
  const compression = `compression=${compressionOf(file)}`;
  const given = [
    ...(options.header === undefined ? [] : [`header=${options.header}`]),
    ...(options.delimiter === undefined ? [] : [`delim=${sqlText(options.delimiter)}`]),
    ...nullOption(options.nullStrings),
  ];
  const sample = options.allRows ? ["sample_size=-1"] : [];
  const pieces = `buffer_size=${PIECE_BYTES}`;
  const sniff = [sqlPaths(file.paths.slice(0, 1)), compression, pieces, ...given, ...sample].join(", ");
  const ragged = (): Promise<void> => findRaggedRow(session, file.path, [compression], options.delimiter);
  const sniffed = session.rows<Dialect>(`FROM sniff_csv(${sniff})`).catch(async (error: unknown) => {
    await ragged();
    throw error;
  });
  const [dialect] = (await sniffed) as [Dialect];
  if (dialect.Columns.length === 1) await ragged();
  checkNoLineSkipped(file.path, dialect.SkipRows);
  const columns = dialect.Columns.map(({ name, type }): TableColumn => {
    // Truth values that are classes are read as they are written.
    if (options.targets?.includes(name) && type === "BOOLEAN") return { name, type: "VARCHAR", kind: "boolean" };
    return toColumn({ name, type: readType(name, type, options) });
  });
  const header = dialect.HasHeader;
  await checkNames(session, file, dialect, columns);
  const types = columns.map(({ name, kind, type }) => `${sqlText(name)}: '${kind === "numeric" ? "DOUBLE" : type}'`);
  const parts = [
    paths,
    compression,
    "auto_detect=false",
    pieces,
    `header=${header}`,
    ...characters(dialect, options.allRows),
    ...formats(dialect),
    ...nullOption(options.nullStrings),
  ];
  return { file, columns, header, sql: `read_csv(${parts.join(", ")}, columns={${types.join(", ")}})` };
}

function readType(name: string, type: string, { asText, asNumbers, except }: SniffOptions): string {
  if ((asText === "all" || asText?.includes(name)) && except?.includes(name) !== true) return "VARCHAR";
  return asNumbers?.includes(name) ? "DOUBLE" : type;
}

/** A null string counts with a blank before it, too: some files have one behind each separator. */
function nullOption(nullStrings: readonly string[] | undefined): string[] {
  if (nullStrings === undefined) return [];
  const all = ["", ...nullStrings, ...nullStrings.map((text) => ` ${text}`)];
  return [`nullstr=[${[...new Set(all)].map(sqlText).join(", ")}]`];
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

function formats({ DateFormat: date, TimestampFormat: timestamp }: Dialect): string[] {
  return [
    ...(date ? [`dateformat=${sqlText(date)}`] : []),
    ...(timestamp ? [`timestampformat=${sqlText(timestamp)}`] : []),
  ];
}

/** DuckDB leaves out first lines that have another number of columns, be they a title or the data. */
function checkNoLineSkipped(path: string, lines: number): void {
  if (lines === 0) return;
  const which = lines === 1 ? "line 1 does" : `lines 1 to ${lines} do`;
  const message = `${path}: ${which} not have the columns of the lines after; remove what is not part of the table`;
  throw new MinibatchError("INVALID_FILE", message, { file: path, line: 1 });
}

/** DuckDB gives a second column of a name another name (`a_1`), which nobody would find in the file. */
async function checkNames(
  session: DuckDBSession,
  file: TableFile,
  dialect: Dialect,
  columns: readonly TableColumn[],
): Promise<void> {
  if (!dialect.HasHeader || !columns.some(({ name }) => /_\d+$/.test(name))) return;
  const all = columns.map((_, i) => `'c${i}': 'VARCHAR'`).join(", ");
  const parts = [sqlPaths(file.paths.slice(0, 1)), `compression=${compressionOf(file)}`, "auto_detect=false"];
  const options = [...parts, "header=false", ...characters(dialect, false), `columns={${all}}`, "strict_mode=false"];
  const [first] = await session.rows<Record<string, string | null>>(`FROM read_csv(${options.join(", ")}) LIMIT 1`);
  const seen = new Set<string | null>();
  for (const name of Object.values(first ?? {})) {
    if (name !== null && seen.has(name)) {
      const message = `${file.path}: two columns are named ${JSON.stringify(name)}; give each a name of its own`;
      throw new MinibatchError("INVALID_FILE", message, { file: file.path, line: 1, column: name });
    }
    seen.add(name);
  }
}

function compressionOf({ gzip }: TableFile): string {
  return sqlText(gzip ? "gzip" : "none");
}

function toColumn({ name, type }: { readonly name: string; readonly type: string }): TableColumn {
  return { name, type, kind: kindOf(type) };
}

function kindOf(type: string): StoredKind {
  if (NUMERIC_TYPE.test(type)) return "numeric";
  if (DATETIME_TYPE.test(type)) return "datetime";
  if (NESTED_TYPE.test(type)) return "nested";
  return type === "BOOLEAN" ? "boolean" : "text";
}
