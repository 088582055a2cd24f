import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { packageVersion } from "../files/package-version.ts";

const EDGE_BYTES = 65_536;

/** What files are, without reading them whole. */
export interface FilesFingerprint {
  /** Hexadecimal. */
  readonly hash: string;
  /** Bytes of all files. */
  readonly bytes: number;
}

/**
 * Tells whether files, and what is made of them, are the same as before: by path, size, time of the last change, and
 * the first and last 64 KiB of each file; by the options; and by the version of this package.
 *
 * @param paths - the files
 * @param options - plain values
 */
export async function fingerprint(paths: readonly string[], options: unknown): Promise<FilesFingerprint> {
  const hash = createHash("sha256").update(packageVersion()).update(JSON.stringify(options));
  let bytes = 0;
  for (const path of paths) {
    hash.update(await realpath(path));
    const file = openSync(path, "r");
    try {
      const { size, mtimeMs } = fstatSync(file);
      hash.update(`${size} ${mtimeMs}`);
      const edge = new Uint8Array(EDGE_BYTES);
      hash.update(edge.subarray(0, readSync(file, edge, 0, EDGE_BYTES, 0)));
      hash.update(edge.subarray(0, readSync(file, edge, 0, EDGE_BYTES, Math.max(0, size - EDGE_BYTES))));
      bytes += size;
    } finally {
      closeSync(file);
    }
  }
  return { hash: hash.digest("hex").slice(0, 40), bytes };
}
