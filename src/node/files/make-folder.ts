import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder, and its parents, where there is none. Node's own way, `mkdir` with `recursive`, goes on for ever in a
 * folder such as `/proc` that takes none and calls that "no such file or directory".
 *
 * @param path - the folder
 * @returns the first folder that was made; undefined: all were there
 * @throws what the system says
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  try {
    return await makeOne(path);
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || parent === path) throw error;
    const first = await makeFolder(parent);
    const own = await makeOne(path);
    return first ?? own;
  }
}

/** Its path, where it was not there. */
async function makeOne(path: string): Promise<string | undefined> {
  try {
    await mkdir(path);
    return path;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST" || !(await stat(path)).isDirectory()) throw error;
    return undefined;
  }
}
