import { KERNEL_LOSS, REGRESSOR_LOSSES } from "../objective/losses.ts";
import { exp, expNegative, log, log1p, pmax, pmin, shares, sigmoid } from "./reference-math.ts";
import type { Width } from "./reference-width.ts";
import type { RunSlot } from "./run-record.ts";

/** Loss and derivative at one output. */
interface LossAt {
  readonly loss: number;
  /** dloss/dz; for `sigmoid_squared_error` that of half the loss. */
  readonly derivative: number;
}

/** A loss of an output z with target y; `c` is the loss's own parameter, at the width. */
type OutputLoss = (width: Width, z: number, y: number, c: number) => LossAt;

/** The naive form of assembly/loss.ts; src/engine/objective/losses.ts has the formulas. By the losses' codes. */
const OUTPUT_LOSSES: ReadonlyMap<number, OutputLoss> = new Map([
  [KERNEL_LOSS.squared_error.code, squaredError],
  [KERNEL_LOSS.log_loss.code, logLoss],
  [KERNEL_LOSS.sigmoid_squared_error.code, sigmoidSquaredError],
  [KERNEL_LOSS.hinge.code, hinge],
  [KERNEL_LOSS.squared_hinge.code, squaredHinge],
  [KERNEL_LOSS.modified_huber.code, modifiedHuber],
  [KERNEL_LOSS.huber.code, huber],
  [KERNEL_LOSS.epsilon_insensitive.code, epsilonInsensitive],
  [KERNEL_LOSS.squared_epsilon_insensitive.code, squaredEpsilonInsensitive],
  [KERNEL_LOSS.quantile.code, quantile],
  [KERNEL_LOSS.poisson.code, poisson],
]);

const COMPARING_NUMBERS: ReadonlySet<number> = new Set(REGRESSOR_LOSSES.map((name) => KERNEL_LOSS[name].code));

function squaredError({ round }: Width, z: number, y: number): LossAt {
  const error = round(z - y);
  return { loss: round(round(0.5 * error) * error), derivative: error };
}

function logLoss(width: Width, z: number, y: number): LossAt {
  const { round } = width;
  const line = round(pmax(z, 0) - round(y * z));
  const loss = round(line + log1p(width, expNegative(width, -Math.abs(z))));
  return { loss, derivative: round(sigmoid(width, z) - y) };
}

function sigmoidSquaredError(width: Width, z: number, y: number): LossAt {
  const { round } = width;
  const p = sigmoid(width, z);
  const error = round(p - y);
  return { loss: round(error * error), derivative: round(error * round(p * round(1 - p))) };
}

/** s z, with s = 2 y - 1: how far on its class's side a row is. */
function side({ round }: Width, z: number, y: number): { readonly s: number; readonly m: number } {
  const s = round(round(y + y) - 1);
  return { s, m: round(z * s) };
}

function hinge(width: Width, z: number, y: number, c: number): LossAt {
  const { s, m } = side(width, z, y);
  const margin = width.round(c - m);
  return { loss: pmax(margin, 0), derivative: margin >= 0 ? -s : 0 };
}

function squaredHinge(width: Width, z: number, y: number, c: number): LossAt {
  const { round } = width;
  const { s, m } = side(width, z, y);
  const margin = pmax(round(c - m), 0);
  return { loss: round(margin * margin), derivative: round(round(-2 * s) * margin) };
}

function modifiedHuber(width: Width, z: number, y: number): LossAt {
  const { round } = width;
  const { s, m } = side(width, z, y);
  if (m < -1) return { loss: round(-4 * m), derivative: round(-4 * s) };
  const margin = pmax(round(1 - m), 0);
  return { loss: round(margin * margin), derivative: round(round(-2 * margin) * s) };
}

function huber({ round }: Width, z: number, y: number, c: number): LossAt {
  const error = round(z - y);
  const bounded = pmax(pmin(error, c), -c);
  return { loss: round(bounded * round(error - round(0.5 * bounded))), derivative: bounded };
}

