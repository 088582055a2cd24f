import type { ProgressEvent } from "../../engine/training/events.ts";
import type { ReadProgress, TrainingEpoch } from "../../node/training/types.ts";
import type { CommandContext } from "../command-context.ts";
import { LiveLine } from "../progress/live-line.ts";
import { type ProgressState, progressLine, readingLine } from "../progress/progress-line.ts";
import { epochText, isProgressEpoch } from "./training-text.ts";

/** A table that is read in less needs no line that says so. */
const QUIET_MS = 500;

/** Tells a reader how a training goes, while it goes. */
export interface TrainProgress {
  /** While the files are read. */
  reading(progress: ReadProgress): void;
  /**
   * Before the first epoch.
   *
   * @param text - what is trained on, and how
   * @param learnedRows - rows of an epoch
   */
  start(text: string, learnedRows: number): void;
  /** Within an epoch. */
  within(progress: ProgressEvent): void;
  /** After each epoch. */
  epoch(epoch: TrainingEpoch): void;
  /** A line between the others. */
  note(text: string): void;
  /** After the last epoch, however it ended. */
  end(): void;
}

/** Tells nothing but notes. */
export function silentProgress({ stderr }: CommandContext): TrainProgress {
  return { reading() {}, start() {}, within() {}, epoch() {}, note: (text) => stderr.write(text), end() {} };
}

/**
 * Progress on standard error: on a terminal how much is read, then what is trained on, then a live line on a terminal, and a
 * line for every tenth of the epochs elsewhere.
 */
export function textProgress({ stderr, terminalColumns }: CommandContext): TrainProgress {
  const live = terminalColumns === undefined ? undefined : new LiveLine((text) => stderr.write(text), terminalColumns);
  const begin = performance.now();
  let learnedRows = 0;
  let last: TrainingEpoch | undefined;
  return {
    reading(progress) {
      if (performance.now() - begin < QUIET_MS) return;
      live?.draw((columns) => readingLine(progress, columns));
    },
    start(text, rows) {
      learnedRows = rows;
      live?.clear();
      stderr.write(`${text}\n`);
    },
    within({ epoch, epochs, rowsSeen, rows, loss, elapsedMs }) {
      const share = rowsSeen / rows;
      live?.draw((columns) => progressLine(stateAfter({ epoch, epochs, loss, elapsedMs }, share, rows, last), columns));
    },
    epoch(epoch) {
      last = epoch;
      if (live === undefined) {
        if (isProgressEpoch(epoch.epoch, epoch.epochs)) stderr.write(epochText(epoch, learnedRows));
        return;
      }
      live.draw((columns) => progressLine(stateAfter(epoch, 1, learnedRows, epoch), columns));
    },
    note(text) {
      live?.clear();
      stderr.write(text);
    },
    end() {
      live?.clear();
      if (live !== undefined && last !== undefined) stderr.write(epochText(last, learnedRows));
    },
  };
}

/**
 * How far a training is.
 *
 * @param now - the epoch under way, or the one that ended
 * @param share - share of it that is done
 * @param rows - rows of an epoch
 * @param last - the epoch that ended last
 */
function stateAfter(
  { epoch, epochs, loss, elapsedMs }: TrainingEpoch,
  share: number,
  rows: number,
  last: TrainingEpoch | undefined,
): ProgressState {
  const seconds = Math.max(elapsedMs / 1000, 1e-6);
  const done = epoch - 1 + share;
  return {
    ...{ epoch, epochs, share },
    loss: Number.isNaN(loss) ? last?.loss : loss,
    validation: last?.validation,
    rowsPerSecond: (rows * done) / seconds,
    secondsLeft: (seconds / Math.max(done, 1e-9)) * (epochs - done),
  };
}
