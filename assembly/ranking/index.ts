// What the module of the ranking kernels exports. src/engine/kernels/ranking-kernels.ts is the interface.

import { binRows } from "./bins";
import { countThresholds, splitScores } from "./counts";

export { allPlaces, apartPoints, areaUnder, averagePrecision, recallBends, recallRates, rocBends, rocRates } from "./curves";
export { sortFloats } from "./sort";

export const heapBase: usize = __heap_base;

export function splitScores_f32(scores: usize, codes: usize, rows: i32, positive: i32, front: usize, back: usize): i32 {
  return splitScores<f32>(scores, codes, rows, positive, front, back);
}

export function splitScores_f64(scores: usize, codes: usize, rows: i32, positive: i32, front: usize, back: usize): i32 {
  return splitScores<f64>(scores, codes, rows, positive, front, back);
}

export function countThresholds_f32(positives: usize, p: i32, negatives: usize, n: i32, thresholds: usize, truePositives: usize, falsePositives: usize): i32 {
  return countThresholds<f32>(positives, p, negatives, n, thresholds, truePositives, falsePositives);
}

export function countThresholds_f64(positives: usize, p: i32, negatives: usize, n: i32, thresholds: usize, truePositives: usize, falsePositives: usize): i32 {
  return countThresholds<f64>(positives, p, negatives, n, thresholds, truePositives, falsePositives);
}

export function binRows_f32(probabilities: usize, codes: usize, rows: i32, positive: i32, edges: usize, bins: i32, sums: usize): void {
  binRows<f32>(probabilities, codes, rows, positive, edges, bins, sums);
}

export function binRows_f64(probabilities: usize, codes: usize, rows: i32, positive: i32, edges: usize, bins: i32, sums: usize): void {
  binRows<f64>(probabilities, codes, rows, positive, edges, bins, sums);
}
