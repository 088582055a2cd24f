import { afterAll, beforeAll, expect, test } from "vitest";
import { DuckDBSession } from "../../../src/node/tables/duckdb-session.ts";
import { TextStream } from "../../../src/node/tables/text-stream.ts";

let session: DuckDBSession;

beforeAll(async () => {
  session = await DuckDBSession.open();
});

afterAll(() => session.close());

const ROWS = 10_000;

test("texts come in the order of their rows, however many are asked for", async () => {
  const stream = new TextStream(session, ["'row ' || range", "repeat('ü', range % 20)"], `range(${ROWS})`);
  const texts: string[][] = [[], []];
  for (const count of [1, 5000, 0, 3, ROWS]) {
    const taken = await stream.take(count);
    for (const [i, own] of taken.entries()) texts[i]!.push(...own);
  }
  expect(texts).toEqual([
    Array.from({ length: ROWS }, (_, i) => `row ${i}`),
    Array.from({ length: ROWS }, (_, i) => "ü".repeat(i % 20)),
  ]);
  expect(await stream.take(5)).toEqual([[], []]);
});

test("an error in the middle is one, and not the end of the texts", async () => {
  const column = "CASE WHEN range < 500000 THEN 'x' ELSE error('no text here') END";
  const stream = new TextStream(session, [column], "range(1000000)");
  await expect(stream.take(1_000_000)).rejects.toThrow("no text here");
});
