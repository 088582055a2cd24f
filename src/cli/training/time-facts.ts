import type { Facts } from "../../node/report/content.ts";
import { bytes, duration, grouped } from "../../node/report/numbers.ts";
import type { RunResult } from "./training-kind.ts";

/** What rows to stop by are called: those held out of the training rows, or those of another file. */
export function stopRowsLabel(heldOut: number, validationRows: number): string {
  return validationRows === heldOut ? "of these to stop by" : "of another file to stop by";
}

/** What a training took. */
export function timeFacts({ goesOn, learnedRows, history, bestEpoch, stopped, seconds, peakMemory }: RunResult): Facts {
  const stages = Object.entries(seconds).map(([stage, value]): [string, string] => [
    `time to ${stage}`,
    duration(value),
  ]);
  const rate = (learnedRows * history.length) / Math.max(seconds.train, 1e-6);
  return {
    title: "Effort",
    rows: [
      ["epochs", `${grouped(history.length)}${stopped ? " (stopped)" : ""}`],
      ...(goesOn === undefined
        ? []
        : [["goes on from", goesOn === "state" ? "the state of a training" : "the weights of a model"] as const]),
      ...(bestEpoch === undefined ? [] : [["epoch whose weights were kept", grouped(bestEpoch)] as const]),
      ...stages,
      ["rows per second, training", grouped(Math.round(rate))],
      ["peak memory", bytes(peakMemory)],
    ],
  };
}
