import fc from "fast-check";
import { expect, test } from "vitest";
import { RowEncoder } from "../../../src/data/table/encode-rows.ts";
import type { NumericEncoder } from "../../../src/data/table/encoders/numeric.ts";
import { RoundedEncoder } from "../../../src/data/table/rounded-encoder.ts";

const finite = fc.double({ noDefaultInfinity: true, noNaN: true, min: -1e30, max: 1e30 });
const encoder = fc.record({
  shift: finite,
  scale: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
  fill: finite,
  indicator: fc.boolean(),
});
/** Columns, some of which are encoded, and rows of them. */
const table = fc.integer({ min: 1, max: 20 }).chain((columns) =>
  fc.record({
    columns: fc.constant(columns),
    encoders: fc.array(fc.option(encoder, { freq: 8 }), { minLength: columns, maxLength: columns }),
    rows: fc.array(
      fc.array(fc.oneof(fc.float(), fc.constant(Number.NaN)), { minLength: columns, maxLength: columns }),
      {
        minLength: 1,
        maxLength: 70,
      },
    ),
  }),
);

test("rows of rounded numbers get the features of RowEncoder, to the last bit", () => {
  fc.assert(
    fc.property(table, ({ columns, encoders: given, rows }) => {
      const indices = Array.from(given.keys()).filter((i) => given[i] !== null);
      fc.pre(indices.length > 0);
      const encoders = indices.map((i): NumericEncoder => {
        return { kind: "numeric", column: `c${i}`, boolean: false, rounded: true, ...given[i]! };
      });
      const rounded = new RoundedEncoder({ encoders, indices, columns }, rows.length + 3);
      // What an earlier block has left must not show.
      rounded.rows.fill(Number.NaN);
      rounded.encode(rows.length + 3);
      rounded.rows.set(rows.flat());
      rounded.encode(rows.length);
      const raw = indices.map((i) => Float64Array.from(rows, (row) => row[i]!));
      const expected = new RowEncoder(encoders).encode({ rows: rows.length, columns: raw }, "f32");
      expect(rounded.features).toBe(expected.columns);
      expect(rounded.encoded.subarray(0, rows.length * rounded.features)).toEqual(expected.data);
    }),
  );
});
