import { expect, test } from "vitest";
import { log } from "../../../src/engine/math/log.ts";
import { logMany } from "../../../src/engine/math/log-many.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";

test.each([0, 1, 3, 4, 5, 7, 8, 9, 31, 33, 1000, 4096, 4097, 20_000])(
  "%i logarithms are those of single numbers",
  (count) => {
    const random = new RandomState(count);
    const bits = new DataView(new ArrayBuffer(8));
    const values = Float64Array.from({ length: count }, (_, i) => {
      // From 0 to 1, near 1, and of any exponent.
      if (i % 3 === 0) return random.random();
      if (i % 3 === 1) return 1 + (random.random() - 0.5) / 1000;
      bits.setUint32(0, Math.floor(random.random() * 0x7ff00000));
      bits.setUint32(4, Math.floor(random.random() * 0x100000000));
      return bits.getFloat64(0);
    });
    const expected = values.map((value) => log(value));
    logMany(values);
    expect(values).toEqual(expected);
  },
);

test("what has no logarithm, and the ends of the range, are those of single numbers", () => {
  const ends = [
    0,
    -0,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.MIN_VALUE,
    2.2250738585072014e-308,
    Number.MAX_VALUE,
    1,
    Math.SQRT2,
  ];
  // Few, and so many that a kernel takes them.
  for (const times of [1, 500]) {
    const values = Array.from({ length: times }, () => ends).flat();
    const all = Float64Array.from(values);
    logMany(all);
    expect(Array.from(all)).toEqual(values.map(log));
  }
});
