import { readFileSync } from "node:fs";
import type { CsrMatrix } from "../../../src/engine/matrix/csr-matrix.ts";

/** A file of test/fixtures/text. */
export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../fixtures/text/${name}`, import.meta.url), "utf8")) as T;
}

/** Rows as lists of [column, value]. */
export type PlainRows = [column: number, value: number][][];

/** The rows of a matrix. */
export function plainRows(X: CsrMatrix): PlainRows {
  return Array.from({ length: X.rows }, (_, r) => {
    const row: [number, number][] = [];
    for (let i = X.indptr[r]!; i < X.indptr[r + 1]!; i++) row.push([X.indices[i]!, X.values[i]!]);
    return row;
  });
}
