import { randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";

/** Folders may be shared between machines, whose processes have the same numbers. */
const HOST = crc32(hostname()).toString(36);

/**
 * A name for what a process writes and will rename or remove: prefix, machine, number of the process, and chance.
 *
 * @param prefix - what the name begins with
 * @param pid - number of the process. Default: this one
 */
export function ownedName(prefix: string, pid: number = process.pid): string {
  return `${prefix}${HOST}-${pid}-${randomBytes(6).toString("hex")}`;
}

/** Whether a name is one that {@link ownedName} gave to a process of this machine that is gone, because it was killed. */
export function isAbandoned(name: string, prefix: string): boolean {
  if (!name.startsWith(`${prefix}${HOST}-`)) return false;
  const pid = Number(/^\d+(?=-)/.exec(name.slice(prefix.length + HOST.length + 1))?.[0]);
  return pid > 0 && !isRunning(pid);
}

/** Removes from a folder what processes that are gone have left there under names that begin with a prefix. */
export async function removeAbandoned(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (isAbandoned(name, prefix)) await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
  }
}

/** Folders and beginnings of names, as {@link removeAtExit} was given them. */
const removedAtExit = new Map<string, { readonly folder: string; readonly prefix: string }>();

/**
 * Has what this process leaves in a folder, under names that {@link ownedName} made, removed when it ends: by a second
 * Ctrl-C, too, or while DuckDB reads, which cannot be waited for.
 */
export function removeAtExit(folder: string, prefix: string): void {
  if (removedAtExit.size === 0) process.on("exit", removeOwn);
  removedAtExit.set(join(folder, prefix), { folder, prefix });
}

function removeOwn(): void {
  for (const { folder, prefix } of removedAtExit.values()) {
    try {
      for (const name of readdirSync(folder)) {
        if (!name.startsWith(`${prefix}${HOST}-${process.pid}-`)) continue;
        // Other threads may still be writing there.
        rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 3 });
      }
    } catch {
      // The next process removes it.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
