import { describe, expect, it } from "vitest";
import { rateChart } from "../../../src/node/charts/rate-chart.ts";
import { expectGoodPicture } from "./picture.ts";

const search = {
  rates: [0.001, 0.01, 0.1, 1, 10, 100],
  losses: [0.69, 0.6, 0.3, 0.25, 0.5, Number.POSITIVE_INFINITY],
  startLoss: 0.7,
  best: 0.1,
  rows: 100,
  updates: 100,
};
const title = "Loss by learning rate";

describe("rateChart", () => {
  it("draws the losses that are near the start's, and says which are left out", async () => {
    const chart = await rateChart({ search, title });
    expectGoodPicture(chart);
    expect(chart.svg).toContain("Left out: 1 of 6 rates, with which the loss rises");
    expect(chart.svg).toContain("Line: the chosen rate, 0.1. Dashed: the loss before, 0.7000");
  });

  it("gives the same bytes for the same search", async () => {
    expect((await rateChart({ search, title })).svg).toBe((await rateChart({ search, title })).svg);
  });

  it("refuses a search of which nothing can be drawn", async () => {
    const none = { ...search, losses: search.losses.map(() => Number.NaN) };
    await expect(rateChart({ search: none, title })).rejects.toThrow("expected at least one near the start's");
  });
});
