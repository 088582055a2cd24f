import type { Connection, PreparedStatement } from "@duckdb/node-bindings";
import { duckDBBindings } from "./duckdb-bindings.ts";

/** Prepares a statement, which is there until what is done with it is begun. */
export async function withStatement<Begun>(
  connection: Connection,
  sql: string,
  begin: (statement: PreparedStatement) => Begun | Promise<Begun>,
): Promise<Begun> {
  const { destroy_prepare_sync: destroy, prepare } = duckDBBindings();
  const statement = await prepare(connection, sql);
  try {
    return await begin(statement);
  } finally {
    destroy(statement);
  }
}
