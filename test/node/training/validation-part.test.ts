import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RowSource } from "../../../src/engine/matrix/row-source.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { someRows, validationPart } from "../../../src/node/training/validation-part.ts";
import { error } from "../../data/table/matchers.ts";

const tables = fc.record({
  codes: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 40, maxLength: 400 }),
  share: fc.double({ min: 0.2, max: 0.9, noNaN: true }),
  seed: fc.integer({ min: 0, max: 1000 }),
});

describe("validationPart", () => {
  it("shares out every row once, in order", () => {
    fc.assert(
      fc.property(tables, ({ codes, share, seed }) => {
        const { train, validation } = validationPart(Uint8Array.from(codes), 4, share, seed);
        expect([...train, ...validation].sort((a, b) => a - b)).toEqual(codes.map((_, row) => row));
        expect(train).toEqual(train.toSorted());
        expect(validation).toEqual(validation.toSorted());
      }),
    );
  });

  it("holds the share of each class out, to one row, and never its first row", () => {
    fc.assert(
      fc.property(tables, ({ codes, share, seed }) => {
        const { validation } = validationPart(Uint8Array.from(codes), 4, share, seed);
        for (const code of new Set(codes)) {
          const rows = codes.flatMap((own, row) => (own === code ? [row] : []));
          const held = rows.filter((row) => validation.includes(row));
          expect(Math.abs(held.length - share * (rows.length - 1))).toBeLessThanOrEqual(1 + 1e-9);
          expect(held).not.toContain(rows[0]);
        }
      }),
    );
  });

  it("holds rows out from all over the file, whichever the seed draws", () => {
    const codes = new Uint8Array(1001);
    const counts = new Float64Array(1001);
    for (let seed = 0; seed < 200; seed++) {
      const { validation } = validationPart(codes, 1, 0.1, seed);
      expect(validation).toHaveLength(100);
      for (const [k, row] of validation.entries()) {
        expect(Math.floor((row - 1) / 10)).toBe(k);
        counts[row]++;
      }
    }
    // 200 draws of a tenth: 20 of each row on average, with a standard deviation of 4.2; the first row never.
    expect(counts[0]).toBe(0);
    expect(Math.min(...counts.subarray(1))).toBeGreaterThan(3);
    expect(Math.max(...counts)).toBeLessThan(45);
  });

  it.each([1, 100, 4096, 4097, 20_000])("draws from each stretch of a class as by definition, of %i rows", (rows) => {
    const codes = Float64Array.from({ length: rows }, (_, row) => (row * row) % 3);
    const share = 0.15;
    const random = new RandomState(5);
    const held: number[] = [];
    const classes = [0, 1, 2].map(() => ({ seen: 0, stretches: 0, end: 0, drawn: -1 }));
    for (const [row, code] of codes.entries()) {
      const own = classes[code]!;
      // The first row of a class has no number.
      const number = own.seen++ - 1;
      if (number >= own.end) {
        own.end = Math.ceil(++own.stretches / share);
        own.drawn = number + Math.floor(random.random() * (own.end - number));
      }
      if (number === own.drawn && number >= 0) held.push(row);
    }
    if (held.length === 0) return expect(() => validationPart(codes, 3, share, 5)).toThrow("holds none out");
    const { train, validation } = validationPart(codes, 3, share, 5);
    expect(Array.from(validation)).toEqual(held);
    expect(Array.from(train)).toEqual(Array.from(codes.keys()).filter((row) => !held.includes(row)));
  });

  it("refuses a share that holds no row out", () => {
    const message =
      "earlyStopping.validation: got 0.1 of 5 rows, which holds none out, expected a larger share (--validation), or no early stopping";
    expect(() => validationPart(Float64Array.of(0, 1, 2, 3, 4), 5, 0.1, 0)).toThrow(error("INVALID_DATA", message));
  });
});

it("someRows keeps rows, targets and weights together", () => {
  const rows: RowSource = {
    ...{ rows: 4, columns: 1 },
    read(first, count, to) {
      for (let i = 0; i < count; i++) to[i] = 10 * (first + i);
    },
    value: (row) => 10 * row,
  };
  const all = { X: rows, y: Float64Array.of(0, 1, 2, 3), sampleWeight: Float64Array.of(4, 5, 6, 7) };
  const { X, y, sampleWeight } = someRows(all, Int32Array.of(1, 3));
  const to = new Float64Array(2);
  X.read(0, 2, to);
  expect([to, y, sampleWeight]).toEqual([Float64Array.of(10, 30), Float64Array.of(1, 3), Float64Array.of(5, 7)]);
});
