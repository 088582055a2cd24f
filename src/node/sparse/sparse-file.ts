import { closeSync, createReadStream, fstatSync, openSync, readSync } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import type { RowParser } from "../../data/readers/row-parser.ts";
import { MinibatchError } from "../../engine/errors.ts";
import { fileError } from "../files/file-error.ts";
import { textName } from "./text-name.ts";

/** A text format of sparse rows. */
export type SparseFormat = "libsvm" | "vw";

const ENDINGS: readonly (readonly [pattern: RegExp, format: SparseFormat | undefined])[] = [
  [/\.(libsvm|svmlight|svm)(\.gz)?$/i, "libsvm"],
  [/\.vw(\.gz)?$/i, "vw"],
  [/\.(csv|tsv|txt|parquet|jsonl?|ndjson)(\.gz)?$/i, undefined],
];

/** How much of a file is looked at to find out its format. */
const SAMPLE_BYTES = 65536;
const LIBSVM_LINE = /^\s*[-+.\d][-+.\deE]*(\s+qid:\d+)?(\s+\d+:[-+.\deE]+)+\s*(#.*)?$/;
/** A label, an importance, a tag, then a bar that no value touches, as it would in a table separated by bars. */
const VW_LINE = /^\s*([-+]?[.\d]\S*\s+([.\d]\S*\s+)?)?('\S*)?\|/;

/**
 * The sparse format of a file, by its ending, or by its first row where the ending says nothing; undefined for a table.
 *
 * @param path - path of the file; one that cannot be read has no format
 */
export function sparseFormatOf(path: string): SparseFormat | undefined {
  const ending = ENDINGS.find(([pattern]) => pattern.test(path));
  if (ending !== undefined) return ending[1];
  const line = firstRow(path);
  if (line === undefined) return undefined;
  if (LIBSVM_LINE.test(line)) return "libsvm";
  return VW_LINE.test(line) ? "vw" : undefined;
}

/** Whether a file's ending says that it has sparse rows. */
export function endsAsSparse(path: string): boolean {
  return ENDINGS.some(([pattern, format]) => format !== undefined && pattern.test(path));
}

/** Whether a file's ending says that it is a table, and can be nothing else. */
export function endsAsTable(path: string): boolean {
  return /\.(csv|tsv|parquet|jsonl?|ndjson)(\.gz)?$/i.test(path);
}

function firstRow(path: string): string | undefined {
  try {
    const file = openSync(path, "r");
    try {
      if (!fstatSync(file).isFile()) return undefined;
      const bytes = new Uint8Array(SAMPLE_BYTES);
      const text = new TextDecoder().decode(bytes.subarray(0, readSync(file, bytes)));
      return text.split("\n").find((line) => line.trim() !== "" && !line.startsWith("#"));
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** How a file is read beside its parser. */
export interface ReadingOptions {
  /**
   * Called after each stretch of some 256 KiB, to take what the parser has made, with the share of the file that is read; a packed one
   * and a stream do not tell. May wait.
   */
  readonly onStretch?: (share?: number) => void | Promise<void>;
  /** Ends the reading. */
  readonly signal?: AbortSignal | undefined;
}

/** The event loop gets its turn after so many stretches. */
const STRETCHES_PER_TURN = 64;

/**
 * Reads a file into a parser: bytes go straight to the parser's memory; gzip is unpacked. `-` is standard input.
 *
 * @throws {MinibatchError} `INVALID_FILE` when the file cannot be read or its gzip is broken; `INVALID_DATA` as the parser
 * @throws the signal's reason
 */
export async function readInto(parser: RowParser, path: string, options: ReadingOptions = {}): Promise<void> {
  if (path === "-") return readStream(parser, textName(path), await plainStream(process.stdin), options);
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    throw fileError(path, "cannot read", error);
  }
  try {
    if (isGzip(path, file)) await readStream(parser, path, unpacked(path), options);
    else await readPlain(parser, path, file, options);
  } finally {
    closeSync(file);
  }
}

/** Whether a file starts as gzip does. A named pipe cannot be looked at without reading it: it is taken as it comes. */
function isGzip(path: string, file: number): boolean {
  if (!fstatSync(file).isFile()) return false;
  const start = new Uint8Array(2);
  return readAt(path, file, start, 0) === 2 && startsAsGzip(start);
}

function startsAsGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The bytes of a stream, unpacked where they start as gzip does. */
async function plainStream(stream: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const pieces = stream[Symbol.asyncIterator]();
  const first = await pieces.next();
  async function* all(): AsyncGenerator<Uint8Array> {
    for (let piece = first; piece.done !== true; piece = await pieces.next()) yield piece.value;
  }
  const isPacked = first.done !== true && startsAsGzip(first.value);
  return isPacked ? pipeline(all, createGunzip(), () => undefined) : all();
}

function unpacked(path: string): AsyncIterable<Uint8Array> {
  // An error of either stream ends the iteration; there is nothing to do beside.
  return pipeline(createReadStream(path), createGunzip(), () => undefined);
}

function readAt(path: string, file: number, bytes: Uint8Array, position: number | null): number {
  try {
    return readSync(file, bytes, 0, bytes.length, position);
  } catch (error) {
    throw fileError(path, "cannot read", error);
  }
}

async function readPlain(parser: RowParser, path: string, file: number, options: ReadingOptions): Promise<void> {
  const { size } = fstatSync(file);
  let read = 0;
  for (let stretch = 1; ; stretch++) {
    // Up to the parser's own room, which it parses while it lies in the cache.
    const count = readAt(path, file, parser.space(), null);
    if (count === 0) return;
    parser.advance(count);
    read += count;
    // A pipe has no size; a file may grow.
    await options.onStretch?.(size > 0 ? Math.min(1, read / size) : undefined);
    if (stretch % STRETCHES_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    options.signal?.throwIfAborted();
  }
}

async function readStream(
  parser: RowParser,
  path: string,
  stream: AsyncIterable<Uint8Array>,
  options: ReadingOptions,
): Promise<void> {
  const pieces = stream[Symbol.asyncIterator]();
  while (true) {
    let piece: IteratorResult<Uint8Array>;
    try {
      piece = await pieces.next();
    } catch (error) {
      const isBroken = String((error as NodeJS.ErrnoException).code).startsWith("Z_");
      if (!isBroken) throw fileError(path, "cannot read", error);
      throw new MinibatchError("INVALID_FILE", `${path}: the gzip file is broken or cut short`, { file: path }, error);
    }
    if (piece.done === true) return;
    parser.push(piece.value);
    await options.onStretch?.();
    options.signal?.throwIfAborted();
  }
}
