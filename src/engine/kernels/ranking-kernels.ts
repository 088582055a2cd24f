import { kernelsBase64 } from "./ranking.wasm.ts";
import { kernelMaker } from "./wasm-module.ts";

/**
 * The kernels of metrics that rank rows, over one linear memory; assembly/ranking/ has them. Pointers are byte offsets, counts of
 * numbers where nothing else is said. They serve as the split kernels do: a loop over many rows that runs once is slow in JavaScript.
 */
export interface RankingKernels {
  /** The memory all pointers lie in. */
  readonly memory: WebAssembly.Memory;
  /** First byte that the kernels do not use. */
  readonly heapBase: number;
  /** Writes scores of a class from `front` on, the others before `back`; says how many are of the class. */
  splitScores_f32: SplitScores;
  splitScores_f64: SplitScores;
  /** Sorts f32 numbers that are no NaN; `digits` has room for {@link DIGITS_BYTES}. */
  sortFloats(values: number, count: number, scratch: number, digits: number): void;
  /** Merges ascending scores of two classes, and counts rows from each distinct one up; see assembly/ranking/counts.ts. */
  countThresholds_f32: CountThresholds;
  countThresholds_f64: CountThresholds;
  /** Adds rows to bins of their probability; see assembly/ranking/bins.ts. */
  binRows_f32: BinRows;
  binRows_f64: BinRows;
  /** Places on a curve, u32 each; they say how many. See assembly/ranking/curves.ts, also for what follows. */
  allPlaces(count: number, places: number): number;
  rocBends(truePositives: number, falsePositives: number, count: number, places: number): number;
  recallBends(truePositives: number, count: number, places: number): number;
  apartPoints(x: number, y: number, points: number, step: number, places: number): number;
  /** The points of a curve at some places. */
  rocRates: CurveRates;
  recallRates: CurveRates;
  /** Area under a curve; `terms` has room for an f64 for each point. */
  areaUnder(x: number, y: number, points: number, terms: number): number;
  /** Average precision; `terms` has room for an f64 for each threshold. */
  averagePrecision(truePositives: number, falsePositives: number, count: number, terms: number): number;
}

type SplitScores = (
  scores: number,
  codes: number,
  rows: number,
  positive: number,
  front: number,
  back: number,
) => number;

type CountThresholds = (
  positives: number,
  p: number,
  negatives: number,
  n: number,
  thresholds: number,
  truePositives: number,
  falsePositives: number,
) => number;

type BinRows = (
  probabilities: number,
  codes: number,
  rows: number,
  positive: number,
  edges: number,
  bins: number,
  sums: number,
) => void;

type CurveRates = (
  truePositives: number,
  falsePositives: number,
  count: number,
  places: number,
  points: number,
  x: number,
  y: number,
) => void;

/** Bytes of the tables that numbers are sorted by. */
export const DIGITS_BYTES = 24_576;

/**
 * A fresh set of the ranking kernels.
 *
 * @param bytes - how many its user needs
 */
export const rankingKernels: (bytes: number) => RankingKernels = kernelMaker(kernelsBase64);
