import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { numericTask } from "../../data/table/table-losses.ts";
import { fileError } from "../files/file-error.ts";
import type { SettledOptions } from "../tables/going-on.ts";
import { prepareOptions } from "../tables/prepare-options.ts";
import {
  closePrepared,
  keptKnowledge,
  openPrepared,
  type PreparedDescription,
  type PreparedTable,
  preparedRows,
} from "../tables/prepared-table.ts";
import type { PrepareSeconds } from "../tables/stage-clock.ts";
import { STANDARD_INPUT } from "../tables/table-input.ts";
import type { TrainTableStart } from "../tables/types.ts";
import { defaultCacheFolder, keep, temporaryFolder, tidy, touch, unfinishedFolder } from "./cache-folder.ts";
import { fingerprint } from "./table-fingerprint.ts";

/** Smaller files are read again as fast as their cache would be. */
const MIN_BYTES = 1_048_576;

/** The file that says what is in a folder of the cache. Its first line is the checksum of the second. */
const DESCRIPTION = "table.json";

/** A table's encoded rows, and how they came about. */
export interface FromCache {
  /** The rows; to be closed. */
  readonly table: PreparedTable;
  /** Seconds by stage. */
  readonly seconds: PrepareSeconds;
  /** Whether they came from the cache, or were put there. */
  readonly cache: TrainTableStart["cache"];
  /** Removes what is temporary. To be called when the rows are closed. */
  readonly release: () => Promise<void>;
}

/**
 * A table's encoded rows: from the cache, where the same files were prepared with the same options before; otherwise
 * prepared, and put there where the files are large.
 *
 * A folder of the cache is written under another name and renamed when it is complete, so that a process that is killed
 * leaves nothing that looks like one; the next process removes what it left. A damaged folder is made again.
 *
 * @throws {MinibatchError} as `prepareTable`; `INVALID_FILE` when the cache cannot be written
 */
export async function preparedTable(inputs: readonly string[], options: SettledOptions): Promise<FromCache> {
  const place = await cachePlace(inputs, options);
  if (place === undefined) return await prepareOnce(inputs, options);
  const { cache, path } = place;
  const begin = performance.now();
  const known = await openKept(path);
  if (known !== undefined) {
    await touch(path);
    const seconds = { read: (performance.now() - begin) / 1000, split: 0, statistics: 0, encode: 0 };
    return { table: known, seconds, cache: "reused", release: async () => {} };
  }
  const folder = await unfinishedFolder(cache);
  const temporary = await temporaryFolder();
  try {
    const { description, seconds } = await prepare(inputs, options, folder, temporary);
    await writeDescription(join(folder, DESCRIPTION), description);
    await rm(path, { recursive: true, force: true });
    await keep(folder, path);
    await tidy(cache);
    const table = openPrepared(description, (name) => join(path, name));
    return { table, seconds, cache: "written", release: async () => {} };
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(temporary, { recursive: true, force: true });
  }
}

/** What prepares tables is loaded where no rows are kept. */
async function prepare(inputs: readonly string[], options: SettledOptions, folder: string, temporary: string) {
  if (options.warmStart !== undefined) {
    const { prepareAgain } = await import("../tables/prepare-again.ts");
    return await prepareAgain(inputs, options.warmStart, prepareOptions(options), folder, temporary);
  }
  const { prepareTable } = await import("../tables/prepare-table.ts");
  return await prepareTable(inputs, prepareOptions(options), folder, temporary);
}

async function prepareOnce(inputs: readonly string[], options: SettledOptions): Promise<FromCache> {
  const temporary = await temporaryFolder();
  const release = (): Promise<void> => rm(temporary, { recursive: true, force: true });
  try {
    const { description, seconds } = await prepare(inputs, options, temporary, temporary);
    const table = openPrepared(description, (name) => join(temporary, name));
    return { table, seconds, cache: "off", release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Where a table's rows are kept; undefined where they are not. */
async function cachePlace(
  inputs: readonly string[],
  options: SettledOptions,
): Promise<{ readonly cache: string; readonly path: string } | undefined> {
  const { cache = defaultCacheFolder(), test, validationFile } = options;
  if (cache === false) return undefined;
  const files = [...inputs, ...pathsOf(test), ...pathsOf(validationFile)];
  if (files.includes(STANDARD_INPUT)) return undefined;
  try {
    const { hash, bytes } = await fingerprint(files, dependencies(inputs.length, options));
    return bytes < MIN_BYTES ? undefined : { cache, path: join(cache, hash) };
  } catch {
    // A pattern, or a file that cannot be read: what is wrong with it is said where it is read.
    return undefined;
  }
}

function pathsOf(files: string | readonly string[] = []): readonly string[] {
  return typeof files === "string" ? [files] : files;
}

/** The options that encoded rows depend on. */
function dependencies(files: number, options: SettledOptions): unknown {
  const { target, task, loss, header, delimiter, numeric, categorical, drop, only, weight } = options;
  const { testSize, seed, stratify, scale, nullStrings, precision } = prepareOptions(options);
  const { text, analyzer, ngrams, weighting, bits, interactions, layout } = options;
  const others = [options.test, options.validationFile].map((given) => given && pathsOf(given).length);
  // That no number is negative is seen as the target is read.
  const areCounts = loss === "poisson";
  return [
    [
      files,
      target,
      task,
      numericTask(task, loss),
      areCounts,
      header,
      delimiter,
      numeric,
      categorical,
      drop,
      only,
      weight,
    ],
    [others, testSize ?? 0.2, seed ?? 0, stratify ?? true, scale ?? "standard", nullStrings, precision],
    [text, analyzer, ngrams, weighting, bits, interactions, layout],
    // A training that goes on has the columns of the model, whatever its weights are.
    options.warmStart && [options.warmStart.schema, keptKnowledge(options.warmStart.texts)],
  ];
}

async function openKept(path: string): Promise<PreparedTable | undefined> {
  try {
    if (!(await stat(path)).isDirectory()) return undefined;
    const [checksum, text] = (await readFile(join(path, DESCRIPTION), "utf8")).split("\n") as [string, string];
    if (crc32(text).toString(16) !== checksum) return undefined;
    const table = openPrepared(JSON.parse(text) as PreparedDescription, (name) => join(path, name));
    try {
      // Damage found in the middle of a training would end it; the rows are read again as fast as memory.
      for (const rows of preparedRows(table)) rows.check();
      return table;
    } catch {
      closePrepared(table);
      return undefined;
    }
  } catch {
    // Not there, or damaged: it is made again.
    return undefined;
  }
}

async function writeDescription(path: string, description: PreparedDescription): Promise<void> {
  const text = JSON.stringify(description);
  try {
    await writeFile(path, `${crc32(text).toString(16)}\n${text}\n`);
  } catch (error) {
    throw fileError(path, "cannot write", error);
  }
}
