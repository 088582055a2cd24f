import { readFileSync } from "node:fs";
import type { Label } from "../../../src/engine/metrics/labels.ts";

/** Reads a JSON file beside the tests; numbers that JSON has no word for stand as `{ nonfinite: "nan" }`. */
export function readJson<T>(path: string): T {
  const text = readFileSync(new URL(path, import.meta.url), "utf8");
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== "object" || value === null || !("nonfinite" in value)) return value;
    return Number(String(value.nonfinite).replace("nan", "NaN").replace("inf", "Infinity"));
  }) as T; // the shape is what the script beside the file writes
}

/** The labels that codes stand for. */
export function named(classes: readonly Label[], codes: readonly number[]): Label[] {
  return codes.map((code) => classes[code]);
}

/** |a - b| in units of |b|; 0 when both are the same number, NaN included. */
export function relativeError(a: number, b: number): number {
  return Object.is(a, b) || a === b ? 0 : Math.abs(a - b) / Math.abs(b);
}
