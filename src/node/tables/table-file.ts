import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { MinibatchError } from "../../engine/errors.ts";
import { fileError } from "../files/file-error.ts";

/** A file that may hold a table, as its first bytes say. */
export interface TableFile {
  /** The path, as the user wrote it. */
  readonly path: string;
  /** Parquet, or text with separated values. */
  readonly format: "csv" | "parquet";
  /** Whether the text is compressed with gzip. */
  readonly gzip: boolean;
}

const HEAD_BYTES = 65_536;

/**
 * Finds out what a file is from its first bytes; its name decides only where they do not.
 *
 * @param path - path of a local file
 * @throws {MinibatchError} `INVALID_FILE` when it does not exist, cannot be read, is not a file, is empty, or is
 * neither Parquet nor text
 */
export async function inspectTableFile(path: string): Promise<TableFile> {
  const head = await readHead(path);
  if (head.length === 0) throw new MinibatchError("INVALID_FILE", `${path}: the file is empty`, { file: path });
  if (startsWith(head, [0x1f, 0x8b])) return { path, format: "csv", gzip: true };
  const isParquet = startsWith(head, [0x50, 0x41, 0x52, 0x31]);
  if (isParquet || /\.(parquet|pq)$/i.test(path)) return { path, format: "parquet", gzip: false };
  if (startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff])) {
    throw new MinibatchError("INVALID_FILE", `${path}: the text is UTF-16; convert it to UTF-8`, { file: path });
  }
  if (head.includes(0)) {
    const message = `${path}: neither text (it has zero bytes) nor Parquet, expected a CSV, TSV or Parquet file`;
    throw new MinibatchError("INVALID_FILE", message, { file: path });
  }
  return { path, format: "csv", gzip: false };
}

/**
 * Unpacks a gzip file to its end and throws the bytes away. DuckDB takes a gzip file that is cut short for a shorter
 * table and says nothing, so this has to.
 *
 * @throws {MinibatchError} `INVALID_FILE` when it is cut short or a checksum is wrong
 */
export async function checkGzip(path: string): Promise<void> {
  const sink = new Writable({ write: (_bytes, _encoding, done) => done() });
  try {
    await pipeline(createReadStream(path), createGunzip(), sink);
  } catch (error) {
    const isDamaged = error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
    if (!isDamaged) throw fileError(path, "cannot read", error);
    const message = `${path}: the gzip file is damaged or cut short (${error.message})`;
    throw new MinibatchError("INVALID_FILE", message, { file: path }, error);
  }
}

async function readHead(path: string): Promise<Uint8Array> {
  try {
    const stats = await stat(path);
    if (stats.isFile()) {
      const file = await open(path);
      try {
        const { bytesRead, buffer } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    }
    const what = stats.isDirectory() ? "a directory" : "not a regular file";
    throw new MinibatchError("INVALID_FILE", `${path}: ${what}, expected a CSV, TSV or Parquet file`, { file: path });
  } catch (error) {
    throw error instanceof MinibatchError ? error : fileError(path, "cannot read", error);
  }
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}
