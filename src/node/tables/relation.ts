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
  /** Whether numbers that are read as text have a decimal comma. */
  readonly decimalComma: boolean;
  /** About how many rows it has; undefined where nobody knows before they are read. */
  readonly expectedRows: number | undefined;
  /** How many rows it has, where the file says so and is so quickly read that its values need not be kept. */
  readonly knownRows?: number | undefined;
  /** About how many rows at most DuckDB has in its memory at a time, where they are more than a few chunks: a group of a Parquet file. */
  readonly rowsTogether?: number | undefined;
}

/** How the columns of a file are found out. */
export interface SniffOptions extends TableFileOptions {
  /** Whether to look at all rows (as slow as reading them) instead of the first 20,480. */
  readonly allRows: boolean;
  /** Columns of a CSV file that are read as text, whatever they look like; `"all"` for all of them. */
  readonly asText?: readonly string[] | "all";
  /** Whether null strings are left as they stand in the file, and count only in finding out what the columns are. */
  readonly keepNulls?: boolean;
  /** Columns that `asText` is not for. */
  readonly except?: readonly string[];
  /** Columns of a CSV file whose truth values are read as they are written: `yes` and `no` are classes. */
  readonly targets?: readonly string[];
  /** Columns of a CSV file that are read as numbers, whatever they look like. */
  readonly asNumbers?: readonly string[];
  /** Whether whole numbers of a CSV file are read as such, with all of their digits, instead of as 64-bit floats. */
  readonly keepIntegers?: boolean;
}

const INTEGER_TYPE = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;
const NUMERIC_TYPE = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*)$/;
const DATETIME_TYPE = /^(DATE|TIME|TIMESTAMP.*|TIME WITH TIME ZONE)$/;
const NESTED_TYPE = /^(STRUCT|MAP|UNION|BLOB|BIT|JSON|INTERVAL|VARIANT|GEOMETRY)|\]$/;

/** Whether a type of DuckDB's is one of whole numbers. */
export function isIntegerType(type: string): boolean {
  return INTEGER_TYPE.test(type);
}

/** A column of DuckDB's as ours. */
export function toColumn({ name, type }: { readonly name: string; readonly type: string }): TableColumn {
  return { name, type, kind: kindOf(type) };
}

function kindOf(type: string): StoredKind {
  if (NUMERIC_TYPE.test(type)) return "numeric";
  if (DATETIME_TYPE.test(type)) return "datetime";
  if (NESTED_TYPE.test(type)) return "nested";
  return type === "BOOLEAN" ? "boolean" : "text";
}
