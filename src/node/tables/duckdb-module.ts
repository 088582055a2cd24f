import { createRequire } from "node:module";

// By `require`: `import` first looks through each of a package's hundred files for the names of its exports, which takes longer
// than to run them.
const required = createRequire(import.meta.url);

let api: typeof import("@duckdb/node-api") | undefined;
let bindings: typeof import("@duckdb/node-bindings") | undefined;

/** DuckDB's package, loaded when it is first asked for. */
export function duckDBModule(): typeof import("@duckdb/node-api") {
  api ??= required("@duckdb/node-api") as typeof import("@duckdb/node-api");
  return api;
}

/** What DuckDB's package is made from, for what it does not offer. Asked for at each chunk of rows. */
export function duckDBBindings(): typeof import("@duckdb/node-bindings") {
  bindings ??= required("@duckdb/node-bindings") as typeof import("@duckdb/node-bindings");
  return bindings;
}
