import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Arena } from "../../../src/engine/kernels/arena.ts";
import { wasmKernels } from "../../../src/engine/kernels/wasm.ts";
import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";
import { rowSource } from "../../../src/engine/matrix/row-source.ts";
import { ResidentRows } from "../../../src/engine/sampling/resident-rows.ts";
import { planWindows, SHUFFLE_MODES, type ShuffleMode } from "../../../src/engine/sampling/windows.ts";

/** The targets of an epoch in the order of its visits; row r has the target r and the numbers r, r + 0.5. */
async function epochOrder(mode: ShuffleMode, rows: number, epoch: number, seed = 7, columns = 2): Promise<number[]> {
  const matrix = DenseMatrix.zeros(rows, columns, "f64");
  for (let r = 0; r < rows; r++)
    matrix
      .row(r)
      .fill(r + 0.5)
      .fill(r, 0, 1);
  const kernels = wasmKernels(1);
  const arena = new Arena(kernels);
  const source = rowSource(matrix);
  const resident = new ResidentRows(kernels, arena, { rows, columns, shuffle: mode, seed, precision: "f64" });
  const targets = Float64Array.from({ length: rows }, (_, r) => r);
  await resident.load(source, targets);
  const order: number[] = [];
  for (const visit of resident.visits(epoch)) {
    const stride = resident.stride / 8;
    const numbers = arena.float64(visit.rows, visit.count * stride);
    const targets = arena.float64(visit.targets, visit.count);
    const places = visit.order ? arena.uint32(visit.order, visit.count) : upTo(visit.count);
    for (const row of places) {
      const target = targets[row];
      if (numbers[row * stride] !== target || numbers[row * stride + stride - 1] !== target + 0.5) {
        throw new Error(`row ${target} lies apart from its target`);
      }
      order.push(target);
    }
  }
  return order;
}

const sorted = (order: number[]) => order.toSorted((a, b) => a - b);
const upTo = (rows: number) => Array.from({ length: rows }, (_, r) => r);

describe("planWindows", () => {
  test("windows cover the rows without gap and differ by at most one row", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e7 }), (rows, rowBytes) => {
        for (const mode of SHUFFLE_MODES) {
          const plan = planWindows(mode, rows, rowBytes);
          const sizes = [0, Math.floor(plan.count / 2), plan.count - 1].map((w) => plan.size(w));
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
          expect(plan.start(0)).toBe(0);
          expect(plan.start(plan.count - 1) + plan.size(plan.count - 1)).toBe(rows);
          if (plan.count > 1) expect(plan.start(1)).toBe(plan.size(0));
        }
      }),
    );
  });
});

describe("ResidentRows", () => {
  test("none: the rows as given", async () => {
    for (const rows of [1, 2, 100, 20000]) expect(await epochOrder("none", rows, 1)).toEqual(upTo(rows));
  });

  for (const mode of ["full", "block"] as const) {
    test(`${mode}: every epoch visits every row once, in another order each time`, async () => {
      for (const rows of [1, 2, 3, 100, 9000, 30011]) {
        const first = await epochOrder(mode, rows, 1);
        const second = await epochOrder(mode, rows, 2);
        expect(sorted(first)).toEqual(upTo(rows));
        expect(sorted(second)).toEqual(upTo(rows));
        if (rows > 10) {
          expect(first).not.toEqual(second);
          expect(await epochOrder(mode, rows, 1)).toEqual(first);
          expect(await epochOrder(mode, rows, 1, 8)).not.toEqual(first);
        }
      }
    });
  }

  test("block: each tenth of an epoch holds rows from all tenths of the data, within 15 % of an even share", async () => {
    const rows = 50000;
    const order = await epochOrder("block", rows, 3, 7, 10);
    for (let tenth = 0; tenth < 10; tenth++) {
      const part = order.slice((tenth * rows) / 10, ((tenth + 1) * rows) / 10);
      for (let from = 0; from < 10; from++) {
        const share = part.filter((r) => Math.floor((r * 10) / rows) === from).length / part.length;
        expect(Math.abs(share - 0.1)).toBeLessThan(0.015);
      }
    }
  });

  test("rows wider than a window are windows of their own", async () => {
    expect(sorted(await epochOrder("block", 5, 1, 1, 40000))).toEqual([0, 1, 2, 3, 4]);
  });
});
