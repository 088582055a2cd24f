import { MinibatchError } from "../../engine/errors.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import { growTo, Places } from "../kernels/places.ts";
import { type TextKernels, textKernels } from "../kernels/text-kernels.ts";
import { kernelNamesBytes, readKernelNames, writeKernelNames } from "../text/kernel-names.ts";
import type { NameTable } from "../text/name-table.ts";
import { BlockBuilder, type BlockTaker, type SparseBlock } from "./block-builder.ts";
import { roundTo32 } from "./decimal.ts";
import { READER_ERRORS, READER_RECORD_BYTES, READER_SLOT, READER_STATUS, type ReaderError } from "./reader-record.ts";
import { brokenAt, columnOf, type RowErrorWords, rowErrorMessage, tokenAt } from "./row-errors.ts";

/** Text is parsed in stretches of this many bytes, which stay in the L2 cache with the rows they make. */
const STRETCH_BYTES = 262144;

/** What a parser is told. */
export interface RowParserOptions {
  /** The text in messages: a file's name. */
  readonly name: string;
  /** Width of the values. */
  readonly precision: Precision;
  /** Columns; features beyond are left out and counted. Without it, as many as there are. */
  readonly width: number | undefined;
  /** Index of the first column in the text, or `"auto"`: 0 where the text has an index 0, else 1. */
  readonly indexBase: 0 | 1 | "auto";
  /** Whether a row may come without label; its target is then NaN. */
  readonly labels: "required" | "optional";
  /** For a format that hashes names: how. */
  readonly hashing?: {
    /** Columns are 2 to this power. */
    readonly bits: number;
    /** Most names of columns to keep; 0 for none. */
    readonly names: number;
  };
  /** Who takes blocks while the text is read; without one they are taken at the end, or when it is known where columns start. */
  readonly taker?: BlockTaker | undefined;
}

/** What was seen in a text beside its rows. */
export interface ReadCounts {
  /** Rows. */
  readonly rows: number;
  /** Lines without a row: blank ones and comments. */
  readonly blankLines: number;
  /** Rows without a feature. */
  readonly emptyRows: number;
  /** Features beyond the given width, which were left out. */
  readonly unseenFeatures: number;
  /** Columns of the text: one more than the largest column in it. */
  readonly columns: number;
  /** Index of the first column in the text. */
  readonly indexBase: 0 | 1;
  /** Whether the importance of a row was given. */
  readonly isWeighted: boolean;
}

/** The room of a parser's memory, in elements. */
interface Room {
  readonly rows: number;
  readonly values: number;
  readonly odd: number;
  readonly text: number;
}

/**
 * Drives the kernel of a row format: takes bytes in pieces of any size, cuts them at line ends, rounds the few numbers
 * that the kernel leaves, and says what is wrong with a line.
 */
export class RowParser {
  readonly #options: RowParserOptions;
  readonly #kernels: TextKernels = textKernels();
  readonly #parse: (record: number) => number;
  readonly #words: RowErrorWords;
  readonly #builder: BlockBuilder;
  readonly #record: number;
  readonly #names: number;
  readonly #fixedEnd: number;
  #room: Room = { rows: 16384, values: 65536, odd: 4096, text: STRETCH_BYTES };
  #text = 0;
  #filled = 0;
  #rows = 0;
  #linesBefore = 0;
  #decidesBase: boolean;
  #isFirst = true;
  #slots: Uint32Array = new Uint32Array(0);

