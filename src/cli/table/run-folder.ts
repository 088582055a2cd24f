import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { lossChart } from "../../node/charts/loss-chart.ts";
import { writeChart } from "../../node/charts/render.ts";
import { writeFileAtomic } from "../../node/files/atomic-write.ts";
import { saveModel } from "../../node/model-file.ts";
import type { TrainTableResult } from "../../node/tables/types.ts";
import { jsonLine } from "../output.ts";
import { reportObject } from "./train-report.ts";
import type { TrainSettings } from "./train-settings.ts";

/**
 * The folder of a run that was given none: `runs/` and the table's name without its ending, with `-2`, `-3` … behind
 * it where that is taken, so that no earlier run is overwritten.
 *
 * @param file - path of the table
 */
export function defaultRunFolder(file: string): string {
  const stem = basename(file).replace(/(\.(csv|tsv|txt|parquet))?(\.gz)?$/i, "") || "run";
  const first = join("runs", stem);
  let folder = first;
  for (let n = 2; existsSync(folder); n++) folder = `${first}-${n}`;
  return folder;
}

/** Path of the model in a run folder. */
export function modelPath(folder: string): string {
  return join(folder, "model.safetensors");
}

/**
 * Writes a run: the picture of its loss, the losses, the report and, last, the model.
 *
 * @param folder - an existing folder
 * @returns the paths written
 * @throws {MinibatchError} `INVALID_FILE` when a file cannot be written
 */
export async function writeRun(folder: string, result: TrainTableResult, settings: TrainSettings): Promise<string[]> {
  const { model, history } = result;
  const losses = history.map(jsonLine).join("");
  const report = `${JSON.stringify(reportObject(result, settings), null, 2)}\n`;
  const files = { history: join(folder, "history.jsonl"), report: join(folder, "report.json") };
  const pictures = history.length === 0 ? [] : await writeLossChart(folder, result);
  await writeFileAtomic(files.history, losses);
  await writeFileAtomic(files.report, report);
  await saveModel(model, modelPath(folder));
  return [modelPath(folder), files.report, files.history, ...pictures];
}

async function writeLossChart(folder: string, { model, history, task }: TrainTableResult): Promise<string[]> {
  const chart = await lossChart({
    title: `Training loss: ${model.schema.target} in ${model.data.file}`,
    losses: history.map(({ loss }) => loss),
    yLabel: task === "regression" ? "Loss per row (standardised target)" : "Loss per row",
  });
  return Object.values(await writeChart(folder, "loss", chart));
}
