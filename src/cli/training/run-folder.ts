import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { writeFileAtomic } from "../../node/files/atomic-write.ts";
import { fileError } from "../../node/files/file-error.ts";
import { isAbandoned, ownedName } from "../../node/files/owned-name.ts";
import type { ReportContent } from "../../node/report/content.ts";
import { jsonLine } from "../output.ts";
import { createFolder, removeCreated, withOutputFolder } from "../output-folder.ts";
import type { CommonSettings } from "./common-settings.ts";
import { reportObject } from "./report-object.ts";
import type { RunResult } from "./training-kind.ts";

/** A file in a run folder that begins with it says that the run is under way. */
const RUNNING = ".minibatch-running-";
/** Folder of the runs that were given none. */
const RUNS = "runs";

/**
 * Runs `body` with the folder it writes to; where it fails, what was created for it is removed.
 *
 * Without `out` the folder is `runs/` and the table's name without its ending, with `-2`, `-3` … behind it where that is
 * taken, so that no other run is overwritten; that of a run whose process was killed before it had a model is taken over.
 *
 * @param file - path of the table
 * @param out - the folder, where one was given
 * @throws {MinibatchError} `INVALID_FILE` when the folder cannot be created or written
 */
export async function withRunFolder<T>(
  file: string,
  out: string | undefined,
  body: (folder: string) => Promise<T>,
): Promise<T> {
  if (out !== undefined) return await withOutputFolder(out, () => body(out));
  const firstCreated = await createFolder(RUNS);
  const { folder, claim } = await claimFolder(join(RUNS, runName(file)));
  try {
    const result = await body(folder);
    await rm(claim, { force: true });
    return result;
  } catch (error) {
    await removeCreated(folder, firstCreated ?? folder);
    throw error;
  }
}

/** Name of a run on a file: the file's without its ending. */
export function runName(file: string): string {
  return (
    basename(file).replace(/(\.(csv|tsv|txt|parquet|pq|jsonl|ndjson|json|libsvm|svmlight|svm|vw))?(\.gz)?$/i, "") ||
    "run"
  );
}

/** The first folder of a name that is free, and the file that says that it no longer is. */
async function claimFolder(first: string): Promise<{ readonly folder: string; readonly claim: string }> {
  for (let n = 1; ; n++) {
    const folder = n === 1 ? first : `${first}-${n}`;
    const claim = join(folder, ownedName(RUNNING));
    try {
      await mkdir(folder);
      await writeFile(claim, "");
      return { folder, claim };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
        throw fileError(folder, "cannot write to this folder", error);
      }
    }
    if (await takeOver(folder, claim)) return { folder, claim };
  }
}

/** Claims the folder of a run whose process was killed; of several that try, one can. */
async function takeOver(folder: string, claim: string): Promise<boolean> {
  const names = await readdir(folder).catch((): string[] => []);
  const abandoned = names.find((name) => isAbandoned(name, RUNNING));
  if (abandoned === undefined || names.includes(basename(modelPath(folder)))) return false;
  try {
    await rename(join(folder, abandoned), claim);
    return true;
  } catch {
    return false;
  }
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
  result: RunResult,
  settings: CommonSettings,
  content: ReportContent,
): Promise<string[]> {
  const { reportPage } = await import("../../node/report/page.ts");
  const page = reportPage(content);
  const report = `${JSON.stringify(reportObject(result, settings), null, 2)}\n`;
  const files = {
    page: join(folder, "report.html"),
    report: join(folder, "report.json"),
    history: join(folder, "history.jsonl"),
  };
  // Each is flushed to the disk, which the others need not wait for.
  const writing = [
    writeFileAtomic(files.history, result.history.map(jsonLine).join("")),
    writeFileAtomic(files.report, report),
    writeFileAtomic(files.page, page),
  ];
  const failed = (await Promise.allSettled(writing)).find((one) => one.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  await writeFileAtomic(modelPath(folder), result.model.toBytes());
  return [modelPath(folder), files.page, files.report, files.history];
}
