import fc from "fast-check";
import { expect, test } from "vitest";
import { DIGITS_BYTES, rankingKernels } from "../../../src/engine/kernels/ranking-kernels.ts";
import { binned } from "../../../src/engine/metrics/calibration.ts";
import { pairwiseSum } from "../../../src/engine/metrics/pairwise-sum.ts";
import { countAtThresholds } from "../../../src/engine/metrics/threshold-counts.ts";

const score = fc.oneof(
  fc.float({ noNaN: true }),
  fc.constantFrom(0, -0, 1, -1, Infinity, -Infinity),
  fc.constantFrom(0.25, 0.5),
);
const rows = fc.array(fc.record({ score, code: fc.constantFrom(0, 1, 2) }), { minLength: 1, maxLength: 60 });
/** Few rows, and more than are brought to the kernels at a time. */
const times = fc.constantFrom(1, 150);

test("numbers are sorted as `sort` of the array sorts them, be they few or many", () => {
  fc.assert(
    fc.property(fc.array(score, { maxLength: 40 }), fc.constantFrom(1, 100), (numbers, count) => {
      const values = Float32Array.from(Array.from({ length: count }, () => numbers).flat());
      const kernels = rankingKernels(8 * values.length + DIGITS_BYTES + 16);
      const at = Math.ceil(kernels.heapBase / 8) * 8;
      const scratch = at + 4 * values.length;
      const own = new Float32Array(kernels.memory.buffer, at, values.length);
      own.set(values);
      kernels.sortFloats(at, values.length, scratch, scratch + 4 * values.length);
      expect(own).toEqual(values.slice().sort());
    }),
  );
});

/** Counts, curves and areas by definition, from every threshold on its own. */
function naive(scores: readonly number[], hits: readonly boolean[]) {
  const thresholds = [...new Set(scores)]
    .sort((a, b) => b - a)
    .filter((value, i, all) => i === 0 || value !== all[i - 1]);
  const above = (threshold: number, hit: boolean): number =>
    scores.filter((value, row) => hits[row] === hit && value >= threshold).length;
  const tps = thresholds.map((threshold) => above(threshold, true));
  const fps = thresholds.map((threshold) => above(threshold, false));
  const [positives, negatives] = [tps.at(-1)!, fps.at(-1)!];
  const ends = (i: number): boolean => i === 0 || i === tps.length - 1;
  const straight = (counts: readonly number[], i: number): boolean =>
    counts[i + 1]! - counts[i]! === counts[i]! - counts[i - 1]!;
  const rocPlaces = [...tps.keys()].filter((i) => ends(i) || !straight(tps, i) || !straight(fps, i));
  const flat = (i: number): boolean => tps[i] === tps[i - 1] && tps[i + 1] === tps[i];
  const recallPlaces = [...tps.keys()].filter((i) => ends(i) || !flat(i));
  const roc = {
    x: [0 / negatives, ...rocPlaces.map((i) => fps[i]! / negatives)],
    y: [0 / positives, ...rocPlaces.map((i) => tps[i]! / positives)],
  };
  const recalls = tps.map((tp) => (positives === 0 ? 1 : tp / positives));
  const precisions = tps.map((tp, i) => tp / (tp + fps[i]!));
  const fromLowest = recallPlaces.toReversed();
  const precisionRecall = {
    x: [...fromLowest.map((i) => recalls[i]!), 0],
    y: [...fromLowest.map((i) => precisions[i]!), 1],
  };
  const strips = roc.x.slice(1).map((x, i) => ((x - roc.x[i]!) * (roc.y[i + 1]! + roc.y[i]!)) / 2);
  const steps = recalls.map((recall, i) => ((recalls[i - 1] ?? 0) - recall) * precisions[i]!).reverse();
  return {
    ...{ thresholds, tps, fps, roc, precisionRecall },
    area: pairwiseSum(Float64Array.from(strips)),
    averagePrecision: Math.max(0, -pairwiseSum(Float64Array.from(steps))),
  };
}

