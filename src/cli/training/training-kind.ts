import type { ReportContent } from "../../node/report/content.ts";
import type { TrainFileOptions, TrainingResult, TrainingSeconds, TrainingStart } from "../../node/training/types.ts";
import type { CommonSettings } from "./common-settings.ts";

/** The result of a training, as the command takes it. */
export interface RunResult extends TrainingStart, TrainingResult {
  readonly model: {
    readonly data: object;
    readonly versions: Readonly<Record<string, string>>;
    toBytes(): Uint8Array;
  };
  readonly seconds: TrainingSeconds;
}

/** The command lines that go on from a run. */
export interface NextLines {
  /** Repeats the run. */
  readonly again: string;
  /** Predicts with its model. */
  readonly predict: string;
}

/** Who is told how a training goes. */
export type TrainingListeners<Start> = Required<
  Pick<TrainFileOptions, "onRead" | "onProgress" | "onEpoch" | "signal">
> & {
  onStart(start: Start): void;
};

/** A training of `minibatch train` on files of one kind: what runs differ in. */
export interface TrainingKind<
  Start extends TrainingStart,
  Result extends Start & RunResult,
  Settings extends CommonSettings,
> {
  /** Trains. */
  train(listeners: TrainingListeners<Start>): Promise<Result>;
  /** The settings; after the training with the learning rate that was found. */
  settings(known: Start | Result): Settings;
  /** What is trained on, for readers: files, rows, and what is odd about them. */
  startText(start: Start, settings: Settings): string;
  /** The same as plain values. */
  startValues(start: Start): object;
  /** The command line that repeats the run. */
  repeatLine(settings: Settings): string;
  /** What there is to say of a run, for the page and the terminal. */
  content(result: Result, settings: Settings, lines: NextLines): ReportContent;
  /** What else there is to say of the training, for readers; lines, or nothing. */
  noteText(result: Result): string;
  /** The largest weights, for readers. */
  weightsText(result: Result, content: ReportContent): string;
}
