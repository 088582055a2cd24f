import type { LossName } from "../../objective/losses.ts";
import { createSchedule, type Schedule } from "../../optimizer/schedule.ts";
import type { LinearWeights } from "../../training/weights.ts";
import type { ResolvedOptions } from "../sgd-options.ts";
import { schedulePlan } from "../training-plan.ts";
import type { PlainMatrix } from "./plain-matrix.ts";
import type { PlainState } from "./plain-state.ts";
import { type RowLoss, rowLoss } from "./row-losses.ts";
import { ScaledWeights } from "./scaled-weights.ts";

/** Derivatives are kept within this and its negative. */
const DERIVATIVE_LIMIT = 1e12;

/** What scikit-learn multiplies the steps of the intercept with where rows are sparse. */
const SPARSE_INTERCEPT = 0.01;

/** Rows whose rates are computed at a time. */
const RATES = 1024;

/** The rows of one output. */
export interface PlainRows {
  /** The rows. */
  readonly matrix: PlainMatrix;
  /** The target of each row: -1 and 1 for classes, 0 and 1 with `log_loss`. */
  readonly targets: Float64Array;
  /** How often each row counts; undefined: once. */
  readonly weights: Float64Array | undefined;
  /** Rows that are trained on. */
  readonly trained: number;
}

/**
 * Stochastic gradient descent row by row, one output, as scikit-learn 1.9 does it: the same operations in the same order in
 * 64-bit floats.
 */
export class PlainSgd {
  /** How the rate goes. */
  readonly schedule: Schedule;
  /** The rate of the last row. */
  lastRate = 0;
  /** Rows trained on so far. */
  updates = 0;
  /** Sum of the losses of this epoch's rows, before each row's step; row weights do not count. */
  lossSum = 0;
  /** Sum over this epoch's rows of the penalty before each row's step. */
  penaltySum = 0;
  readonly #data: PlainRows;
  readonly #loss: RowLoss;
  readonly #options: ResolvedOptions<LossName>;
  readonly #weights: ScaledWeights;
  readonly #averageFrom: number;
  readonly #rates = new Float64Array(RATES);
  #rateAt = RATES;
  #intercept: number;
  #meanIntercept = 0;

  constructor(data: PlainRows, options: ResolvedOptions<LossName>, { weights: start, mean, updates }: PlainState) {
    const { average, l1, loss, epsilon } = options;
    this.#data = data;
    this.#options = options;
    this.#loss = rowLoss(loss, epsilon);
    this.updates = updates;
    this.#averageFrom = averageFrom(average);
    this.#weights = new ScaledWeights(start.coef[0], average === false ? undefined : mean.coef[0], l1 > 0);
    this.#intercept = start.intercept[0];
    this.#meanIntercept = mean.intercept[0];
    this.schedule = createSchedule(
      schedulePlan(options, options.learningRate as number, data.trained, data.matrix.width),
    );
  }

  /** Starts an epoch. */
  beginEpoch(): void {
    this.lossSum = 0;
    this.penaltySum = 0;
    // The schedule may have lowered its rate.
    this.#rateAt = RATES;
  }

  /** Trains on a row. */
  train(row: number): void {
    const { matrix, targets, weights } = this.#data;
    const { schedule, fitIntercept } = this.#options;
    const y = targets[row];
    const p = this.#weights.dot(matrix, row) + this.#intercept;
    const rate = this.#nextRate();
    this.#countLoss(y, p);
    const isPassive = schedule === "pa1" || schedule === "pa2";
    const norm = isPassive ? squaredNorm(matrix, row) : 0;
    if (schedule === "pa1" && norm === 0) return;
    let step = isPassive ? this.#passiveStep(y, p, norm, rate) : -rate * this.#derivative(y, p);
    if (weights) step *= weights[row];
    this.#move(row, step, rate, fitIntercept);
    this.updates++;
    this.#rateAt++;
  }

  /** The weights after the last row, not averaged, as the validation score takes them: without their scale. */
  scored(): LinearWeights {
    return { coef: [this.#weights.values.slice()], intercept: Float64Array.of(this.#intercept) };
  }

  /** The weights of the model: their mean, once it has begun. */
  model(): LinearWeights {
    const isAveraged = this.updates >= this.#averageFrom;
    return {
      coef: [isAveraged ? this.#weights.mean() : this.#weights.current()],
      intercept: Float64Array.of(isAveraged ? this.#meanIntercept : this.#intercept),
    };
  }

  /** Weights and their mean after the last row, for going on from; nothing can be trained any more. */
  end(): Pick<PlainState, "weights" | "mean"> {
    this.#weights.unscale();
    return {
      weights: { coef: [this.#weights.current()], intercept: Float64Array.of(this.#intercept) },
      mean: { coef: [this.#weights.mean()], intercept: Float64Array.of(this.#meanIntercept) },
    };
  }

  #nextRate(): number {
    if (this.#rateAt === RATES) {
      this.schedule.fill(this.#rates, this.updates, RATES);
      this.#rateAt = 0;
    }
    this.lastRate = this.#rates[this.#rateAt];
    return this.lastRate;
  }

  #countLoss(y: number, p: number): void {
    const { l1, l2, schedule } = this.#options;
    this.lossSum += this.#loss.loss(y, p);
    // The passive-aggressive algorithms have no objective but the loss.
    if (schedule === "pa1" || schedule === "pa2") return;
    this.penaltySum += l2 * 0.5 * this.#weights.squares + l1 * this.#weights.sizes;
  }

  #derivative(y: number, p: number): number {
    const slope = this.#loss.gradient(y, p);
    return Math.max(-DERIVATIVE_LIMIT, Math.min(DERIVATIVE_LIMIT, slope));
  }

  /** The steps of Crammer et al. 2006, figure 1, with C = `bound`. */
  #passiveStep(y: number, p: number, norm: number, bound: number): number {
    const loss = this.#loss.loss(y, p);
    const size = this.#options.schedule === "pa1" ? Math.min(bound, loss / norm) : loss / (norm + 0.5 / bound);
    if (this.#options.loss === "hinge") return size * y;
    return y - p < 0 ? -size : size;
  }

  #move(row: number, step: number, rate: number, fitIntercept: boolean): void {
    const { matrix } = this.#data;
    const { l1, l2 } = this.#options;
    const weights = this.#weights;
    if (l2 > 0) weights.shrink(Math.max(0, 1 - l2 * rate));
    if (step !== 0) weights.add(matrix, row, step);
    if (fitIntercept) this.#intercept += matrix.starts ? step * SPARSE_INTERCEPT : step;
    const sample = this.updates + 1;
    if (sample >= this.#averageFrom) {
      const count = sample - this.#averageFrom + 1;
      weights.average(matrix, row, step, count);
      this.#meanIntercept += (this.#intercept - this.#meanIntercept) / count;
    }
    if (l1 > 0) weights.payL1(matrix, row, l1 * rate);
  }
}

/** The number of rows with which the mean of the weights begins; `Infinity`: there is none. */
export function averageFrom(average: boolean | number): number {
  return typeof average === "number" ? average : average ? 1 : Number.POSITIVE_INFINITY;
}

function squaredNorm({ numbers, width, starts }: PlainMatrix, row: number): number {
  const from = starts ? starts[row] : row * width;
  const to = starts ? starts[row + 1] : from + width;
  let sum = 0;
  for (let i = from; i < to; i++) sum += numbers[i] * numbers[i];
  return sum;
}
