import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { writeFileAtomic } from "../../node/files/atomic-write.ts";
import type { ReportContent } from "../../node/report/content.ts";
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
  const stem = basename(file).replace(/(\.(csv|tsv|txt|parquet|libsvm|svmlight|svm|vw))?(\.gz)?$/i, "") || "run";
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
 * Writes a run: the losses, the report as data and as a page and, last, the model.
 *
 * @param folder - an existing folder
 * @param content - what the page says
 * @returns the paths written
 * @throws {MinibatchError} `INVALID_FILE` when a file cannot be written
 */
export async function writeRun(
  folder: string,
  result: TrainTableResult,
  settings: TrainSettings,
  content: ReportContent,
): Promise<string[]> {
  const { reportPage } = await import("../../node/report/page.ts");
  const report = `${JSON.stringify(reportObject(result, settings), null, 2)}\n`;
  const files = {
    page: join(folder, "report.html"),
    report: join(folder, "report.json"),
    history: join(folder, "history.jsonl"),
  };
  await writeFileAtomic(files.history, result.history.map(jsonLine).join(""));
  await writeFileAtomic(files.report, report);
  await writeFileAtomic(files.page, reportPage(content));
  await writeFileAtomic(modelPath(folder), result.model.toBytes());
  return [modelPath(folder), files.page, files.report, files.history];
}
