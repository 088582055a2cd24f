import { describe, expect, test } from "vitest";
import { TableModel } from "../../src/data/table/table-model.ts";
import { RandomState } from "../../src/engine/random/random-state.ts";
import { trainTable } from "../../src/node/train-table.ts";
import { breastCancer, write } from "./tables/files.ts";

const random = new RandomState(11);
const rows = Array.from({ length: 400 }, () => {
  const [a, b] = [1 + random.standardNormal(), random.standardNormal() - 2];
  return [a, b, 30 + 3 * a - 2 * b + random.standardNormal()];
});
const file = write("plane.csv", `a,b,y\n${rows.map((row) => row.join(",")).join("\n")}\n`);
const exact = { target: "y", cache: false, precision: "f64", l2: 0, scale: "none", testSize: 0.25 } as const;

describe("without a constant term", () => {
  test("the weights of numbers as they are solve the normal equations through the origin", async () => {
    const descent = {
      optimizer: "sgd",
      schedule: "constant",
      learningRate: 0.1,
      batchSize: 400,
      epochs: 1000,
    } as const;
    const all = { ...exact, ...descent, test: file, fitIntercept: false } as const;
    const { model } = await trainTable(file, all);
    const sum = (of: (row: number[]) => number): number => rows.reduce((total, row) => total + of(row), 0);
    const [aa, ab, bb] = [sum(([a]) => a * a), sum(([a, b]) => a * b), sum(([, b]) => b * b)];
    const [ay, by] = [sum(([a, , y]) => a * y), sum(([, b, y]) => b * y)];
    const determinant = aa * bb - ab * ab;
    const weights = [(bb * ay - ab * by) / determinant, (aa * by - ab * ay) / determinant];
    const [coef] = model.estimator.coef;
    for (const [i, weight] of weights.entries()) expect(Math.abs(coef[i] / weight - 1)).toBeLessThan(1e-9);
    expect(Array.from(model.estimator.intercept)).toEqual([0]);
    const saved = TableModel.fromBytes(model.toBytes());
    expect(saved.predict({ a: 0, b: 0 })).toBe(0);
    expect(saved.options).toMatchObject({ fitIntercept: false });
  });

  test("classes are decided at 0 where all features are", async () => {
    const { model } = await trainTable(breastCancer, {
      target: "diagnosis",
      cache: false,
      fitIntercept: false,
      epochs: 5,
    });
    expect(Array.from(model.estimator.intercept)).toEqual([0]);
    expect(model.estimator.coef[0].some((weight) => weight !== 0)).toBe(true);
  });
});

test("the sum of a batch's gradients takes the steps of the mean at a rate as many times as large as its rows", async () => {
  const plain = {
    ...exact,
    optimizer: "sgd",
    schedule: "constant",
    epochs: 3,
    batchSize: 30,
    scale: "standard",
  } as const;
  const sum = await trainTable(file, { ...plain, reduction: "sum", learningRate: 0.001 });
  const mean = await trainTable(file, { ...plain, reduction: "mean", learningRate: 0.03 });
  const unsaid = await trainTable(file, { ...plain, learningRate: 0.03 });
  for (const [i, weight] of sum.model.estimator.coef[0].entries()) {
    expect(Math.abs(weight / mean.model.estimator.coef[0][i] - 1)).toBeLessThan(1e-9);
  }
  expect(unsaid.model.estimator.coef).toEqual(mean.model.estimator.coef);
});