function epsilonInsensitive({ round }: Width, z: number, y: number, c: number): LossAt {
  const error = round(z - y);
  const beyond = round(Math.abs(error) - c);
  return { loss: pmax(beyond, 0), derivative: beyond > 0 ? Math.sign(error) : 0 };
}

function squaredEpsilonInsensitive({ round }: Width, z: number, y: number, c: number): LossAt {
  const error = round(z - y);
  const beyond = pmax(round(Math.abs(error) - c), 0);
  return { loss: round(beyond * beyond), derivative: round((error < 0 ? -2 : 2) * beyond) };
}

function quantile({ round }: Width, z: number, y: number, c: number): LossAt {
  const error = round(z - y);
  const slope = error > 0 ? round(1 - c) : -c;
  return { loss: round(slope * error), derivative: slope };
}

function poisson(width: Width, z: number, y: number): LossAt {
  const { round } = width;
  const mean = exp(width, z);
  return { loss: round(mean - round(y * z)), derivative: round(mean - y) };
}

/** A row's loss and its derivatives by the outputs. */
export interface RowLoss {
  /** Loss, summed over the outputs where each has its own. */
  readonly loss: number;
  /** dloss/dz of each output; for `sigmoid_squared_error` those of half the loss. */
  readonly derivatives: readonly number[];
}

/** What the loss of a row is made from. */
export interface RowOutputs {
  /** The row's outputs. */
  readonly z: readonly number[];
  /** Its targets: one for each output, or one for all. */
  readonly y: readonly number[];
  /** The sum of its squared columns. */
  readonly squaredNorm: number;
}

/**
 * The loss of a row. Where several outputs share one target, that is the number of the class: for `softmax` the row has
 * one loss, for the others each output has one, of its class (1) against the rest (0, or -1 where the loss compares
 * numbers). Derivatives become passive-aggressive steps where the run asks for it, but not `softmax`'s.
 */
export function rowLoss(
  width: Width,
  slots: Readonly<Record<RunSlot, number>>,
  { z, y, squaredNorm }: RowOutputs,
): RowLoss {
  const { round } = width;
  const { loss: code, passiveAggressive } = slots;
  if (code === KERNEL_LOSS.softmax.code) return softmax(width, z, y[0]);
  const lossOf = OUTPUT_LOSSES.get(code)!;
  const rest = COMPARING_NUMBERS.has(code) ? -1 : 0;
  const targetOf = (k: number): number => (y.length === z.length ? y[k] : y[0] === k ? 1 : rest);
  const losses = z.map((value, k) => {
    const { loss, derivative } = lossOf(width, value, targetOf(k), round(slots.lossParameter));
    const stepped = passiveAggressive > 0 ? passiveStep(width, slots, { loss, derivative }, squaredNorm) : derivative;
    return { loss, derivative: stepped };
  });
  return {
    loss: losses.map(({ loss }) => loss).reduce((sum, loss) => round(loss + sum)),
    derivatives: losses.map(({ derivative }) => derivative),
  };
}

/**
 * The derivative, of size 1, times the step of PA-I, min(C, loss / |x|²), or of PA-II, loss / (|x|² + 1 / (2 C)) (Crammer
 * et al. 2006, section 3). A row of zeros takes no step of PA-I.
 */
function passiveStep(
  { round }: Width,
  { passiveAggressive, aggressiveness }: Readonly<Record<RunSlot, number>>,
  { loss, derivative }: LossAt,
  squaredNorm: number,
): number {
  const bound = round(aggressiveness);
  if (passiveAggressive === 2)
    return round(derivative * round(loss / round(squaredNorm + round(1 / round(2 * bound)))));
  const step = round(loss / squaredNorm);
  return round(derivative * (step < bound ? step : squaredNorm > 0 ? bound : 0));
}

/** log(total) - (z_y - max z), and p - 1 for the row's class, p for the others. */
function softmax(width: Width, z: readonly number[], target: number): RowLoss {
  const { round } = width;
  const { below, weights, total } = shares(width, z);
  return {
    loss: round(log(width, total) - below[target]),
    derivatives: weights.map((weight, k) => round(round(weight / total) - (k === target ? 1 : 0))),
  };
}
