import type { OutputFeatureWeights } from "../../data/table/feature-weights.ts";
import type { Evaluation } from "../evaluation/types.ts";

/** A loss by epoch. */
export interface LossPoint {
  /** Epoch, from 1. */
  readonly epoch: number;
  /** Mean training loss per row. */
  readonly loss: number;
  /** Mean loss per row of the validation rows, where there are any. */
  readonly validationLoss?: number | undefined;
}

/** A column of the table, as the report lists it. */
export interface ColumnFacts {
  /** Its name, as in the file. */
  readonly name: string;
  /** What it holds: numeric, text … */
  readonly kind: string;
  /** Share of its values that are missing; unknown where undefined. */
  readonly missing: number | undefined;
  /** What the model makes of it. */
  readonly becomes: string;
}

/** Names and values under one heading: settings, timings … */
export interface Facts {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
}

/** A command line that goes on from the report. */
export interface CommandLine {
  /** What it does. */
  readonly does: string;
  /** The line, as a shell reads it. */
  readonly line: string;
}

/** Everything a report page says. */
export interface ReportContent {
  /** What was trained or evaluated, in a few words. */
  readonly title: string;
  /** How, in one line. */
  readonly subtitle: string;
  /** When, as a date and time for readers. */
  readonly date: string;
  /** On which rows the scores were measured: `114 rows held out`. */
  readonly measuredOn: string;
  readonly evaluation: Evaluation;
  /** Every epoch; none where the model was not trained now. */
  readonly history: readonly LossPoint[];
  /** What the loss is measured in. */
  readonly lossLabel: string;
  /** The epoch whose weights the model has, where that is not the last one. */
  readonly bestEpoch?: number | undefined;
  readonly weights: readonly OutputFeatureWeights[];
  readonly columns: readonly ColumnFacts[];
  readonly warnings: readonly string[];
  readonly facts: readonly Facts[];
  readonly commands: readonly CommandLine[];
  /** Version of minibatch. */
  readonly version: string;
}
