import { MinibatchError } from "../../engine/errors.ts";
import { checkRenamed } from "./column-names.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import { type Relation, type SniffOptions, toColumn } from "./relation.ts";
import { sqlName, sqlPaths, sqlText } from "./sql.ts";
import type { TableFile } from "./table-file.ts";

/**
 * Finds the columns of files of JSON objects, one a line or in one array. Values of several kinds in a column are words.
 *
 * @throws {MinibatchError} `INVALID_FILE` when there are no objects with values, or two names differ in upper and lower
 * case only
 */
export async function describeJson(
  session: DuckDBSession,
  file: TableFile,
  { allRows }: SniffOptions,
): Promise<Relation> {
  const how = [
    sqlPaths(file.paths),
    `format='${file.array ? "array" : "newline_delimited"}'`,
    `compression=${file.gzip ? "'gzip'" : "'uncompressed'"}`,
  ];
  const sampled = [...how, ...(allRows ? ["sample_size=-1"] : [])].join(", ");
  const described = await session.rows<{ name: string; type: string }>(
    `SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM read_json(${sampled}))`,
  );
  const objects = `read_json_objects(${how.join(", ")})`;
  const [only] = described;
  if (described.length === 1 && only?.name === "json") await checkObjects(session, file, objects);
  await checkRenamed(file, described, async (name) => {
    const path = sqlText(`$.${sqlName(name)}`);
    return (await session.rows(`SELECT 1 FROM ${objects} WHERE json_exists(json, ${path}) LIMIT 1`)).length > 0;
  });
  // Where values are of several kinds, or none is there, DuckDB leaves them as they are written.
  const types = described.map(({ name, type }) => ({ name, type: type === "JSON" ? "VARCHAR" : type }));
  const isMixed = described.some(({ type }) => type === "JSON");
  const columns = types.map(({ name, type }) => `${sqlText(name)}: ${sqlText(type)}`).join(", ");
  const sql = `read_json(${isMixed ? [...how, `columns={${columns}}`].join(", ") : sampled})`;
  return { file, columns: types.map(toColumn), header: true, sql, decimalComma: false, expectedRows: file.lines };
}

/** DuckDB reads what is no object, or has no value, as a column named `json`. */
async function checkObjects(session: DuckDBSession, { path }: TableFile, objects: string): Promise<void> {
  const [first] = await session.rows<{ text: string }>(
    `SELECT left(json::VARCHAR, 40) AS text FROM ${objects} WHERE NOT json_exists(json, '$.json') LIMIT 1`,
  );
  if (first === undefined) return;
  const message = `${path}: got ${first.text}, expected objects with a value for each column, such as {"age": 39}`;
  throw new MinibatchError("INVALID_FILE", message, { file: path });
}
