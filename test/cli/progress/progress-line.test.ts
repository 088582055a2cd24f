import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ProgressState, progressLine, readingLine } from "../../../src/cli/progress/progress-line.ts";

const state: ProgressState = {
  epoch: 3,
  epochs: 5,
  share: 0.5,
  loss: 0.312345,
  validation: 0.33,
  rowsPerSecond: 3_214_000,
  secondsLeft: 12.4,
};

describe("progressLine", () => {
  it("shows bar, share, epoch, losses, pace and time left", () => {
    expect(progressLine(state, 200)).toBe(
      "▕████████████            ▏   50 %  epoch 3/5  loss 0.3123  validation 0.3300  3.2 M rows/s  12 s left",
    );
  });

  it.each([
    [{ epoch: 1, share: 0, loss: Number.NaN, validation: undefined }, /▕ {24}▏ {4}0 % {2}epoch 1\/5 {2}3\.2 M/],
    [{ epoch: 5, share: 1, secondsLeft: 0 }, /▕█{24}▏ {2}100 % {2}epoch 5\/5 .* < 1 s left$/],
    [{ secondsLeft: Number.POSITIVE_INFINITY }, /rows\/s$/],
    [{ secondsLeft: 600 }, /10 min left$/],
    [{ rowsPerSecond: 45_678 }, /46 k rows\/s/],
    [{ rowsPerSecond: 1234 }, /1,234 rows\/s/],
    [{ epoch: 1200, epochs: 5000 }, /epoch 1,200\/5,000/],
    [{ epoch: 9, share: 7 }, /▕█{24}▏ {2}100 %/],
  ])("%j", (change, pattern) => {
    expect(progressLine({ ...state, ...change }, 200)).toMatch(pattern);
  });

  it("never fills the terminal's line, and leaves out from the end (property)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120 }), fc.double({ min: 0, max: 1, noNaN: true }), (columns, share) => {
        const line = progressLine({ ...state, share }, columns);
        expect(line.length).toBeLessThan(Math.max(1, columns));
        expect(progressLine({ ...state, share }, 500).startsWith(line)).toBe(true);
      }),
    );
  });
});

describe("readingLine", () => {
  it.each([
    [{ rows: 2_100_000, share: 0.42 }, 80, "▕██████████              ▏   42 %  reading, 2,100,000 rows so far"],
    [{ rows: 2048 }, 80, "reading, 2,048 rows so far"],
    [{ share: 1 }, 80, "▕████████████████████████▏  100 %  reading"],
    [{ rows: 2_100_000, share: 0.42 }, 40, "▕██████████              ▏   42 %"],
    [{ rows: 2048 }, 10, ""],
  ])("%j on %i columns", (progress, columns, line) => {
    expect(readingLine(progress, columns)).toBe(line);
  });
});