  constructor(
    choose: (kernels: TextKernels) => (record: number) => number,
    words: RowErrorWords,
    options: RowParserOptions,
  ) {
    this.#options = options;
    this.#parse = choose(this.#kernels);
    this.#words = words;
    this.#builder = new BlockBuilder(options.precision, options.taker);
    const places = new Places(this.#kernels.heapBase);
    const { bits = 0, names = 0 } = options.hashing ?? {};
    this.#record = places.take(READER_RECORD_BYTES);
    this.#names = names === 0 ? 0 : places.take(kernelNamesBytes(names));
    this.#fixedEnd = places.end;
    growTo(this.#kernels.memory, places.end);
    if (names !== 0) writeKernelNames(this.#kernels.memory.buffer, this.#names, names);
    this.#decidesBase = options.indexBase === "auto";
    this.#layOut(this.#room);
    this.#set("names", this.#names);
    this.#set("mask", 2 ** bits - 1);
    this.#set("labels", options.labels === "required" ? 1 : 0);
    this.#set("width", options.width ?? 2 ** 32 - 1);
    this.#set("indexBase", options.indexBase === "auto" ? 1 : options.indexBase);
  }

  /**
   * Room for the next bytes, at least one, to be filled from its start; {@link advance} then says how many came. The
   * view is good until the next call.
   */
  space(): Uint8Array {
    if (this.#room.text - this.#filled < STRETCH_BYTES / 4) this.#layOut({ ...this.#room, text: 2 * this.#room.text });
    return this.#bytes(this.#text + this.#filled, this.#room.text - this.#filled);
  }

  /** Parses what was written to the start of the last {@link space}. */
  advance(count: number): void {
    const last = this.#bytes(this.#text + this.#filled, count).lastIndexOf(10);
    const length = this.#filled + last + 1;
    this.#filled += count;
    if (last < 0) return;
    const start = this.#textStart(length);
    this.#run(start, length);
    this.#bytes(this.#text, this.#filled).copyWithin(0, length);
    this.#filled -= length;
  }

  /** Parses bytes, as many as there are. */
  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const space = this.space();
      const part = bytes.subarray(at, at + Math.min(space.length, STRETCH_BYTES));
      space.set(part);
      this.advance(part.length);
      at += part.length;
    }
  }

  /** Parses the last line, which needs no line end, and returns what was counted. */
  end(): ReadCounts {
    if (this.#filled > 0) {
      this.space()[0] = 10;
      this.#filled++;
      this.#run(this.#textStart(this.#filled), this.#filled);
      this.#filled = 0;
    }
    this.#drain();
    return {
      rows: this.#rows,
      blankLines: this.#get("blankLines"),
      emptyRows: this.#get("emptyRows"),
      unseenFeatures: this.#get("unseen"),
      columns: this.#get("seen"),
      indexBase: this.#get("indexBase") === 0 ? 0 : 1,
      isWeighted: this.#get("weighted") === 1,
    };
  }

  /** The names of columns that were kept. */
  names(): NameTable | undefined {
    return this.#names === 0 ? undefined : readKernelNames(this.#kernels.memory.buffer, this.#names);
  }

  /** Takes the finished blocks out of the parser; with `all`, the rows of the block in the making, too. */
  take(all: boolean): SparseBlock[] {
    if (!all && this.#decidesBase && this.#options.taker === undefined) return [];
    return this.#builder.take(this.#options.width ?? this.#get("seen"), all);
  }

  /** Where the text starts in its room: behind a byte order mark, where the first line has one. */
  #textStart(length: number): number {
    const [a, b, c] = this.#isFirst && length > 3 ? this.#bytes(this.#text, 3) : [];
    this.#isFirst = false;
    return a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0;
  }

  /** Parses the bytes [start, length) of the text, whole lines. */
  #run(start: number, length: number): void {
    this.#set("at", this.#text + start);
    this.#set("end", this.#text + length);
    this.#linesBefore = this.#get("lines");
    while (true) {
      const status = this.#parse(this.#record);
      this.#roundOdd();
      if (status === READER_STATUS.more) return;
      if (status === READER_STATUS.full) {
        if (this.#get("rows") > 0) this.#drain();
        else this.#growRows(length);
      } else this.#mend(READER_ERRORS[status - 2]!);
    }
  }

  /** Twice the room for one row's values, which did not fit an empty memory. */
  #growRows(length: number): void {
    const done = this.#get("at") - this.#text;
    const { rows, values, odd, text } = this.#room;
    this.#layOut({ rows, values: 2 * values, odd: 2 * odd, text });
    this.#set("at", this.#text + done);
    this.#set("end", this.#text + length);
  }

  /** An index 0 decides that a text counts from 0; every other error is thrown. */
  #mend(error: ReaderError): void {
    if (error !== "zeroIndex" || !this.#decidesBase) throw this.#error(error);
    this.#drain();
    this.#decidesBase = false;
    this.#builder.shiftColumns();
    this.#set("indexBase", 0);
    if (this.#get("seen") > 0) this.#set("seen", this.#get("seen") + 1);
  }

  /** What is wrong at a place of the memory, with its line and column. */
  #error(found: ReaderError, at: number = this.#get("errorAt")): MinibatchError {
    const text = this.#bytes(this.#text, this.#get("end") - this.#text);
    // What is no UTF-8 is no number either, and says more.
    const broken = brokenAt(text, at - this.#text);
    const error = broken < 0 ? found : "utf8";
    const offset = broken < 0 ? at - this.#text : broken;
    const lineStart = offset === 0 ? 0 : text.lastIndexOf(10, offset - 1) + 1;
    const line = this.#linesBefore + countLines(text.subarray(0, lineStart)) + 1;
    const column = columnOf(text.subarray(lineStart), offset - lineStart);
    const { name } = this.#options;
    const message = rowErrorMessage(error, this.#words, tokenAt(text, offset));
    return new MinibatchError("INVALID_DATA", `${name}:${line}:${column}: ${message}`, { file: name, line, column });
  }

  /** Rounds the numbers that the kernel has left: those of many digits, and those halfway between two f32. */
  #roundOdd(): void {
    const count = this.#get("odd");
    if (count === 0) return;
    const { buffer } = this.#kernels.memory;
    const list = new Uint32Array(buffer, this.#get("oddList"), 4 * count);
    const targets = new Float64Array(buffer, this.#get("targets"), this.#room.rows);
    const values = this.#values(this.#room.values);
    for (let i = 0; i < list.length; i += 4) {
      const text = new TextDecoder().decode(this.#bytes(list[i]!, list[i + 1]! - list[i]!));
      const isTarget = list[i + 3] === 1;
      const value = isTarget || values instanceof Float64Array ? Number(text) : roundTo32(text);
      if (!Number.isFinite(value)) throw this.#error("tooLarge", list[i]!);
      (isTarget ? targets : values)[list[i + 2]!] = value;
    }
    this.#set("odd", 0);
  }

  /** Copies the rows out of the memory. */
  #drain(): void {
    const rows = this.#get("rows");
    const count = this.#get("nonZeros");
    const { buffer } = this.#kernels.memory;
    this.#builder.append({
      rows,
      indptr: new Uint32Array(buffer, this.#get("indptr"), rows + 1),
      indices: new Uint32Array(buffer, this.#get("indices"), count),
      values: this.#values(count),
      targets: new Float64Array(buffer, this.#get("targets"), rows),
      ...(this.#options.hashing && { weights: new Float64Array(buffer, this.#get("weights"), rows) }),
    });
    this.#rows += rows;
    this.#set("rows", 0);
    this.#set("nonZeros", 0);
  }

  /** Gives every array its place, the text last; what the memory holds of the text moves with it. */
  #layOut(room: Room): void {
    const { memory } = this.#kernels;
    const places = new Places(this.#fixedEnd);
    const isHashed = this.#options.hashing !== undefined;
    const oddList = places.take(16 * room.odd);
    const indptr = places.take(4 * (room.rows + 1));
    const targets = places.take(8 * room.rows);
    const indices = places.take(4 * room.values);
    const values = places.take((this.#options.precision === "f32" ? 4 : 8) * room.values);
    const weights = places.take(isHashed ? 8 * room.rows : 0);
    const [keys, entries, sums] = [1, 2, 3].map(() => places.take(isHashed ? 8 * room.values : 0));
    const text = places.take(room.text);
    if (places.end > 2 ** 32) {
      const message = `${this.#options.name}: a line of more than 1 GiB, expected one row a line`;
      throw new MinibatchError("INVALID_DATA", message, { file: this.#options.name });
    }
    growTo(memory, places.end);
    this.#slots = new Uint32Array(memory.buffer, this.#record, READER_RECORD_BYTES / 4);
    if (this.#text > 0) new Uint8Array(memory.buffer).copyWithin(text, this.#text, this.#text + this.#filled);
    this.#text = text;
    this.#room = room;
    this.#set("oddList", oddList);
    this.#set("indptr", indptr);
    this.#set("targets", targets);
    this.#set("indices", indices);
    this.#set("values", values);
    this.#set("weights", weights);
    this.#set("keys", keys!);
    this.#set("entries", entries!);
    this.#set("sums", sums!);
    this.#set("rowsRoom", room.rows);
    this.#set("nonZerosRoom", room.values);
    this.#set("oddRoom", room.odd);
    new Uint32Array(memory.buffer)[indptr / 4] = 0;
  }

  #values(length: number): Float32Array | Float64Array {
    const { buffer } = this.#kernels.memory;
    const at = this.#get("values");
    return this.#options.precision === "f32"
      ? new Float32Array(buffer, at, length)
      : new Float64Array(buffer, at, length);
  }

  #bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#kernels.memory.buffer, at, length);
  }

  #get(name: keyof typeof READER_SLOT): number {
    return this.#slots[READER_SLOT[name]]!;
  }

  #set(name: keyof typeof READER_SLOT, value: number): void {
    this.#slots[READER_SLOT[name]] = value;
  }
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (const byte of bytes) if (byte === 10) lines++;
  return lines;
}
