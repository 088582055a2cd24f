import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { MinibatchError } from "../../engine/errors.ts";
import { fileError } from "../files/file-error.ts";

/** What a table's file holds: Parquet, text with separated values, or objects of JSON. */
export type TableFormat = "csv" | "parquet" | "jsonl";

/** One file or several that may hold a table, as their first bytes say. */
export interface TableFile {
  /** The path, as the user wrote it; the first of several. */
  readonly path: string;
  /** Where the bytes are, [files]. */
  readonly paths: readonly string[];
  /** What they hold. */
  readonly format: TableFormat;
  /** Whether text is compressed with gzip. */
  readonly gzip: boolean;
  /** Whether the objects of JSON are in one array, and not one a line. */
  readonly array: boolean;
  /** What separates the values of text, where its first lines leave no doubt. */
  readonly separator: string | undefined;
  /** About how many lines all the files have, as their first ones are; undefined where they are not plain text. */
  readonly lines: number | undefined;
}

const HEAD_BYTES = 65_536;
/** Space, carriage return, line feed. */
const BLANKS = new Set([0x20, 0x0d, 0x0a]);
const EXPECTED = "a CSV, TSV, Parquet or JSON Lines file";

/**
 * Finds out what a file is from its first bytes; its name decides only where they do not.
 *
 * @param path - path of a local file
 * @param shown - how messages call it
 * @throws {MinibatchError} `INVALID_FILE` when it does not exist, cannot be read, is not a file, is empty, or is
 * neither Parquet nor text
 */
export async function inspectTableFile(path: string, shown: string = path): Promise<TableFile> {
  const { head, size } = await readHead(path, shown);
  const known = { path: shown, paths: [path], lines: undefined };
  if (size <= HEAD_BYTES && head.every((byte) => BLANKS.has(byte))) {
    const why = head.length === 0 ? "" : ", but for blank lines";
    throw new MinibatchError("INVALID_FILE", `${shown}: the file is empty${why}`, { file: shown });
  }
  if (startsWith(head, [0x1f, 0x8b])) return { ...known, ...textFile(await unpackedHead(path), path), gzip: true };
  const isParquet = startsWith(head, [0x50, 0x41, 0x52, 0x31]);
  if (isParquet || /\.(parquet|pq)$/i.test(path)) {
    return { ...known, format: "parquet", gzip: false, array: false, separator: undefined };
  }
  if (startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff]) || isWide(head)) {
    throw new MinibatchError("INVALID_FILE", `${shown}: the text is UTF-16; convert it to UTF-8`, { file: shown });
  }
  if (head.includes(0)) {
    const message = `${shown}: neither text (it has zero bytes) nor Parquet, expected ${EXPECTED}`;
    throw new MinibatchError("INVALID_FILE", message, { file: shown });
  }
  return { ...known, ...textFile(head, path), gzip: false, lines: expectedLines(head, size) };
}

/**
 * Finds out what several files of one table are.
 *
 * @throws {MinibatchError} as {@link inspectTableFile}, and where they are not of one format
 */
export async function inspectTableFiles(paths: readonly string[]): Promise<TableFile> {
  const files: TableFile[] = [];
  for (const path of paths) files.push(await inspectTableFile(path));
  const first = files[0]!;
  const what = ({ format, gzip, array }: TableFile): string => {
    const name = format === "csv" ? "CSV" : format === "parquet" ? "Parquet" : array ? "a JSON array" : "JSON Lines";
    return gzip ? `${name} in gzip` : name;
  };
  const other = files.find((file) => what(file) !== what(first));
  const lines = files.every((file) => file.lines !== undefined)
    ? files.reduce((sum, file) => sum + file.lines!, 0)
    : undefined;
  if (other === undefined) return { ...first, paths, lines };
  const message = `${other.path}: ${what(other)}, expected ${what(first)} as ${first.path}`;
  throw new MinibatchError("INVALID_FILE", message, { file: other.path });
}

/** Text that begins with a brace or a bracket is JSON, unless the file is named otherwise. */
function textFile(head: Uint8Array, path: string): Pick<TableFile, "format" | "array" | "separator"> {
  const first = head.find((byte) => byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09);
  const isNamedText = /\.(csv|tsv|txt)(\.gz)?$/i.test(path);
  const array = first === 0x5b && !isNamedText;
  const isNamedJson = /\.(jsonl|ndjson|json)(\.gz)?$/i.test(path);
  if (isNamedJson || array || (first === 0x7b && !isNamedText)) {
    return { format: "jsonl", array, separator: undefined };
  }
  return { format: "csv", array, separator: knownSeparator(head) };
}

