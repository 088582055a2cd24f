import { MinibatchError } from "../../errors.ts";
import type { RowSource } from "../../matrix/row-source.ts";
import { selectRows } from "../../matrix/select-rows.ts";
import type { LossName } from "../../objective/losses.ts";
import { Clock } from "../../training/clock.ts";
import type { EpochEvent, TrainingListeners } from "../../training/events.ts";
import { judgeEpoch, STOPPING_START, type StoppingRule } from "../../training/stopping.ts";
import { Turns } from "../../training/turns.ts";
import type { LinearWeights } from "../../training/weights.ts";
import { outputsOfRows } from "../early-stopping/held-out-views.ts";
import type { ResolvedOptions } from "../sgd-options.ts";
import { type PlainMatrix, readPlain } from "./plain-matrix.ts";
import { averageFrom, PlainSgd } from "./plain-sgd.ts";
import { endOfCall, type PlainEnd, type PlainState } from "./plain-state.ts";
import { RowOrder } from "./row-order.ts";
import { accuracyAsScikitLearn, weightedR2 } from "./validation-score.ts";

/** Rows between two looks at the clock. */
const SPAN_ROWS = 1024;

/** What scikit-learn learns from, all outputs together. */
export interface ScikitLearnTask {
  /** All rows, those for validation too. */
  readonly source: RowSource;
  /** Rows that are not trained on, ascending; empty without early stopping. */
  readonly validation: Int32Array;
  /** The weights of the rows without those of the classes, which the validation score goes by; undefined: all 1. */
  readonly sampleWeights: Float64Array | undefined;
  /** What the validation score is. */
  readonly score: "accuracy" | "r2";
  /** One for each output. */
  readonly problems: readonly ScikitLearnProblem[];
}

/** One output to train: a regressor, one of two classes, or a class against the rest. */
export interface ScikitLearnProblem {
  /** The target of each row: -1 and 1 for classes, 0 and 1 with `log_loss`. */
  readonly targets: Float64Array;
  /** How often each row counts; undefined: once. */
  readonly weights: Float64Array | undefined;
  /** Seed of the row order. */
  readonly seed: number;
}

/** A task's training at its end. */
export interface ScikitLearnEnd {
  /** The model's weights and where the next call starts. */
  readonly end: PlainEnd;
  /** The rows' losses in the last epoch of each output, summed over rows and outputs; row weights do not count. */
  readonly lossSum: number;
}

/** Who is told what goes on. */
export interface ScikitLearnProgress {
  /** The rows have been read. */
  begun(): void;
  /** The weights of now, at the end of an epoch or of the training. */
  reached(weights: LinearWeights): void;
  /** An epoch has ended. */
  epochEnded(event: EpochEvent): void;
}

/**
 * Trains each output for itself, as scikit-learn's `SGDClassifier` and `SGDRegressor` do: row by row, in their order, with
 * their stopping rules. Each has epochs of its own, which come one output after the other.
 *
 * @throws {MinibatchError} `INVALID_DATA` for rows that cannot be used; `DIVERGED` when a weight stops being finite
 * @throws the signal's reason, when it is aborted
 */
export async function trainAsScikitLearn(
  task: ScikitLearnTask,
  options: ResolvedOptions<LossName>,
  start: PlainState,
  listeners: TrainingListeners,
  progress: ScikitLearnProgress,
): Promise<ScikitLearnEnd> {
  const matrix = readPlain(task.source);
  progress.begun();
  const coef = [...start.weights.coef];
  const intercept = start.weights.intercept.slice();
  const weights = { coef: [...coef], intercept: intercept.slice() };
  const mean = { coef: [...start.mean.coef], intercept: start.mean.intercept.slice() };
  let epochs = 0;
  let lossSum = 0;
  const run = { task, options, listeners, matrix, clock: new Clock(), turns: new Turns() };
  for (const [output, problem] of task.problems.entries()) {
    const own: PlainState = {
      weights: outputOf(start.weights, output),
      mean: outputOf(start.mean, output),
      updates: start.updates,
    };
    const keep = (weights: LinearWeights): void => {
      coef[output] = weights.coef[0];
      intercept[output] = weights.intercept[0];
      progress.reached({ coef: [...coef], intercept: intercept.slice() });
    };
    const tell = async (event: EpochEvent): Promise<void> => {
      const told = task.problems.length > 1 ? { ...event, output } : event;
      progress.epochEnded(told);
      await listeners.onEpoch?.(told);
    };
    const trained = await trainOutput(run, problem, own, { keep, tell });
    weights.coef[output] = trained.weights.coef[0];
    weights.intercept[output] = trained.weights.intercept[0];
    mean.coef[output] = trained.mean.coef[0];
    mean.intercept[output] = trained.mean.intercept[0];
    epochs = Math.max(epochs, trained.epochs);
    lossSum += trained.lossSum;
    if (listeners.stop?.aborted) break;
  }
  const kind = task.score === "r2" ? "numbers" : task.problems.length === 1 ? "pair" : "several";
  // As scikit-learn's t_, which counts all rows of the output that took longest.
  const updates = start.updates + epochs * task.source.rows;
  const rule = { kind, averageFrom: averageFrom(options.average) } as const;
  return { end: endOfCall(rule, start, { weights, mean, updates }), lossSum };
}

