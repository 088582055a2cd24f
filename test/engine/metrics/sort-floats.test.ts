import fc from "fast-check";
import { expect, test } from "vitest";
import { sortFloats } from "../../../src/engine/metrics/sort-floats.ts";

test("numbers are sorted as `sort` of the array sorts them, be they few or many", () => {
  const number = fc.oneof(fc.float({ noNaN: true }), fc.constantFrom(0, -0, 1, -1, Infinity, -Infinity));
  fc.assert(
    fc.property(fc.array(number, { maxLength: 40 }), fc.constantFrom(1, 100), (numbers, times) => {
      const values = Float32Array.from(Array.from({ length: times }, () => numbers).flat());
      const expected = values.slice().sort();
      // Not at the start of its buffer.
      const place = new Float32Array(values.length + 2).subarray(1, values.length + 1);
      place.set(values);
      sortFloats(place);
      expect(place).toEqual(expected);
    }),
  );
});