/** How many lines a file has if all are as long as the first ones. */
function expectedLines(head: Uint8Array, size: number): number {
  let lines = 0;
  for (const byte of head) if (byte === LINE_FEED) lines++;
  return Math.ceil((Math.max(1, lines) / head.length) * size);
}

const SEPARATORS = [..."\t,;|"].map((separator) => separator.charCodeAt(0));
const WIDE = 1000;
const LINE_FEED = 0x0a;

/** What may have a meaning of its own in some files: quotes, backslashes and the signs that comments begin with. */
const UNSURE = new Set([..."\"'\\#~"].map((character) => character.charCodeAt(0)));

/**
 * The separator, where the first lines leave no doubt of it: each has as many of it, none of another one, and no quotes; or
 * the first one has a thousand of it.
 */
function knownSeparator(head: Uint8Array): string | undefined {
  return plainSeparator(head) ?? wideSeparator(head);
}

function plainSeparator(head: Uint8Array): string | undefined {
  // A line that is cut off has fewer.
  const lines = head.subarray(0, head.lastIndexOf(LINE_FEED) + 1);
  let separator: number | undefined;
  let expected: number | undefined;
  let count = 0;
  for (const byte of lines) {
    if (byte === LINE_FEED) {
      expected ??= count;
      if (count !== expected) return undefined;
      count = 0;
    } else if (SEPARATORS.includes(byte)) {
      separator ??= byte;
      if (byte !== separator) return undefined;
      count++;
    } else if (UNSURE.has(byte)) return undefined;
  }
  return separator === undefined ? undefined : String.fromCharCode(separator);
}

/** The separator that stands a thousand times or more in the first line. */
function wideSeparator(head: Uint8Array): string | undefined {
  const counts = new Map(SEPARATORS.map((separator) => [separator, 0]));
  let isQuoted = false;
  for (const byte of head) {
    if (byte === 0x22) isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (byte === LINE_FEED || byte === 0x0d) break;
    const count = counts.get(byte);
    if (count !== undefined) counts.set(byte, count + 1);
  }
  const [separator, count] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most));
  return count < WIDE ? undefined : String.fromCharCode(separator);
}

/** The first bytes of what a gzip file holds; none where it is damaged, which `checkGzip` says. */
async function unpackedHead(path: string): Promise<Uint8Array> {
  const stream = createReadStream(path, { end: HEAD_BYTES }).pipe(createGunzip());
  try {
    for await (const bytes of stream) return bytes as Uint8Array;
  } catch {
    // A damaged or cut file is found when it is read whole.
  }
  return new Uint8Array(0);
}

/**
 * Unpacks a gzip file to its end and throws the bytes away. DuckDB takes a gzip file that is cut short for a shorter
 * table and says nothing, so this has to.
 *
 * @throws {MinibatchError} `INVALID_FILE` when it is cut short or a checksum is wrong
 */
export async function checkGzip(path: string, shown: string = path): Promise<void> {
  const sink = new Writable({ write: (_bytes, _encoding, done) => done() });
  try {
    await pipeline(createReadStream(path), createGunzip(), sink);
  } catch (error) {
    const isDamaged = error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
    if (!isDamaged) throw fileError(shown, "cannot read", error);
    const message = `${shown}: the gzip file is damaged or cut short (${error.message})`;
    throw new MinibatchError("INVALID_FILE", message, { file: shown }, error);
  }
}

/** The first bytes of a file, and how many it has. */
async function readHead(path: string, shown: string): Promise<{ head: Uint8Array; size: number }> {
  try {
    const stats = await stat(path);
    if (stats.isFile()) {
      const file = await open(path);
      try {
        const { bytesRead, buffer } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
        return { head: buffer.subarray(0, bytesRead), size: stats.size };
      } finally {
        await file.close();
      }
    }
    const what = stats.isDirectory() ? "a directory" : "not a regular file";
    throw new MinibatchError("INVALID_FILE", `${shown}: ${what}, expected ${EXPECTED}`, { file: shown });
  } catch (error) {
    throw error instanceof MinibatchError ? error : fileError(shown, "cannot read", error);
  }
}

/** Whether every second byte is zero, as in UTF-16 of Latin letters. */
function isWide(head: Uint8Array): boolean {
  const first = head.subarray(0, 16);
  return first.length === 16 && [0, 1].some((odd) => first.every((byte, i) => (byte === 0) === (i % 2 === odd)));
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}
