import { comparesNumbers } from "../../../src/engine/objective/losses.ts";
import { NAIVE_DERIVATIVE, NAIVE_LOSS, naiveSoftmaxDerivatives, naiveSoftmaxLoss } from "./naive-losses.ts";
import { NAIVE_OPTIMIZERS } from "./naive-optimizers.ts";
import { hasOwnTargets, lossParameter, type TrainingCase, type TrainingData } from "./training-run.ts";

/** Rows of numbers: an output's weights or gradient, the bias last. */
export type Matrix = number[][];

/** Loss of a row and its derivative by each output. */
function naiveRow(run: TrainingCase, z: readonly number[], y: readonly number[]): { loss: number; d: number[] } {
  const { loss } = run;
  if (loss === "softmax") return { loss: naiveSoftmaxLoss(z, y[0]), d: naiveSoftmaxDerivatives(z, y[0]) };
  const rest = comparesNumbers(loss) ? -1 : 0;
  const c = lossParameter(run);
  const targets = z.map((_, k) => (z.length === 1 || hasOwnTargets(run) ? y[k] : y[0] === k ? 1 : rest));
  return {
    loss: z.reduce((sum, value, k) => sum + NAIVE_LOSS[loss](value, targets[k], c), 0),
    d: z.map((value, k) => NAIVE_DERIVATIVE[loss](value, targets[k], c)),
  };
}

/**
 * The suffered loss and minus the step along x of PA-I or PA-II, Crammer et al. (2006): for classes y of -1 and 1
 * w + tau y x (figure 1), for numbers w + sign(y - z) tau x (figure 2), with tau = min(C, loss / |x|^2) or
 * tau = loss / (|x|^2 + 1 / (2 C)). The bias, which the paper does not have, takes the step of a column of 1 that |x| leaves out.
 */
function naivePassiveRow(
  run: TrainingCase,
  x: readonly number[],
  z: readonly number[],
  y: readonly number[],
): { loss: number; d: number[] } {
  const squaredLength = x.slice(0, run.columns).reduce((sum, value) => sum + value ** 2, 0);
  const bound = run.aggressiveness ?? 1;
  const rows = z.map((value, k) => {
    const isOwn = z.length === 1 || hasOwnTargets(run);
    let loss: number;
    let direction: number;
    if (run.loss === "hinge") {
      direction = (isOwn ? y[k] === 1 : y[0] === k) ? 1 : -1;
      loss = direction * value >= 1 ? 0 : 1 - direction * value;
    } else {
      const target = isOwn ? y[k] : y[0] === k ? 1 : -1;
      const epsilon = lossParameter(run);
      loss = Math.abs(value - target) <= epsilon ? 0 : Math.abs(value - target) - epsilon;
      direction = Math.sign(target - value);
    }
    const first = squaredLength === 0 ? 0 : Math.min(bound, loss / squaredLength);
    const tau = run.passiveAggressive === 1 ? first : loss / (squaredLength + 1 / (2 * bound));
    return { loss, step: tau * direction };
  });
  return { loss: rows.reduce((sum, { loss }) => sum + loss, 0), d: rows.map(({ step }) => -step) };
}

/** What a naive training leaves behind. */
export interface NaiveResult {
  /** [outputs][columns + 1], the bias last. */
  readonly weights: Matrix;
  /** The mean of the weights over the updates. */
  readonly average: Matrix;
  /** Loss sum of each batch. */
  readonly losses: number[];
}

