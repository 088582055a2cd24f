import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import {
  READER_ERRORS,
  READER_RECORD_BYTES,
  READER_SLOT,
  READER_STATUS,
} from "../../../src/data/readers/reader-record.ts";

const source = readFileSync(new URL("../../../assembly/text/record.ts", import.meta.url), "utf8");

function constants(pattern: RegExp): [string, number][] {
  return [...source.matchAll(pattern)].map(([, name, value]) => [
    name!.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
    Number(value),
  ]);
}

it("assembly/text/record.ts and reader-record.ts name the same slots in the same order", () => {
  const slots = constants(/^export const ([A-Z0-9_]+): usize = (\d+);/gm);
  expect(slots).toEqual(Object.entries(READER_SLOT).map(([name, index]) => [name, 4 * index]));
  expect(READER_RECORD_BYTES).toBe(slots.length * 4);
});

it("assembly/text/record.ts and reader-record.ts name the same errors and states", () => {
  const errors = constants(/^export const ERROR_([A-Z0-9_]+): i32 = (\d+);/gm);
  expect(errors).toEqual(READER_ERRORS.map((name, i) => [name, i + 2]));
  expect(constants(/^export const STATUS_([A-Z_]+): i32 = (\d+);/gm)).toEqual(Object.entries(READER_STATUS));
});
