import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { REGISTERS, RUN_RECORD_BYTES, RUN_SLOT } from "../../../src/engine/kernels/run-record.ts";

const source = readFileSync(new URL("../../../assembly/run.ts", import.meta.url), "utf8");

const named = [...source.matchAll(/^export const ([A-Z0-9_]+): i32 = (\d+);/gm)].map(([, name, index]) => [
  name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
  Number(index),
]);

it("assembly/run.ts and run-record.ts name the same slots and registers in the same order", () => {
  const slots = Object.entries(RUN_SLOT);
  expect(slots.length).toBe(45);
  expect(named).toEqual([...slots, ...REGISTERS.map((name, index) => [name, index])]);
  expect(RUN_RECORD_BYTES).toBe(slots.length * 8);
});