function outputOf({ coef, intercept }: LinearWeights, output: number): LinearWeights {
  return { coef: [coef[output]], intercept: intercept.slice(output, output + 1) };
}

interface Run {
  readonly task: ScikitLearnTask;
  readonly options: ResolvedOptions<LossName>;
  readonly listeners: TrainingListeners;
  readonly matrix: PlainMatrix;
  readonly clock: Clock;
  readonly turns: Turns;
}

interface OutputProgress {
  keep(weights: LinearWeights): void;
  tell(event: EpochEvent): Promise<void>;
}

async function trainOutput(
  run: Run,
  problem: ScikitLearnProblem,
  start: PlainState,
  progress: OutputProgress,
): Promise<Pick<PlainState, "weights" | "mean"> & { readonly epochs: number; readonly lossSum: number }> {
  const { task, options, matrix, clock } = run;
  const { source, validation } = task;
  const trained = source.rows - validation.length;
  const isHeldOut = new Uint8Array(source.rows);
  for (const row of validation) isHeldOut[row] = 1;
  const order = new RowOrder(source.rows, problem.seed, options.shuffle !== "none");
  const { targets, weights } = problem;
  const sgd = new PlainSgd({ matrix, targets, weights, trained }, options, start);
  const rule = stoppingRule(options);
  let state = STOPPING_START;
  const ended = (epochs: number) => ({ ...sgd.end(), epochs, lossSum: sgd.lossSum });
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    clock.resume();
    sgd.beginEpoch();
    const taken = order.next().filter((row) => !isHeldOut[row]);
    const stopped = await trainEpoch(run, sgd, taken, epoch).catch((error) => {
      progress.keep(sgd.model());
      throw error;
    });
    clock.pause();
    if (!hasFiniteWeights(sgd.scored())) throw diverged(epoch);
    progress.keep(sgd.model());
    if (stopped) return ended(epoch);
    const validated = options.earlyStopping ? validationScore(task, problem, sgd.scored()) : undefined;
    const event = epochEvent(sgd, options.epochs, epoch, trained, clock.elapsedMs, validated);
    await progress.tell(event);
    if (!rule) continue;
    const verdict = judgeEpoch(rule, state, epoch, validated ?? event.loss + (event.penalty ?? 0));
    state = verdict.state;
    if (!verdict.stop) continue;
    if (!sgd.schedule.reduce()) return ended(epoch);
    state = { ...state, failures: 0 };
  }
  return ended(options.epochs);
}

/** Trains on the rows in their order; whether it was stopped before the last. */
async function trainEpoch(
  { listeners, clock, turns }: Run,
  sgd: PlainSgd,
  order: Uint32Array,
  epoch: number,
): Promise<boolean> {
  const { signal, stop, onBatch } = listeners;
  const span = onBatch ? 1 : SPAN_ROWS;
  for (let from = 0; from < order.length; from += span) {
    signal?.throwIfAborted();
    if (stop?.aborted) return true;
    const before = sgd.lossSum;
    const to = Math.min(order.length, from + span);
    for (let i = from; i < to; i++) sgd.train(order[i]);
    if (onBatch || turns.due) {
      clock.pause();
      const loss = sgd.lossSum - before;
      await onBatch?.({ epoch, batch: from + 1, rows: 1, weight: 1, loss, lossSum: loss, learningRate: sgd.lastRate });
      if (turns.due) await turns.give();
      clock.resume();
    }
  }
  return false;
}

function stoppingRule({ tol, patience, earlyStopping }: ResolvedOptions<LossName>): StoppingRule | undefined {
  // scikit-learn's tol=None: any score is as good as the best.
  if (tol === null) return undefined;
  if (earlyStopping) {
    return { better: "higher", minDelta: earlyStopping.minDelta, patience: earlyStopping.patience, tiesImprove: true };
  }
  return { better: "lower", minDelta: tol, patience, tiesImprove: true };
}

function epochEvent(
  sgd: PlainSgd,
  epochs: number,
  epoch: number,
  rows: number,
  elapsedMs: number,
  validation: number | undefined,
): EpochEvent {
  return {
    ...{ epoch, epochs, rows, weight: rows, batches: rows, elapsedMs },
    ...{ loss: sgd.lossSum / rows, penalty: sgd.penaltySum / rows, updates: sgd.updates, samplesSeen: epoch * rows },
    ...(validation === undefined ? {} : { validation }),
  };
}

function validationScore(
  { source, sampleWeights, validation, score }: ScikitLearnTask,
  { targets }: ScikitLearnProblem,
  weights: LinearWeights,
): number {
  const outputs = outputsOfRows(weights, "f64", selectRows(source, validation), "identity").data;
  const truth = Float64Array.from(validation, (row) => targets[row]);
  const own = sampleWeights && Float64Array.from(validation, (row) => sampleWeights[row]);
  return score === "accuracy" ? accuracyAsScikitLearn(outputs, truth, own) : weightedR2(outputs, truth, own);
}

function hasFiniteWeights({ coef, intercept }: LinearWeights): boolean {
  return coef[0].every(Number.isFinite) && Number.isFinite(intercept[0]);
}

function diverged(epoch: number): MinibatchError {
  const message = `training diverged in epoch ${epoch}: a weight is no longer finite: standardise the columns or lower learningRate`;
  return new MinibatchError("DIVERGED", message, { epoch, option: "learningRate" });
}
