import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { RUN_RECORD_BYTES, RUN_SLOT } from "../../../src/engine/kernels/run-record.ts";

const source = readFileSync(new URL("../../../assembly/run.ts", import.meta.url), "utf8");

it("assembly/run.ts and run-record.ts name the same slots in the same order", () => {
  const slots = [...source.matchAll(/^export const ([A-Z0-9_]+): i32 = (\d+);/gm)].map(([, name, index]) => [
    name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
    Number(index),
  ]);
  expect(slots.length).toBe(21);
  expect(slots).toEqual(Object.entries(RUN_SLOT));
  expect(RUN_RECORD_BYTES).toBe(slots.length * 8);
});
