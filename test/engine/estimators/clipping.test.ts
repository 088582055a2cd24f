import { expect, it } from "vitest";
import { SGDClassifier } from "../../../src/index.ts";

it("clips a gradient whose squares overflow f32 to its norm, and steps by rate times that norm", async () => {
  const rows = [
    [1e20, 2e20],
    [2e20, 1e20],
    [-1e20, -2e20],
    [-2e20, -1e20],
  ];
  const learningRate = 1e-10;
  const model = new SGDClassifier({
    clipNorm: 1,
    epochs: 1,
    batchSize: 4,
    shuffle: "none",
    precision: "f32",
    learningRate,
  });
  await model.fit(rows, [1, 1, 0, 0]);
  const [coef] = model.coef;
  expect(Math.hypot(...coef, model.intercept[0]) / learningRate).toBeCloseTo(1, 6);
  expect(coef[0] / coef[1]).toBeCloseTo(1, 6);
});
