import { afterAll, beforeAll, expect, test } from "vitest";
import { duckDBBindings } from "../../../src/node/tables/duckdb-bindings.ts";
import { DuckDBSession } from "../../../src/node/tables/duckdb-session.ts";
import { doublesOf, integersOf, presenceOf, textReader, writeVector } from "../../../src/node/tables/duckdb-vectors.ts";

let session: DuckDBSession;

beforeAll(async () => {
  session = await DuckDBSession.open();
});

afterAll(() => session.close());

test.each<[sql: string, values: readonly unknown[]]>([
  ["true", [true]],
  ["false", [false]],
  ["NULL::BOOLEAN", [null]],
  ["'-2147483648'::INTEGER", [-2147483648]],
  ["4294967295::UINTEGER", [4294967295]],
  ["'-9223372036854775808'::BIGINT", ["-9223372036854775808"]],
  ["18446744073709551615::UBIGINT", ["18446744073709551615"]],
  ["-0.1::DOUBLE", [-0.1]],
  ["'-Infinity'::DOUBLE", [Number.NEGATIVE_INFINITY]],
  ["'NaN'::DOUBLE", [Number.NaN]],
  ["''", [""]],
  ["'twelve bytes'", ["twelve bytes"]],
  ["'thirteen byte'", ["thirteen byte"]],
  ["repeat('ü🙂', 70000)", ["ü🙂".repeat(70_000)]],
  // A mark of the order of bytes is a character like others.
  ["chr(65279) || 'word'", ["\uFEFFword"]],
  ["'a' || chr(0) || 'b'", ["a\0b"]],
  ["unnest(['x', NULL, 'a longer text than twelve bytes'])", ["x", null, "a longer text than twelve bytes"]],
  ["unnest([['a'], [], NULL, ['b', NULL, 'c']])", [["a"], [], null, ["b", null, "c"]]],
  [
    "unnest([[{name: 'f', type: 'DOUBLE'}, {name: NULL, type: 'x'}], [{name: 'g', type: 'y'}]])",
    [
      [
        { name: "f", type: "DOUBLE" },
        { name: null, type: "x" },
      ],
      [{ name: "g", type: "y" }],
    ],
  ],
])("%s comes as its value", async (sql, values) => {
  expect(await session.rows(`SELECT ${sql} AS "a value"`)).toEqual(values.map((value) => ({ "a value": value })));
});

test("rows of several chunks come in their order, with their NULLs", async () => {
  const rows = await session.rows(
    "SELECT range::INTEGER AS n, CASE WHEN range % 7 > 0 THEN 'row ' || range || repeat('.', range % 20) END AS text FROM range(5000)",
  );
  const expected = Array.from({ length: 5000 }, (_, n) => ({
    n,
    text: n % 7 > 0 ? `row ${n}${".".repeat(n % 20)}` : null,
  }));
  expect(rows).toEqual(expected);
});

test("no row comes where there is none, and of a statement without a result neither", async () => {
  expect(await session.rows("SELECT 1 AS one WHERE false")).toEqual([]);
  expect(await session.rows("CREATE OR REPLACE TEMP TABLE nothing(a INTEGER)")).toEqual([]);
});

test("a type that no query of ours gives is named", async () => {
  await expect(session.rows("SELECT DATE '2026-11-27' AS day")).rejects.toThrow(
    "a column of type DATE, which is not read",
  );
});

test("a function reads and writes the rows of each chunk", async () => {
  const chunks: number[] = [];
  session.addFunction({
    name: "probe",
    takes: ["VARCHAR", "INTEGER", "DOUBLE"],
    gives: ["DOUBLE", 2],
    isVolatile: true,
    call([words, numbers, factors], rows, output) {
      chunks.push(rows);
      const isPresent = presenceOf(words!, rows);
      const read = textReader(words!, rows);
      const [own, by] = [integersOf(numbers!, rows), doublesOf(factors!, rows)];
      const values = Array.from({ length: rows }, (_, row) => [
        isPresent(row) ? read(row).length : -1,
        own[row]! * by[row]!,
      ]);
      writeVector(duckDBBindings().array_vector_get_child(output), Float64Array.from(values.flat()));
    },
  });
  const [sums] = await session.rows<{ lengths: number; products: number }>(`
    SELECT sum(answer[1]) AS lengths, sum(answer[2]) AS products
    FROM (SELECT probe(repeat('y', range % 30), range::INTEGER, 0.5) AS answer FROM range(5000))`);
  const all = Array.from({ length: 5000 }, (_, n) => n);
  expect(sums).toEqual({
    lengths: all.reduce((sum, n) => sum + (n % 30), 0),
    products: all.reduce((sum, n) => sum + n / 2, 0),
  });
  expect(chunks.reduce((sum, rows) => sum + rows, 0)).toBe(5000);
});

test("what a function throws ends the query", async () => {
  session.addFunction({
    name: "failing",
    takes: { any: "DOUBLE" },
    gives: "INTEGER",
    call() {
      throw new Error("not today");
    },
  });
  await expect(session.rows("SELECT failing(1.5, 2) AS x")).rejects.toThrow("not today");
  expect(await session.rows("SELECT 1 AS free")).toEqual([{ free: 1 }]);
});
