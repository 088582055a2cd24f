import type { Label } from "../../engine/metrics/labels.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import type { Relation } from "./relation.ts";
import { sqlName } from "./sql.ts";
import type { TableColumn } from "./types.ts";

/** How a target that is not numeric becomes codes. */
export interface TargetDictionary {
  /** The distinct values, sorted by code point; `false` and `true` as booleans where these are all there is. */
  readonly classes: readonly Label[];
  /** SQL for a row's position in `classes`, -1 where the target is missing; INTEGER. */
  readonly code: string;
}

/**
 * Collects the distinct values of a column as an ENUM type of the session; reads the file once for it.
 *
 * Values that DuckDB takes for booleans stay as they are written (`yes`, `no`), but `True` is `true`.
 */
export async function targetDictionary(
  session: DuckDBSession,
  relation: Relation,
  target: TableColumn,
): Promise<TargetDictionary> {
  const text = `${sqlName(target.name)}::VARCHAR`;
  const value =
    target.kind === "boolean"
      ? `CASE WHEN lower(${text}) IN ('false', 'true') THEN lower(${text}) ELSE ${text} END`
      : text;
  await session.run("DROP TYPE IF EXISTS target_class");
  await session.run(`
    CREATE TYPE target_class AS ENUM (
      SELECT DISTINCT ${value} AS value FROM ${relation.sql} WHERE value IS NOT NULL ORDER BY value
    )`);
  const rows = await session.rows<{ value: string }>("SELECT unnest(enum_range(NULL::target_class))::VARCHAR AS value");
  const texts = rows.map((row) => row.value);
  const isBoolean = texts.every((text) => text === "false" || text === "true");
  return {
    classes: isBoolean ? texts.map((text) => text === "true") : texts,
    code: `coalesce(enum_code((${value})::target_class)::INTEGER, -1)`,
  };
}
