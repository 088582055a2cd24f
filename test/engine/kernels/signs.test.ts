import { describe, expect, it } from "vitest";
import { BACKENDS, ofWidth, PRECISIONS } from "./backends.ts";
import { GuardedMemory } from "./guarded-memory.ts";

const NUMBERS = [
  1,
  -1,
  0,
  -0,
  1e-45,
  -1e-45,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  3,
  2,
  1e30,
];

describe.each(BACKENDS)("signs: %s", (_name, makeKernels) => {
  it.each(PRECISIONS)(
    "in %s: 1 above 0, else 0, for 0 to 24 numbers, at most 3 bytes behind them written",
    (precision) => {
      for (let count = 0; count <= 24; count++) {
        const values = Array.from({ length: count }, (_, i) => NUMBERS[(i * 7 + count) % NUMBERS.length]);
        const kernels = makeKernels(1 << 17);
        const memory = new GuardedMemory(kernels);
        const z = memory.numbers("z", precision, values, { read: 12 });
        const to = memory.reserve("signs", count, { written: 3 });
        ofWidth(kernels, precision).signs(z, count, to);
        expect(Array.from(memory.bytes(to, count))).toEqual(values.map((value) => Number(value > 0)));
        expect(memory.overruns()).toEqual([]);
      }
    },
  );
});
