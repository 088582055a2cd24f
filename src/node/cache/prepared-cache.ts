import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { fileError } from "../files/file-error.ts";
import { STANDARD_INPUT } from "../tables/table-input.ts";
import type { TrainingStart } from "../training/types.ts";
import { defaultCacheFolder, keep, temporaryFolder, tidy, touch, unfinishedFolder } from "./cache-folder.ts";
import type { CacheOptions } from "./cache-options.ts";
import { fingerprint } from "./table-fingerprint.ts";

/** Smaller files are read again as fast as their cache would be. */
const MIN_BYTES = 1_048_576;

/** The file that says what is in a folder of the cache. Its first line is the checksum of the second. */
const DESCRIPTION = "table.json";

/** How files become encoded rows. */
export interface Preparation<Description, Prepared, Seconds extends { readonly read: number }> {
  /** The files, all of them. */
  readonly files: readonly string[];
  /** The options that the rows depend on; plain values. */
  readonly dependencies: unknown;
  /** Seconds of the stages where nothing is prepared. */
  readonly noTime: Seconds;
  /**
   * Prepares the rows.
   *
   * @param folder - existing folder for them
   * @param temporary - existing folder for what is temporary
   * @returns plain values that {@link open} opens them by
   */
  prepare(folder: string, temporary: string): Promise<{ readonly description: Description; readonly seconds: Seconds }>;
  /**
   * Opens the rows in a folder.
   *
   * @param isOwn - whether this process has written them just now
   */
  open(description: Description, folder: string, isOwn: boolean): Prepared;
  /** Reads and checks all rows. */
  check(prepared: Prepared): void;
  /** Closes the rows. */
  close(prepared: Prepared): void;
}

/** Encoded rows, and how they came about. */
export interface FromCache<Prepared, Seconds> {
  /** The rows; to be closed. */
  readonly prepared: Prepared;
  /** Seconds by stage. */
  readonly seconds: Seconds;
  /** Whether they came from the cache, or were put there. */
  readonly cache: TrainingStart["cache"];
  /** Removes what is temporary. To be called when the rows are closed. */
  readonly release: () => Promise<void>;
}

/**
 * Encoded rows: from the cache, where the same files were prepared with the same options before; otherwise prepared, and put
 * there where the files are large.
 *
 * A folder of the cache is written under another name and renamed when it is complete, so that a process that is killed
 * leaves nothing that looks like one; the next process removes what it left. A damaged folder is made again.
 *
 * @throws what preparing throws; {@link MinibatchError} `INVALID_FILE` when the cache cannot be written
 */
export async function preparedRows<Description, Prepared, Seconds extends { readonly read: number }>(
  what: Preparation<Description, Prepared, Seconds>,
  options: CacheOptions,
): Promise<FromCache<Prepared, Seconds>> {
  const place = await cachePlace(what, options);
  if (place === undefined) return await prepareOnce(what);
  const { cache, path } = place;
  const begin = performance.now();
  const known = await openKept(what, path);
  if (known !== undefined) {
    await touch(path);
    const seconds = { ...what.noTime, read: (performance.now() - begin) / 1000 };
    return { prepared: known, seconds, cache: "reused", release: async () => {} };
  }
  const folder = await unfinishedFolder(cache);
  const temporary = await temporaryFolder();
  try {
    const { description, seconds } = await what.prepare(folder, temporary);
    await writeDescription(join(folder, DESCRIPTION), description);
    await rm(path, { recursive: true, force: true });
    await keep(folder, path);
    await tidy(cache);
    return { prepared: what.open(description, path, true), seconds, cache: "written", release: async () => {} };
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(temporary, { recursive: true, force: true });
  }
}

async function prepareOnce<Description, Prepared, Seconds extends { readonly read: number }>(
  what: Preparation<Description, Prepared, Seconds>,
): Promise<FromCache<Prepared, Seconds>> {
  const temporary = await temporaryFolder();
  const release = (): Promise<void> => rm(temporary, { recursive: true, force: true });
  try {
    const { description, seconds } = await what.prepare(temporary, temporary);
    return { prepared: what.open(description, temporary, true), seconds, cache: "off", release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Where the rows are kept; undefined where they are not. */
async function cachePlace(
  { files, dependencies }: Pick<Preparation<never, never, never>, "files" | "dependencies">,
  { cache = defaultCacheFolder() }: CacheOptions,
): Promise<{ readonly cache: string; readonly path: string } | undefined> {
  if (cache === false || files.includes(STANDARD_INPUT)) return undefined;
  try {
    const { hash, bytes } = await fingerprint(files, dependencies);
    return bytes < MIN_BYTES ? undefined : { cache, path: join(cache, hash) };
  } catch {
    // A pattern, or a file that cannot be read: what is wrong with it is said where it is read.
    return undefined;
  }
}

async function openKept<Description, Prepared, Seconds extends { readonly read: number }>(
  what: Preparation<Description, Prepared, Seconds>,
  path: string,
): Promise<Prepared | undefined> {
  try {
    if (!(await stat(path)).isDirectory()) return undefined;
    const [checksum, text] = (await readFile(join(path, DESCRIPTION), "utf8")).split("\n") as [string, string];
    if (crc32(text).toString(16) !== checksum) return undefined;
    const prepared = what.open(JSON.parse(text) as Description, path, false);
    try {
      // Damage found in the middle of a training would end it; the rows are read again as fast as memory.
      what.check(prepared);
      return prepared;
    } catch {
      what.close(prepared);
      return undefined;
    }
  } catch {
    // Not there, or damaged: it is made again.
    return undefined;
  }
}

async function writeDescription(path: string, description: unknown): Promise<void> {
  const text = JSON.stringify(description);
  try {
    await writeFile(path, `${crc32(text).toString(16)}\n${text}\n`);
  } catch (error) {
    throw fileError(path, "cannot write", error);
  }
}
