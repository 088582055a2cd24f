import type { Connection, LogicalType, Vector } from "@duckdb/node-bindings";
import { duckDBBindings } from "./duckdb-bindings.ts";
import { rowsIn, vectorsOf } from "./duckdb-vectors.ts";

/** A type of a function's arguments and values; `[type]` is a list, `[type, n]` an array of n. */
type ArgumentType =
  | "DOUBLE"
  | "INTEGER"
  | "VARCHAR"
  | readonly [of: ArgumentType]
  | readonly [of: ArgumentType, length: number];

/** A function that DuckDB can call from SQL. */
export interface SqlFunction {
  /** Its name. */
  readonly name: string;
  /** The types of its arguments, or the one of any number of them. */
  readonly takes: readonly ArgumentType[] | { readonly any: ArgumentType };
  /** The type of its values. */
  readonly gives: ArgumentType;
  /** Whether it is to be called for each row, even where its arguments are the same. Default false. */
  readonly isVolatile?: boolean;
  /**
   * Called with some thousand rows at a time, of which it writes the values; what it throws ends the query.
   *
   * @param vectors - the arguments, which are DuckDB's again afterwards
   */
  call(vectors: readonly Vector[], rows: number, output: Vector): void;
}

/** Gives a connection a function. One that is added after a first stream was read is not found. */
export function addFunction(connection: Connection, own: SqlFunction): void {
  const duckDB = duckDBBindings();
  const created = duckDB.create_scalar_function();
  duckDB.scalar_function_set_name(created, own.name);
  if ("any" in own.takes) duckDB.scalar_function_set_varargs(created, typeOf(own.takes.any));
  else for (const type of own.takes) duckDB.scalar_function_add_parameter(created, typeOf(type));
  duckDB.scalar_function_set_return_type(created, typeOf(own.gives));
  if (own.isVolatile) duckDB.scalar_function_set_volatile(created);
  duckDB.scalar_function_set_function(created, (_info, chunk, output) => {
    own.call(vectorsOf(chunk), rowsIn(chunk), output);
  });
  duckDB.register_scalar_function(connection, created);
}

function typeOf(type: ArgumentType): LogicalType {
  const { create_array_type: arrayOf, create_list_type: listOf, create_logical_type: simple, Type } = duckDBBindings();
  if (typeof type === "string") return simple(Type[type]);
  const [of, length] = type;
  return length === undefined ? listOf(typeOf(of)) : arrayOf(typeOf(of), length);
}
