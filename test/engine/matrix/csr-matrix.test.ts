import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MinibatchError } from "../../../src/engine/errors.ts";
import { CsrMatrix } from "../../../src/engine/matrix/csr-matrix.ts";
import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";

/** Dense rows with many zeros, all of one width. */
const denseRows = fc
  .integer({ min: 0, max: 7 })
  .chain((columns) =>
    fc.array(
      fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 })), { minLength: columns, maxLength: columns }),
      { maxLength: 9 },
    ),
  );

const u32 = (...values: number[]): Uint32Array => Uint32Array.from(values);
const f64 = (...values: number[]): Float64Array => Float64Array.from(values);

function errorOf(make: () => unknown): MinibatchError {
  try {
    make();
  } catch (error) {
    if (error instanceof MinibatchError) return error;
  }
  throw new Error("no MinibatchError was thrown");
}

describe("CsrMatrix", () => {
  it("holds what a dense matrix holds: there and back", () => {
    fc.assert(
      fc.property(denseRows, fc.constantFrom("f32" as const, "f64" as const), (rows, precision) => {
        const dense = DenseMatrix.from(rows, precision);
        const sparse = CsrMatrix.fromDense(dense);
        expect(sparse.toDense()).toEqual(dense);
        expect(sparse.precision).toBe(precision);
        expect(sparse.entries).toBe(dense.data.filter((value) => value !== 0).length);
        for (const [r, row] of rows.entries()) {
          expect(row.map((_, c) => sparse.get(r, c))).toEqual(row);
        }
      }),
    );
  });

  it("takes rows, slices and concatenates like the dense matrix", () => {
    fc.assert(
      fc.property(denseRows, fc.array(fc.nat(), { maxLength: 5 }), fc.nat(), (rows, numbers, cut) => {
        const dense = DenseMatrix.from(rows);
        const sparse = CsrMatrix.fromDense(dense);
        const taken = rows.length ? numbers.map((n) => n % rows.length) : [];
        expect(sparse.takeRows(taken).toDense()).toEqual(dense.takeRows(taken));
        const at = cut % (rows.length + 1);
        const parts = [sparse.slice(0, at), sparse.slice(at, rows.length)];
        expect(parts.map((part) => part.rows)).toEqual([at, rows.length - at]);
        expect(CsrMatrix.concat(parts).toDense()).toEqual(dense);
      }),
    );
  });

  it("adds up entries of a column in their order, and sorts them: canonical", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.tuple(fc.nat(5), fc.integer({ min: -9, max: 9 })), { maxLength: 9 }), { maxLength: 6 }),
        (rows) => {
          const expected = rows.map((row) => {
            const sums = new Array<number>(6).fill(0);
            for (const [column, value] of row) sums[column] += value;
            return sums;
          });
          const matrix = CsrMatrix.from(rows, 6);
          expect(matrix.toDense().toArray()).toEqual(expected);
          for (let r = 0; r < matrix.rows; r++) {
            const { indices } = matrix.row(r);
            expect([...indices]).toEqual([...new Set(rows[r].map(([column]) => column))].sort((a, b) => a - b));
          }
        },
      ),
    );
  });

  it("keeps the arrays it is given, and can have more columns", () => {
    const [indptr, indices, values] = [u32(0, 2, 2, 3), u32(0, 3, 1), f64(1, 2, 3)];
    const matrix = new CsrMatrix(indptr, indices, values, 3, 4);
    expect([matrix.indptr, matrix.indices, matrix.values]).toEqual([indptr, indices, values]);
    expect(matrix.values).toBe(values);
    expect(matrix.withColumns(6).toDense().toArray()).toEqual([
      [1, 0, 0, 2, 0, 0],
      [0, 0, 0, 0, 0, 0],
      [0, 3, 0, 0, 0, 0],
    ]);
    expect(errorOf(() => matrix.withColumns(3)).message).toBe("withColumns: got 3, expected at least 4");
  });

  it.each([
    ["column 4 of 4", u32(0, 2), u32(0, 4), f64(1, 2), "row 0, entry 1: got column 4, expected a whole number below 4"],
    [
      "columns out of order",
      u32(0, 0, 2),
      u32(3, 1),
      f64(1, 2),
      "row 1, entry 1: got column 1 after 3, expected ascending",
    ],
    [
      "a column twice",
      u32(0, 2),
      u32(1, 1),
      f64(1, 2),
      "row 0, entry 1: got column 1 twice, expected ascending columns",
    ],
    ["NaN", u32(0, 1, 2), u32(0, 2), f64(1, Number.NaN), "row 1, column 2: got NaN, expected a finite number"],
    [
      "infinity",
      u32(0, 1),
      u32(0),
      f64(Number.NEGATIVE_INFINITY),
      "row 0, column 0: got -Infinity, expected a finite number",
    ],
    ["row starts that descend", u32(0, 2, 1, 2), u32(0, 1), f64(1, 2), "row 1 goes from entry 2 to 1"],
    ["row starts beyond the entries", u32(0, 9, 2), u32(0, 1), f64(1, 2), "row 0 goes from entry 0 to 9"],
  ])("refuses %s, naming the place", (_what, indptr, indices, values, message) => {
    const error = errorOf(() => new CsrMatrix(indptr, indices, values, indptr.length - 1, 4));
    expect(error.message).toContain(message);
    expect(error.details.row).toBe(Number(/row (\d)/.exec(message)?.[1]));
  });

  it.each([
    ["too few row starts", u32(0, 1), u32(0), f64(1), 2, "got 2 row starts from 0, expected 3 from 0 for 2 rows"],
    ["row starts not from 0", u32(1, 1), u32(0), f64(1), 1, "got 2 row starts from 1, expected 2 from 0 for 1 rows"],
    ["fewer numbers than columns", u32(0, 2), u32(0, 1), f64(1), 1, "got 2 column numbers and 1 numbers, expected 2"],
    ["fewer entries than the rows end at", u32(0, 3), u32(0), f64(1), 1, "expected 3 of each, where the last row ends"],
    ["half a row", u32(0), u32(), f64(), 0.5, "0.5 rows x 4 columns, expected whole numbers >= 0"],
  ])("refuses %s, checked or not", (_what, indptr, indices, values, rows, message) => {
    for (const make of [
      () => new CsrMatrix(indptr, indices, values, rows, 4),
      () => CsrMatrix.unchecked(indptr, indices, values, rows, 4),
      () => CsrMatrix.canonical(indptr, indices, values, rows, 4),
    ]) {
      expect(errorOf(make)).toMatchObject({ code: "INVALID_SHAPE", message: expect.stringContaining(message) });
    }
  });

  it("names the place in rows of pairs, too, and a sum that overflows", () => {
    expect(errorOf(() => CsrMatrix.from([[], [[4, 1]]], 4)).message).toContain("row 1, entry 0: got column 4");
    expect(errorOf(() => CsrMatrix.from([[[-1, 1]]], 4)).message).toContain("row 0, entry 0: got column -1");
    const huge = Number.MAX_VALUE;
    const twice: [number, number] = [2, huge];
    expect(errorOf(() => CsrMatrix.from([[twice, twice]], 4)).message).toContain("row 0, column 2: got Infinity");
  });

  it("refuses to take, slice and join what is not there or does not fit", () => {
    const matrix = CsrMatrix.from([[[0, 1]], [[1, 2]]], 2);
    expect(errorOf(() => matrix.takeRows([0, 2])).message).toBe("takeRows: index 1 is 2, expected a row below 2");
    expect(errorOf(() => matrix.slice(1, 3)).message).toBe("slice: got rows 1 to 3, expected within 0 to 2");
    expect(errorOf(() => CsrMatrix.concat([])).message).toBe("concat: got no matrix, expected one or more");
    expect(errorOf(() => CsrMatrix.concat([matrix, matrix.withColumns(3)])).message).toContain(
      "matrix 1 has 3 columns",
    );
  });
});
