import { createRequire } from "node:module";

// By `require`: it is no module of ES.
const required = createRequire(import.meta.url);

let bindings: typeof import("@duckdb/node-bindings") | undefined;

/** DuckDB's C interface, loaded when it is first asked for. Asked for at each chunk of rows. */
export function duckDBBindings(): typeof import("@duckdb/node-bindings") {
  bindings ??= required("@duckdb/node-bindings") as typeof import("@duckdb/node-bindings");
  return bindings;
}
