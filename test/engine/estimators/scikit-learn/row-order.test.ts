import { describe, expect, test } from "vitest";
import { orderSeeds, RowOrder } from "../../../../src/engine/estimators/scikit-learn/row-order.ts";

// From scikit-learn 1.9.1 and NumPy 2.4.6: `ArrayDataset64._shuffle_py(seed)` three times over 11 rows, and the seeds that
// `SGDClassifier.fit` and `SGDRegressor.fit` draw from `RandomState(random_state)`.
const ORDERS: readonly (readonly [number, readonly (readonly number[])[]])[] = [
  [
    209652396,
    [
      [3, 5, 2, 6, 7, 1, 8, 4, 0, 10, 9],
      [6, 1, 2, 8, 4, 5, 0, 7, 3, 9, 10],
      [8, 5, 2, 0, 7, 1, 3, 4, 6, 10, 9],
    ],
  ],
  [
    398764591,
    [
      [0, 8, 10, 3, 1, 4, 6, 9, 5, 2, 7],
      [0, 5, 7, 3, 8, 1, 6, 2, 4, 10, 9],
      [0, 4, 9, 3, 5, 8, 6, 10, 1, 7, 2],
    ],
  ],
  [
    0,
    [
      [0, 10, 6, 1, 5, 9, 8, 4, 3, 7, 2],
      [0, 2, 8, 10, 9, 7, 3, 5, 1, 4, 6],
      [0, 6, 3, 2, 7, 4, 1, 9, 10, 5, 8],
    ],
  ],
];

describe("scikit-learn's row order", () => {
  test.each(ORDERS)("seed %i: three epochs of 11 rows", (seed, epochs) => {
    const order = new RowOrder(11, seed, true);
    for (const epoch of epochs) expect([...order.next()]).toEqual(epoch);
  });

  test("without shuffling every epoch takes the rows as they are", () => {
    const order = new RowOrder(4, 7, false);
    expect([...order.next()]).toEqual([0, 1, 2, 3]);
    expect([...order.next()]).toEqual([0, 1, 2, 3]);
  });

  test("the seeds drawn from random_state, for a regressor, two classes and three", () => {
    expect(orderSeeds(0, 0)).toEqual([209652396]);
    expect(orderSeeds(7, 0)).toEqual([327741615]);
    expect(orderSeeds(0, 2)).toEqual([398764591]);
    expect(orderSeeds(7, 2)).toEqual([976413892]);
    expect(orderSeeds(0, 3)).toEqual([1702673635, 1586107549, 1930872371]);
    expect(orderSeeds(7, 3)).toEqual([1423224553, 1713526587, 1352668529]);
  });
});
