import { MinibatchError } from "../../engine/errors.ts";
import { checkDistinct } from "./column-names.ts";
import { columnOrders } from "./csv-column-orders.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import { findRaggedRow } from "./ragged-rows.ts";
import { isIntegerType, type Relation, type SniffOptions, toColumn } from "./relation.ts";
import { sqlName, sqlPath, sqlPaths, sqlText } from "./sql.ts";
import type { TableFile } from "./table-file.ts";
import type { TableColumn } from "./types.ts";

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

/**
 * Bytes of a CSV file that one of DuckDB's threads reads at a time, of which several lie in memory: its own default, 32 MB,
 * took 100 MB more and was no faster. A line has 2 MB at most.
 */
const PIECE_BYTES = 4_194_304;

/** What DuckDB's sniffer writes for a character that the file does not use. */
const NO_CHARACTER = "(empty)";

/** Rows that are looked through for numbers with a decimal comma. */
const COMMA_ROWS = 1000;

/** As `describeFile`, for CSV files. Several may have their columns in different orders. */
export async function describeCsv(session: DuckDBSession, file: TableFile, options: SniffOptions): Promise<Relation> {
  const compression = `compression=${sqlText(file.gzip ? "gzip" : "none")}`;
  const pieces = `buffer_size=${PIECE_BYTES}`;
  const nulls = nullOption(options.nullStrings);
  const given = [
    compression,
    pieces,
    ...(options.header === undefined ? [] : [`header=${options.header}`]),
    ...nulls,
    ...(options.allRows ? ["sample_size=-1"] : []),
  ];
  const ragged = (): Promise<void> => findRaggedRow(session, file.paths[0]!, [compression], options.delimiter);
  const found = await sniff(session, file, given, options.delimiter).catch(async (error: unknown) => {
    await ragged();
    throw error;
  });
  if (found.Columns.length === 1) await ragged();
  checkNoLineSkipped(file.path, found.SkipRows);
  const reading = [compression, pieces, "auto_detect=false", ...characters(found, options.allRows)];
  await checkNames(session, file, found, reading);
  const { dialect, decimalComma } = await withDecimalComma(session, file, given, found, reading);
  const columns = dialect.Columns.map(({ name, type }): TableColumn => {
    // Truth values that are classes are read as they are written.
    if (options.targets?.includes(name) && type === "BOOLEAN") return { name, type: "VARCHAR", kind: "boolean" };
    return toColumn({ name, type: readType(name, type, options) });
  });
  const header = dialect.HasHeader;
  const parts = [
    ...reading,
    `header=${header}`,
    ...formats(dialect),
    ...(options.keepNulls === true ? [] : nulls),
    ...(decimalComma ? ["decimal_separator=','"] : []),
  ];
  const read = (paths: readonly string[], order: readonly TableColumn[]): string => {
    const types = order.map(
      ({ name, kind, type }) => `${sqlText(name)}: '${kind === "numeric" && !isKept(type, options) ? "DOUBLE" : type}'`,
    );
    return `read_csv(${[sqlPaths(paths), ...parts, `columns={${types.join(", ")}}`].join(", ")})`;
  };
  const orders = header ? await columnOrders(session, file, columns, reading) : [{ paths: file.paths, columns }];
  const known = { file, columns, header, decimalComma, expectedRows: file.lines };
  if (orders.length === 1) return { ...known, sql: read(file.paths, columns) };
  const names = columns.map(({ name }) => sqlName(name)).join(", ");
  const all = orders.map((order) => `SELECT ${names} FROM ${read(order.paths, order.columns)}`);
  return { ...known, sql: `(${all.join(" UNION ALL ")})` };
}