test.each([Float32Array, Float64Array])(
  "counts, curves and areas are those by definition, to the last bit (%o)",
  (Scores) => {
    fc.assert(
      fc.property(rows, times, fc.constantFrom(1, 3), fc.constantFrom(0, 1), (some, count, stride, offset) => {
        const all = Array.from({ length: count }, () => some).flat();
        const scores = new Scores(all.length * stride + offset).fill(Number.NaN);
        for (const [row, { score: value }] of all.entries()) scores[offset + row * stride] = value;
        const own = all.map((_, row) => scores[offset + row * stride]!);
        const hits = all.map(({ code }) => code === 1);
        const expected = naive(own, hits);
        const codes = Int32Array.from(all, ({ code }) => code);
        const counts = countAtThresholds(codes, 1, scores, { offset, stride });
        // 0 and -0 are one threshold.
        expect(Array.from(counts.thresholds, (value) => value + 0)).toEqual(
          expected.thresholds.map((value) => value + 0),
        );
        expect(Array.from(counts.truePositives)).toEqual(expected.tps);
        expect(Array.from(counts.falsePositives)).toEqual(expected.fps);
        const roc = counts.roc({ dropIntermediate: true });
        expect([Array.from(roc.x), Array.from(roc.y)]).toEqual([expected.roc.x, expected.roc.y]);
        const everywhere = counts.roc({ dropIntermediate: false });
        expect(Array.from(everywhere.places)).toEqual([...expected.tps.keys()]);
        const recall = counts.precisionRecall({ dropIntermediate: true });
        expect([Array.from(recall.x), Array.from(recall.y)]).toEqual([
          expected.precisionRecall.x,
          expected.precisionRecall.y,
        ]);
        expect(counts.rocArea()).toBe(expected.area);
        expect(counts.averagePrecision()).toBe(expected.averagePrecision);
        // Rows that all weigh the same go another way.
        const weighed = countAtThresholds(codes, 1, scores, {
          offset,
          stride,
          weights: new Float64Array(all.length).fill(1),
        });
        expect(weighed.truePositives).toEqual(counts.truePositives);
        expect(weighed.rocArea()).toBe(expected.area);
      }),
      { numRuns: 60 },
    );
  },
);

test("points of a curve are kept that lie a step from the last one, and its ends", () => {
  const scores = Float64Array.from({ length: 5000 }, (_, row) => Math.sin(row) + row / 5000);
  const codes = Int32Array.from(scores, (value, row) => Number(value + Math.cos(row * 7) > 0.5));
  const counts = countAtThresholds(codes, 1, scores);
  for (const step of [0, 1 / 256, 0.5, 2]) {
    const curve = counts.roc({ dropIntermediate: true });
    const [x, y] = [curve.x.slice(), curve.y.slice()];
    const kept = [0];
    for (let i = 1; i < x.length; i++) {
      const last = kept.at(-1)!;
      const isFar = Math.abs(x[i]! - x[last]!) >= step || Math.abs(y[i]! - y[last]!) >= step;
      if (isFar || i === x.length - 1) kept.push(i);
    }
    expect(Array.from(counts.apartPoints(curve, step))).toEqual(kept);
  }
});

test.each([Float32Array, Float64Array])(
  "rows come to the bins of their probability, summed up in their order (%o)",
  (Width) => {
    const count = 9000;
    const probabilities = new Width(
      Float64Array.from({ length: count * 2 }, (_, i) => (i % 2 === 1 ? 7 : ((i * 7919) % 10_007) / 10_006)),
    );
    probabilities[10] = 0.5;
    const codes = Int32Array.from({ length: count }, (_, row) => (row * row) % 3);
    const bins = 4;
    const found = binned("bins", codes, 1, probabilities, 2, { bins });
    const expected = Array.from({ length: bins }, (_, bin) => {
      const own = [...codes.keys()].filter((row) => {
        const p = probabilities[row * 2]!;
        return (bin === 0 || p > bin * (1 / bins)) && (bin === bins - 1 || p <= (bin + 1) * (1 / bins));
      });
      return {
        observed: own.filter((row) => codes[row] === 1).length / own.length,
        predicted: own.reduce((sum, row) => sum + probabilities[row * 2]!, 0) / own.length,
        rows: own.length,
      };
    });
    expect(Array.from(found.observed)).toEqual(expected.map(({ observed }) => observed));
    expect(Array.from(found.predicted)).toEqual(expected.map(({ predicted }) => predicted));
    expect(Array.from(found.counts)).toEqual(expected.map((bin) => bin.rows));
  },
);

test.each([Float32Array, Float64Array])("a score that is NaN is named by its row (%o)", (Scores) => {
  const scores = new Scores([1, 2, 3, 4, Number.NaN, 6]);
  for (const codes of [Int32Array.of(0, 1, 0), Int32Array.of(1, 0, 1)]) {
    const rank = () => countAtThresholds(codes, 1, scores, { stride: 2 });
    expect(rank).toThrow("the score of row 2 is NaN");
  }
});
