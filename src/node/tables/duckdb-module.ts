import { createRequire } from "node:module";

// By `require`: `import` first looks through each of a package's hundred files for the names of its exports, which takes longer
// than to run them.
const required = createRequire(import.meta.url);

/** DuckDB's package, loaded when it is first asked for. */
export function duckDBModule(): typeof import("@duckdb/node-api") {
  return required("@duckdb/node-api") as typeof import("@duckdb/node-api");
}

/** What DuckDB's package is made from, for what it does not offer. */
export function duckDBBindings(): typeof import("@duckdb/node-bindings") {
  return required("@duckdb/node-bindings") as typeof import("@duckdb/node-bindings");
}
