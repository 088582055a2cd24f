import { lossText, score } from "../../node/report/numbers.ts";
import type { TrainTableEpoch, TrainTableResult, TrainTableStart } from "../../node/tables/types.ts";
import { textTable } from "../text-table.ts";
import type { TrainSettings } from "./train-settings.ts";

/** What is trained, on what, and how: four lines. */
export function startText(file: string, start: TrainTableStart, settings: TrainSettings): string {
  const { rows, features, trainRows, testRows, task, classes } = start;
  const { target, loss, alpha, batchSize, epochs, l2, shuffle, precision, stratify, seed } = settings;
  const goal =
    task === "regression" ? "a number" : classes.length > 6 ? `${classes.length} classes` : classes.join(", ");
  return [
    `${file}: ${counted(rows, "row")}, ${counted(features, "feature")}; target ${target}: ${goal}`,
    `${task}: ${counted(trainRows, "row")} to train, ${grouped(testRows)} held out${stratify ? ", stratified" : ""}, seed ${seed}`,
    `${loss}, alpha ${alpha}, batch size ${batchSize}, ${counted(epochs, "epoch")}, l2 ${l2}, shuffle ${shuffle}, ${precision}`,
    "",
  ].join("\n");
}

/** Epochs that get a line of progress: the first, the last, and about ten in all. */
export function isProgressEpoch(epoch: number, epochs: number): boolean {
  return epoch === 1 || epoch === epochs || epoch % Math.ceil(epochs / 10) === 0;
}

/** One line of progress. */
export function epochText({ epoch, epochs, loss, elapsedMs }: TrainTableEpoch): string {
  const position = `${String(epoch).padStart(String(epochs).length)}/${epochs}`;
  return `epoch ${position}  loss ${loss.toPrecision(6)}  ${duration(elapsedMs / 1000)}\n`;
}

/** The scores on the held-out rows, with those of the trivial answer beside them. */
export function scoresText({ test, baseline, testRows }: TrainTableResult): string {
  const measuredOn = `${counted(testRows, "row")} held out`;
  if (test.task === "classification" && baseline.task === "classification") {
    const rows = [
      ["accuracy", test.accuracy.toFixed(4), baseline.accuracy.toFixed(4)],
      ["log loss", lossText(test.logLoss), lossText(baseline.logLoss)],
      ["ROC AUC", score(test.rocAuc), "0.5000"],
    ];
    return `${test.report}\n${textTable([measuredOn, "model", `always ${baseline.label}`], rows)}`;
  }
  if (test.task === "regression" && baseline.task === "regression") {
    const rows = [
      ["R²", test.r2.toFixed(4), baseline.r2.toFixed(4)],
      ["RMSE", significant(test.rmse), significant(baseline.rmse)],
      ["MAE", significant(test.mae), significant(baseline.mae)],
    ];
    return textTable([measuredOn, "model", `always ${significant(baseline.mean)}`], rows);
  }
  return "";
}

/** Rows, epochs and time, one line. */
export function effortText({ trainRows, history, seconds }: TrainTableResult): string {
  const epochs = history.length;
  const rate = Math.round((trainRows * epochs) / Math.max(seconds.train, 1e-6));
  const total = Object.values(seconds).reduce((sum, stage) => sum + stage, 0);
  return (
    `trained on ${counted(trainRows, "row")} x ${counted(epochs, "epoch")} in ${duration(seconds.train)} ` +
    `(${grouped(rate)} rows/s); with reading and testing ${duration(total)}\n`
  );
}

function counted(n: number, noun: string): string {
  return `${grouped(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/** Thousands separated, whatever the machine's language. */
function grouped(n: number): string {
  return n.toLocaleString("en-US");
}

function duration(seconds: number): string {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`;
}

function significant(value: number): string {
  return String(Number(value.toPrecision(6)));
}
