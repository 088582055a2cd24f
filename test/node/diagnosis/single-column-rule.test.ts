import fc from "fast-check";
import { expect, test } from "vitest";
import { errorsOfBestRule, leastErrorsOfBestRule } from "../../../src/node/diagnosis/single-column-rule.ts";

/** A column of `distinct` values and classes that follow it, but for a share of the rows. */
const columns = fc
  .record({
    rows: fc.integer({ min: 50, max: 4000 }),
    distinct: fc.constantFrom(2, 30, 300, 1e9),
    classes: fc.integer({ min: 2, max: 4 }),
    noise: fc.constantFrom(0, 0.001, 0.05, 1),
    missing: fc.constantFrom(0, 0.1),
    seed: fc.integer(),
  })
  .map(({ rows, distinct, classes, noise, missing, seed }) => {
    let state = seed;
    const random = (): number => {
      state = (Math.imul(state, 1103515245) + 12345) | 0;
      return (state >>> 8) / 16777216;
    };
    const raw = Float64Array.from({ length: rows }, () =>
      random() < missing ? Number.NaN : Math.floor(random() * distinct) / distinct,
    );
    const codes = Int32Array.from(raw, (value) =>
      Math.floor((random() < noise || Number.isNaN(value) ? random() : value) * classes),
    );
    return { raw, codes, classes };
  });

test("no column has fewer errors than the least that some of its rows show", () => {
  fc.assert(
    fc.property(columns, ({ raw, codes, classes }) => {
      expect(leastErrorsOfBestRule(codes, classes)(raw, 1)).toBeLessThanOrEqual(errorsOfBestRule(raw, codes, classes));
    }),
    { numRuns: 500 },
  );
});

test("a column that tells nothing shows it by some of its rows", () => {
  const raw = Float64Array.from({ length: 4000 }, (_, row) => (row * 2654435761) % 4294967296);
  const codes = Int32Array.from(raw, (_, row) => (row >> 2) % 2);
  expect(leastErrorsOfBestRule(codes, 2)(raw, 1)).toBeGreaterThan(50);
});
