import { type FileHandle, open, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileError } from "./file-error.ts";
import { ownedName, removeAbandoned } from "./owned-name.ts";

const TEMPORARY = ".minibatch-";

/**
 * Writes a file so that readers see the old content or the new one, never a part: the bytes go to a temporary file
 * beside the target, are flushed to the disk, and take the target's name in one rename. A failed write leaves the
 * target as it was and removes the temporary file; that of a process that was killed goes when the next one writes there.
 *
 * A symbolic link stays a link and its target is replaced; an existing file keeps its permission bits. What is
 * neither a file nor a folder (a pipe, a device) has no old content to keep, so it is written to directly.
 *
 * @param path - where the file goes; its folder must exist
 * @param data - bytes, or text to be written as UTF-8
 * @throws {MinibatchError} `INVALID_FILE` when the file cannot be written; the message gives the path and the reason
 */
export async function writeFileAtomic(path: string, data: Uint8Array | string): Promise<void> {
  try {
    const target = await existing(path);
    if (target !== undefined && !target.isFile) await writeFile(path, data);
    else await replaceFile(target?.path ?? path, target?.mode, (file) => file.writeFile(data));
  } catch (error) {
    throw fileError(path, "cannot write", error);
  }
}

/**
 * As {@link writeFileAtomic}, for a writer that wants a path: it gets that of the temporary file, or of the target where
 * that is a pipe or a device.
 *
 * @param path - where the file goes; its folder must exist
 * @param write - writes the whole file; what it throws is thrown
 * @throws {MinibatchError} `INVALID_FILE` when the file cannot be written
 */
export async function writePathAtomic(path: string, write: (path: string) => Promise<void>): Promise<void> {
  const failed: { error?: unknown } = {};
  const run = async (to: string): Promise<void> => {
    try {
      await write(to);
    } catch (error) {
      failed.error = error;
      throw error;
    }
  };
  try {
    const target = await existing(path);
    if (target !== undefined && !target.isFile) await run(path);
    else await replaceFile(target?.path ?? path, target?.mode, (_file, temporary) => run(temporary));
  } catch (error) {
    throw "error" in failed ? failed.error : fileError(path, "cannot write", error);
  }
}

interface ExistingFile {
  /** The path with all symbolic links resolved. */
  readonly path: string;
  readonly isFile: boolean;
  readonly mode: number;
}

async function existing(path: string): Promise<ExistingFile | undefined> {
  try {
    const stats = await stat(path);
    // The link of a standard stream to a pipe leads to a name that is no path.
    const resolved = stats.isFile() ? await realpath(path) : path;
    return { path: resolved, isFile: stats.isFile(), mode: stats.mode & 0o777 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function replaceFile(
  path: string,
  mode: number | undefined,
  write: (file: FileHandle, path: string) => Promise<void>,
): Promise<void> {
  await removeAbandoned(dirname(path), TEMPORARY);
  // The name does not grow with the target's, which may already be as long as the file system allows.
  const temporary = join(dirname(path), `${ownedName(TEMPORARY)}.tmp`);
  try {
    const file = await open(temporary, "wx");
    try {
      await write(file, temporary);
      if (mode !== undefined) await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
