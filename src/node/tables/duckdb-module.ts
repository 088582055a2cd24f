import { createRequire } from "node:module";

/**
 * DuckDB's package, loaded when it is first asked for. By `require`: `import` first looks through each of its hundred files
 * for the names of its exports, which takes longer than to run them.
 */
export function duckDBModule(): typeof import("@duckdb/node-api") {
  return createRequire(import.meta.url)("@duckdb/node-api") as typeof import("@duckdb/node-api");
}
