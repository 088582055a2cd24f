import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NameTable, namedWeights } from "../../../src/data/text/name-table.ts";

/** Weights with many equal ones and zeros, and names of some columns. */
const cases = fc
  .array(fc.tuple(fc.constantFrom(0, 0, 1, -1, 2.5, -2.5, 1e-9), fc.constantFrom(0, 1, 2)), { maxLength: 40 })
  .map((columns) => {
    const named = columns.map(([, kind], column) => ({ column, kind })).filter(({ kind }) => kind > 0);
    const names = new NameTable(
      Uint32Array.from(named, ({ column }) => column),
      named.map(({ column }) => `word${column}`),
      Uint8Array.from(named, ({ kind }) => kind - 1),
    );
    return { weights: columns.map(([weight]) => weight), names };
  });

describe("NameTable", () => {
  it("keeps the names of the largest weights, the first of equal ones, and none of weight 0", () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 6 }), ({ weights, names }, limit) => {
        const falling = [...names.columns]
          .filter((column) => weights[column] !== 0)
          .sort((a, b) => Math.abs(weights[b]!) - Math.abs(weights[a]!) || a - b);
        const kept = falling.slice(0, limit).sort((a, b) => a - b);
        const heaviest = names.heaviest(weights, limit);
        expect([...heaviest.columns]).toEqual(kept);
        expect(heaviest.names).toEqual(kept.map((column) => names.nameOf(column)));
        expect([...heaviest.collided]).toEqual(kept.map((column) => Number(names.hasCollided(column))));
      }),
    );
  });

  it("keeps the names of a stretch of columns, counted from its start", () => {
    const names = new NameTable(Uint32Array.of(1, 4, 6, 9), ["a", "b", "c", "d"], Uint8Array.of(0, 1, 0, 1));
    expect(names.between(4, 9)).toEqual(new NameTable(Uint32Array.of(0, 2), ["b", "c"], Uint8Array.of(1, 0)));
  });
});

describe("namedWeights", () => {
  it("gives the ends of all weights sorted, and what lies on shared and on unnamed columns", () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 6 }), ({ weights, names }, limit) => {
        const found = namedWeights(weights, names, limit);
        const falling = weights
          .map((weight, column) => ({ weight, column }))
          .filter(({ weight }) => weight !== 0)
          .sort((a, b) => b.weight - a.weight || a.column - b.column);
        const columns = (list: readonly { readonly column: number }[]): number[] => list.map(({ column }) => column);
        const larger = falling.filter(({ weight }) => weight > 0);
        const smaller = falling.filter(({ weight }) => weight < 0).reverse();
        expect(columns(found.positive)).toEqual(columns(larger.slice(0, limit)));
        expect(columns(found.negative)).toEqual(columns(smaller.slice(0, limit)));
        for (const { column, name, weight, collided } of [...found.positive, ...found.negative]) {
          expect([name, weight, collided]).toEqual([names.nameOf(column), weights[column], names.hasCollided(column)]);
        }
        const sizeOf = (isMeant: (column: number) => boolean): number =>
          falling.filter(({ column }) => isMeant(column)).reduce((sum, { weight }) => sum + Math.abs(weight), 0);
        const all = sizeOf(() => true) || 1;
        expect(found.weights).toBe(falling.length);
        expect(found.collisions).toBe(falling.filter(({ column }) => names.hasCollided(column)).length);
        expect(found.collidedMass).toBeCloseTo(sizeOf((column) => names.hasCollided(column)) / all, 12);
        expect(found.unnamedMass).toBeCloseTo(sizeOf((column) => names.nameOf(column) === undefined) / all, 12);
      }),
    );
  });
});
