import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileError } from "../files/file-error.ts";
import { makeFolder } from "../files/make-folder.ts";
import { ownedName, removeAbandoned, removeAtExit } from "../files/owned-name.ts";

/** The cache holds so many bytes at most; what was not used for longest goes first. */
const MAX_BYTES = 10 * 2 ** 30;

/** Folders of the cache begin with it while they are written. */
const UNFINISHED = "unfinished-";

const TEMPORARY = "minibatch-of-";

/** The folder of the cache: `minibatch` in `$XDG_CACHE_HOME`, or in `~/.cache`. */
export function defaultCacheFolder(): string {
  const { XDG_CACHE_HOME: cacheHome } = process.env;
  return join(cacheHome || join(homedir(), ".cache"), "minibatch");
}

/**
 * A temporary folder of this process's own. Those of processes that are gone, because they were killed, are removed.
 *
 * @throws {MinibatchError} `INVALID_FILE` when it cannot be made
 */
export async function temporaryFolder(): Promise<string> {
  await removeAbandoned(tmpdir(), TEMPORARY);
  removeAtExit(tmpdir(), TEMPORARY);
  const path = join(tmpdir(), ownedName(TEMPORARY));
  try {
    // Nobody else has to read a user's data.
    await mkdir(path, { mode: 0o700 });
    return path;
  } catch (error) {
    throw fileError(tmpdir(), "cannot make a temporary folder", error);
  }
}

/**
 * A new folder in the cache, to be written and then given its name by {@link keep}.
 *
 * @throws {MinibatchError} `INVALID_FILE` when the cache cannot be written
 */
export async function unfinishedFolder(cache: string): Promise<string> {
  removeAtExit(cache, UNFINISHED);
  const path = join(cache, ownedName(UNFINISHED));
  try {
    await makeFolder(path);
    return path;
  } catch (error) {
    throw fileError(cache, "cannot write to the cache (choose another folder with --cache, or --no-cache)", error);
  }
}

/**
 * Gives a finished folder its name in the cache; where another process was quicker, its folder stays.
 *
 * @returns the path of the folder of that name
 */
export async function keep(unfinished: string, path: string): Promise<string> {
  try {
    await rename(unfinished, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw fileError(path, "cannot write", error);
    await rm(unfinished, { recursive: true, force: true });
  }
  return path;
}

/** Marks a folder as used now. */
export async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => {});
}

/** Removes what processes that are gone have not finished, and what was not used for longest where there is too much. */
export async function tidy(cache: string): Promise<void> {
  await removeAbandoned(cache, UNFINISHED);
  const entries: { path: string; bytes: number; used: number }[] = [];
  for (const name of await readdir(cache).catch(() => [])) {
    if (name.startsWith(UNFINISHED)) continue;
    const path = join(cache, name);
    entries.push({ path, ...(await sizeOf(path)) });
  }
  entries.sort((a, b) => b.used - a.used);
  let bytes = 0;
  for (const entry of entries) {
    bytes += entry.bytes;
    if (bytes > MAX_BYTES) await rm(entry.path, { recursive: true, force: true });
  }
}

async function sizeOf(folder: string): Promise<{ bytes: number; used: number }> {
  try {
    let bytes = 0;
    for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size;
    return { bytes, used: (await stat(folder)).mtimeMs };
  } catch {
    // Another process removed it meanwhile.
    return { bytes: 0, used: 0 };
  }
}