/** An epoch in plain numbers, rows in order, written from the formulas: every matrix is an array of arrays. */
export function naiveTraining(run: TrainingCase, data: TrainingData): NaiveResult {
  const { rows, columns, outputs, batchSize } = run;
  const y = Array.from(data.y);
  const own = hasOwnTargets(run) ? outputs : 1;
  let weights: Matrix = Array.from({ length: outputs }, (_, k) =>
    Array.from(data.weights).slice(k * (columns + 1), (k + 1) * (columns + 1)),
  );
  const optimizer = NAIVE_OPTIMIZERS[run.optimizer ?? "sgd"](weights);
  const losses: number[] = [];
  const means: Matrix[] = [];
  let samples = 0;
  let owed = 0;
  const received: Matrix = weights.map((row) => row.map(() => 0));
  for (let first = 0; first < rows; first += batchSize) {
    const batch = Array.from({ length: Math.min(batchSize, rows - first) }, (_, i) => first + i);
    let lossSum = 0;
    let weightSum = 0;
    const gradient: Matrix = weights.map((row) => row.map(() => 0));
    for (const r of batch) {
      const x = [...Array.from(data.X).slice(r * columns, (r + 1) * columns), 1];
      const z = weights.map((row) => row.reduce((sum, w, j) => sum + w * x[j], 0));
      const target = y.slice(r * own, (r + 1) * own);
      const { loss, d } = run.passiveAggressive ? naivePassiveRow(run, x, z, target) : naiveRow(run, z, target);
      const weight = run.weighted ? data.rowWeights![r] : 1;
      lossSum += weight * loss;
      weightSum += weight;
      gradient.forEach((row, k) => {
        for (const [j, value] of x.entries()) row[j] += weight * d[k] * value;
      });
    }
    losses.push(lossSum);
    // The penalties of ftrl stand against the sum of all gradients, not against each row's loss.
    const times = run.reduction === "sum" && run.optimizer !== "ftrl" ? weightSum : 1;
    const divisor = run.reduction === "sum" ? 1 : batch.length * (run.weightUnit ?? 1);
    let g = gradient.map((row) => row.map((value, j) => (j === columns && !run.intercept ? 0 : value / divisor)));
    if (run.clipValue)
      g = g.map((row) => row.map((value) => Math.max(-run.clipValue!, Math.min(run.clipValue!, value))));
    const size = Math.hypot(...g.flat());
    if (run.clipNorm && size > run.clipNorm) g = g.map((row) => row.map((value) => (value * run.clipNorm!) / size));
    // The update w + tau y x knows no rate; the penalty does.
    if (run.passiveAggressive) g = g.map((row) => row.map((value) => value / run.rate));
    const rate = run.constantRate ? run.rate : run.rate / (1 + losses.length / 8 - 1 / 8);
    const l1 = (run.l1 ?? 0) * times;
    weights = optimizer.step(weights, g, { rate, l1, l2: run.l2 * times, columns });
    if (run.l1 && optimizer.l1Share) {
      owed += rate * l1 * optimizer.l1Share;
      payCumulative(weights, received, owed, columns);
    }
    if (run.maxNorm) weights = weights.map((row) => boundNorm(row, run.maxNorm!, columns));
    samples += batch.length;
    if (run.average && samples >= run.average) means.push(weights.map((row) => [...row]));
  }
  const average = weights.map((row, k) =>
    row.map((_, j) => means.reduce((sum, at) => sum + at[k][j], 0) / Math.max(1, means.length)),
  );
  return { weights, average, losses };
}

/** APPLYPENALTY of Tsuruoka et al. (2009), figure 2: u is `owed`, q is `received`. */
function payCumulative(weights: Matrix, received: Matrix, owed: number, columns: number): void {
  weights.forEach((row, k) => {
    for (let i = 0; i < columns; i++) {
      const z = row[i];
      if (row[i] > 0) row[i] = Math.max(0, row[i] - (owed + received[k][i]));
      else if (row[i] < 0) row[i] = Math.min(0, row[i] + (owed - received[k][i]));
      received[k][i] += row[i] - z;
    }
  });
}

function boundNorm(row: readonly number[], bound: number, columns: number): number[] {
  const norm = Math.hypot(...row.slice(0, columns));
  return row.map((w, j) => (j < columns && norm > bound ? (w * bound) / norm : w));
}