/** What DuckDB finds out of the first file: in a third of the time, with thousands of columns in a tenth, where it is told the separator. */
async function sniff(
  session: DuckDBSession,
  { paths, separator }: TableFile,
  given: readonly string[],
  delimiter: string | undefined,
): Promise<Dialect> {
  const run = async (dialect: readonly string[]): Promise<Dialect> => {
    const [found] = await session.rows<Dialect>(
      `FROM sniff_csv(${[sqlPath(paths[0]!), ...given, ...dialect].join(", ")})`,
    );
    return found!;
  };
  if (delimiter !== undefined) return run([`delim=${sqlText(delimiter)}`]);
  if (separator === undefined) return run([]);
  return run([`delim=${sqlText(separator)}`, `quote='"'`, `escape='"'`]).catch(() => run([]));
}

/**
 * Where the separator is no comma, words may be numbers with a decimal comma. A column tells so by values that have no
 * other meaning: `1,234` alone may be a thousand.
 */
async function withDecimalComma(
  session: DuckDBSession,
  file: TableFile,
  given: readonly string[],
  point: Dialect,
  reading: readonly string[],
): Promise<{ readonly dialect: Dialect; readonly decimalComma: boolean }> {
  const words = point.Columns.filter(({ type }) => type === "VARCHAR");
  if (point.Delimiter === "," || words.length === 0) return { dialect: point, decimalComma: false };
  const types = point.Columns.map((_, i) => `'c${i}': 'VARCHAR'`).join(", ");
  const tests = point.Columns.flatMap(({ type }, i) =>
    type === "VARCHAR" ? [`coalesce(bool_or(regexp_full_match(trim(c${i}), '[+-]?\\d*,\\d+')), false)`] : [],
  );
  const source = [sqlPath(file.paths[0]!), ...reading, `header=${point.HasHeader}`, `columns={${types}}`].join(", ");
  const [some] = await session.rows<{ some: boolean }>(
    `SELECT ${tests.join(" OR ")} AS some FROM (FROM read_csv(${source}) LIMIT ${COMMA_ROWS})`,
  );
  if (some?.some !== true) return { dialect: point, decimalComma: false };
  const comma = await sniff(session, file, [...given, "decimal_separator=','"], point.Delimiter);
  const numbers = comma.Columns.flatMap(({ type }, i) =>
    type === "DOUBLE" && point.Columns[i]?.type === "VARCHAR" ? [`c${i}`] : [],
  );
  if (numbers.length === 0) return { dialect: point, decimalComma: false };
  const fractions = numbers.map(
    (name) => `coalesce(bool_or(NOT regexp_full_match(trim(${name}), '[+-]?\\d{1,3}(,\\d{3})*')), false)`,
  );
  const [sure] = await session.rows<{ sure: boolean }>(
    `SELECT ${fractions.join(" AND ")} AS sure FROM (FROM read_csv(${source}) LIMIT ${COMMA_ROWS})`,
  );
  return sure?.sure === true ? { dialect: comma, decimalComma: true } : { dialect: point, decimalComma: false };
}

function readType(name: string, type: string, options: SniffOptions): string {
  const { asText, asNumbers, except } = options;
  if ((asText === "all" || asText?.includes(name)) && except?.includes(name) !== true) return "VARCHAR";
  return asNumbers?.includes(name) && !isKept(type, options) ? "DOUBLE" : type;
}

/** Whether numbers of a type are read as such instead of as 64-bit floats. */
function isKept(type: string, { keepIntegers = false }: SniffOptions): boolean {
  return keepIntegers && isIntegerType(type);
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
  { HasHeader, Columns }: Dialect,
  reading: readonly string[],
): Promise<void> {
  if (!HasHeader || !Columns.some(({ name }) => /_\d+$/.test(name))) return;
  const all = Columns.map((_, i) => `'c${i}': 'VARCHAR'`).join(", ");
  const options = [sqlPath(file.paths[0]!), ...reading, "header=false", `columns={${all}}`, "strict_mode=false"];
  const [first] = await session.rows<Record<string, string | null>>(`FROM read_csv(${options.join(", ")}) LIMIT 1`);
  checkDistinct(file, Object.values(first ?? {}));
}
