import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { RecordSlots } from "../../../src/engine/kernels/record-slots.ts";
import { REGISTERS, RUN_SLOTS } from "../../../src/engine/kernels/run-record.ts";
import { SPARSE_SLOTS } from "../../../src/engine/kernels/sparse-record.ts";

const folder = new URL("../../../assembly/", import.meta.url);
const sourceOf = (name: string): string => readFileSync(new URL(name, folder), "utf8");
const slotName = (name: string): string =>
  name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

const named = (file: string): [string, number][] =>
  [...sourceOf(file).matchAll(/^export const ([A-Z0-9_]+): i32 = (\d{1,2});/gm)].map(([, name, index]) => [
    slotName(name),
    Number(index),
  ]);

it("assembly/run.ts and run-record.ts name the same slots and registers in the same order", () => {
  const slots = Object.entries(RUN_SLOTS.index);
  expect(slots.length).toBe(45);
  expect(named("run.ts")).toEqual([...slots, ...REGISTERS.map((name, index) => [name, index])]);
  expect(RUN_SLOTS.bytes).toBe(slots.length * 8);
});

it("assembly/sparse-record.ts and sparse-record.ts name the same slots in the same order", () => {
  const slots = Object.entries(SPARSE_SLOTS.index);
  expect(slots.length).toBe(16);
  expect(named("sparse-record.ts")).toEqual(slots);
  expect(SPARSE_SLOTS.bytes).toBe(slots.length * 8);
});

it("the kernels take every slot for what it is: an f64, or a whole number", () => {
  const found = { numbers: new Set<string>(), wholes: new Set<string>() };
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts"))) {
    const uses =
      /\b(get|set|pointer|whole|setWhole)\((?:record|own|run\.pointer\(record, run\.SPARSE\)), (?:(run|sparse)\.)?([A-Z0-9_]+)\b/g;
    for (const [, how, record = "run", name] of sourceOf(file).matchAll(uses)) {
      const slots: RecordSlots<string> = record === "run" ? RUN_SLOTS : SPARSE_SLOTS;
      const slot = slotName(name);
      expect(slots.index, `${file}: ${name}`).toHaveProperty(slot);
      expect(slots.isNumber(slot), `${file}: ${how} of ${name}`).toBe(how === "get" || how === "set");
      found[slots.isNumber(slot) ? "numbers" : "wholes"].add(`${record}.${slot}`);
    }
  }
  expect(found.numbers.size).toBe(17);
  expect(found.wholes.size).toBeGreaterThan(40);
});
