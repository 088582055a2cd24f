import { access, constants, rm, rmdir } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { fileError } from "../node/files/file-error.ts";
import { makeFolder } from "../node/files/make-folder.ts";

/**
 * Creates a folder where there is none and runs `body`, which writes into it. Where `body` fails, a folder that was
 * created for it is removed again with all that is in it.
 *
 * @param path - the folder; its parents are created too
 * @throws {MinibatchError} `INVALID_FILE` when the folder cannot be created or written
 */
export async function withOutputFolder<T>(path: string, body: () => Promise<T>): Promise<T> {
  const firstCreated = await createFolder(path);
  try {
    return await body();
  } catch (error) {
    if (firstCreated !== undefined) await removeCreated(path, firstCreated);
    throw error;
  }
}

/**
 * Creates a folder, and its parents, where there is none.
 *
 * @returns the first folder that was created; undefined: none
 * @throws {MinibatchError} `INVALID_FILE` when it cannot be created or written
 */
export async function createFolder(path: string): Promise<string | undefined> {
  try {
    const firstCreated = await makeFolder(path);
    await access(path, constants.W_OK | constants.X_OK);
    return firstCreated;
  } catch (error) {
    throw fileError(path, "cannot write to this folder", error);
  }
}

/** Removes the folder, and those of its parents that were created for it unless something else is in them by now. */
export async function removeCreated(path: string, firstCreated: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  let folder = path;
  while (relative(folder, firstCreated) !== "") {
    folder = dirname(folder);
    const isEmpty = await rmdir(folder).then(
      () => true,
      () => false,
    );
    if (!isEmpty) return;
  }
}
