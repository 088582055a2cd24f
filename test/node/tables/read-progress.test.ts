import { expect, test } from "vitest";
import { trainTable } from "../../../src/node/train-table.ts";
import type { ReadProgress } from "../../../src/node/training/types.ts";
import { write } from "./files.ts";

const ROWS = 100_000;
const MANY_ROWS = 1_500_000;

function table(cell: (i: number) => string, length: number = ROWS): string {
  return `a,b,y\n${Array.from({ length }, (_, i) => `${i % 97},${cell(i)},${i % 2}\n`).join("")}`;
}

async function told(path: string): Promise<ReadProgress[]> {
  const progress: ReadProgress[] = [];
  await trainTable(path, { target: "y", epochs: 1, cache: false, onRead: (event) => progress.push(event) });
  return progress;
}

test("a training tells how many rows are read, and about which share", async () => {
  const progress = await told(
    write(
      "numbers.csv",
      table((i) => String(i % 13)),
    ),
  );
  const rows = progress.map((event) => event.rows!);
  expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
  expect(rows.at(-1)).toBe(ROWS);
  // The estimate is that of the first lines' length.
  for (const { rows, share } of progress) expect(Math.abs(share! - rows! / ROWS)).toBeLessThan(0.1);
});

test("of a table with words the share alone is told", async () => {
  const progress = await told(
    write(
      "words.csv",
      table((i) => `word${i % 13}`, MANY_ROWS),
    ),
  );
  expect(progress.length).toBeGreaterThan(0);
  for (const { rows, share } of progress) {
    expect(rows).toBeUndefined();
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
  }
});
