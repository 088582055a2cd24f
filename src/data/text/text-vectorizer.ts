import { MinibatchError } from "../../engine/errors.ts";
import { log } from "../../engine/math/log.ts";
import { CsrMatrix } from "../../engine/matrix/csr-matrix.ts";
import { growTo, Places } from "../kernels/places.ts";
import { type TextKernels, textKernels } from "../kernels/text-kernels.ts";
import { kernelNamesBytes, readKernelNames, writeKernelNames } from "./kernel-names.ts";
import type { NameTable } from "./name-table.ts";
import { sliceTexts, type TextBatch, toTextBatch } from "./text-batch.ts";
import {
  analyzerCode,
  normCode,
  type ResolvedTextOptions,
  resolveTextOptions,
  type TextOptions,
} from "./text-options.ts";
import { CODE_POINTS, characterCodes, highWords } from "./unicode.ts";
import {
  VECTORIZER_RECORD_BYTES,
  VECTORIZER_SLOT,
  VECTORIZER_STATUS,
  type VectorizerSlot,
} from "./vectorizer-record.ts";

/** Texts go through the kernel in stretches of about this many bytes and at most so many texts. */
const STRETCH_BYTES = 262144;
const STRETCH_TEXTS = 8192;

/** Names that are kept by default. */
const MOST_NAMES = 262144;

/** What a {@link TextVectorizer} is made of, as plain values. */
export interface TextVectorizerState {
  /** Its options. */
  readonly options: TextOptions;
  /** How many texts were learned from; 0 where none were. */
  readonly documents: number;
  /** Columns that came in these texts, ascending. */
  readonly columns: Uint32Array;
  /** In how many of the texts each of them came. */
  readonly frequencies: Uint32Array;
}

/** Rows as the kernel leaves them: views of its memory. */
interface KernelRows {
  readonly rows: number;
  readonly indptr: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float64Array;
}

/**
 * Turns texts into sparse rows: n-grams of words or characters, hashed to columns by MurmurHash3 and counted; the counts
 * may be weighted by how rare an n-gram is and brought to unit length.
 *
 * The rows are those of scikit-learn 1.9: `HashingVectorizer` with `n_features = columns`, and with weighting `"tfidf"`
 * `HashingVectorizer(alternate_sign=False, norm=None)` followed by `TfidfTransformer(norm)`. Words, spaces and lower case
 * are Python's, in Unicode 14.
 *
 * @example
 * const vectorizer = new TextVectorizer({ ngrams: [1, 2] }).learn(["free entry now", "see you later"]);
 * const X = vectorizer.transform(["free now"]);
 */
export class TextVectorizer {
  /** All options with their defaults. */
  readonly options: ResolvedTextOptions;
  readonly #kernels: TextKernels = textKernels();
  readonly #record: number;
  readonly #fixedEnd: number;
  readonly #idf: number;
  #frequencies = 0;
  #names = 0;
  #end = 0;
  #documents = 0;
  #idfDocuments = 0;
  #slots: Uint32Array = new Uint32Array(0);

  /** @throws {MinibatchError} `INVALID_OPTION` naming the first option that is not allowed */
  constructor(options: TextOptions = {}) {
    this.options = resolveTextOptions(options);
    const { memory, heapBase } = this.#kernels;
    const codes = characterCodes();
    const high = highWords();
    const places = new Places(heapBase);
    this.#record = places.take(VECTORIZER_RECORD_BYTES);
    const codesAt = places.take(codes.byteLength);
    const highAt = places.take(high.byteLength);
    this.#idf = this.options.weighting === "tfidf" ? places.take(8 * this.options.columns) : 0;
    this.#fixedEnd = places.end;
    this.#end = places.end;
    growTo(memory, places.end);
    new Uint32Array(memory.buffer, codesAt, codes.length).set(codes);
    new Uint32Array(memory.buffer, highAt, high.length).set(high);
    const { analyzer, ngrams, columns, lowercase, alternateSign, weighting, norm } = this.options;
    this.#viewSlots();
    this.#set({ codes: codesAt, codePoints: CODE_POINTS, highWords: highAt, analyzer: analyzerCode(analyzer) });
    this.#set({ shortest: ngrams[0], longest: ngrams[1], columns, lowercase: Number(lowercase) });
    this.#set({ signed: Number(alternateSign), binary: Number(weighting === "binary"), norm: normCode(norm) });
  }

  /** A vectorizer from the values of {@link toState}. */
  static fromState({ options, documents, columns, frequencies }: TextVectorizerState): TextVectorizer {
    const vectorizer = new TextVectorizer(options);
    vectorizer.#documents = documents;
    if (documents > 0) {
      vectorizer.#beginLearning(0);
      const counts = vectorizer.#frequencyView();
      columns.forEach((column, i) => {
        counts[column] = frequencies[i]!;
      });
    }
    return vectorizer;
  }

  /**
   * Learns from the texts of training rows, in one call or several: in how many of them each column comes, for `"tfidf"`,
   * and the names of columns. Other weightings need it only for the names.
   *
   * @param texts - strings, or UTF-8
   * @param names - most names to keep, default 262,144; 0 for none. The first call decides.
   * @throws {MinibatchError} `INVALID_DATA` for bytes that are no UTF-8
   */
  learn(texts: readonly string[] | TextBatch, names: number = MOST_NAMES): this {
    if (this.#frequencies === 0) this.#beginLearning(names);
    this.#set({ frequencies: this.#frequencies, names: this.#names, idf: 0 });
    try {
      this.#work(toBatch(texts), ({ rows }) => {
        this.#documents += rows;
      });
    } finally {
      this.#set({ frequencies: 0, names: 0 });
    }
    return this;
  }

  /**
   * The rows of texts.
   *
   * @param texts - strings, or UTF-8
   * @returns [texts, columns], columns ascending in each row
   * @throws {MinibatchError} `INVALID_DATA` for bytes that are no UTF-8; `NOT_FITTED` with `"tfidf"` before {@link learn}
   */
  transform(texts: readonly string[] | TextBatch): CsrMatrix {
    if (this.#idf !== 0) this.#useIdf();
    const parts: { indptr: Uint32Array; indices: Uint32Array; values: Float32Array | Float64Array }[] = [];
    const isSingle = this.options.precision === "f32";
    this.#work(toBatch(texts), ({ indptr, indices, values }) => {
      parts.push({
        indptr: indptr.slice(1),
        indices: indices.slice(),
        values: isSingle ? Float32Array.from(values) : values.slice(),
      });
    });
    return joinRows(parts, this.options);
  }

  /** The names of columns that were kept while learning. */
  names(): NameTable | undefined {
    return this.#names === 0 ? undefined : readKernelNames(this.#kernels.memory.buffer, this.#names);
  }

  /** What the vectorizer is made of, for a model file. */
  toState(): TextVectorizerState {
    const { options } = this;
    const counts = this.#frequencies === 0 ? new Uint32Array(0) : this.#frequencyView();
    const columns = Uint32Array.from(Array.from(counts.keys()).filter((column) => counts[column] !== 0));
    return { options, documents: this.#documents, columns, frequencies: columns.map((column) => counts[column]!) };
  }

  #beginLearning(names: number): void {
    const places = new Places(this.#fixedEnd);
    const { memory } = this.#kernels;
    this.#frequencies = places.take(4 * this.options.columns);
    this.#names = names === 0 ? 0 : places.take(kernelNamesBytes(names));
    this.#end = places.end;
    growTo(memory, places.end);
    this.#viewSlots();
    this.#frequencyView().fill(0);
    if (this.#names !== 0) writeKernelNames(memory.buffer, this.#names, names);
  }

  #frequencyView(): Uint32Array {
    return new Uint32Array(this.#kernels.memory.buffer, this.#frequencies, this.options.columns);
  }

  /** idf = ln((1 + texts) / (1 + texts with the column)) + 1, as TfidfTransformer has it. */
  #useIdf(): void {
    if (this.#documents === 0) {
      throw new MinibatchError(
        "NOT_FITTED",
        'text vectorizer: weighting "tfidf" needs texts to learn from: call learn',
      );
    }
    this.#set({ idf: this.#idf });
    if (this.#idfDocuments === this.#documents) return;
    this.#idfDocuments = this.#documents;
    const idf = new Float64Array(this.#kernels.memory.buffer, this.#idf, this.options.columns);
    const counts = this.#frequencyView();
    const known = new Map<number, number>();
    for (let column = 0; column < idf.length; column++) {
      const count = counts[column]!;
      let value = known.get(count);
      if (value === undefined) {
        value = log((1 + this.#documents) / (1 + count)) + 1;
        known.set(count, value);
      }
      idf[column] = value;
    }
  }

  /** Runs the kernel over texts, stretch by stretch, and hands out the rows. */
  #work(batch: TextBatch, take: (rows: KernelRows) => void): void {
    const texts = batch.offsets.length - 1;
    for (let first = 0; first < texts; ) {
      let last = first + 1;
      while (
        last < texts &&
        last - first < STRETCH_TEXTS &&
        batch.offsets[last + 1]! - batch.offsets[first]! <= STRETCH_BYTES
      ) {
        last++;
      }
      this.#stretch(sliceTexts(batch, first, last), first, take);
      first = last;
    }
  }

  #stretch({ bytes, offsets }: TextBatch, first: number, take: (rows: KernelRows) => void): void {
    const count = offsets.length - 1;
    let longest = 0;
    for (let i = 0; i < count; i++) longest = Math.max(longest, offsets[i + 1]! - offsets[i]!);
    const span = this.options.ngrams[1] - this.options.ngrams[0] + 1;
    // A text of n bytes has at most so many n-grams of one length: blanks between words may count twice.
    const entries = 2 * (longest + 2) * span;
    const room = Math.max(65536, entries);
    const places = new Places(this.#end);
    const texts = places.take(bytes.length);
    const textOffsets = places.take(4 * (count + 1));
    const indptr = places.take(4 * (count + 1));
    const indices = places.take(4 * room);
    const values = places.take(8 * room);
    // The lower case of a character takes at most half as many bytes again.
    const scratch = places.take(2 * longest + 16);
    const parts = places.take(8 * (longest + 4));
    const keys = places.take(8 * entries);
    const signs = places.take(8 * entries);
    if (places.end > 2 ** 32) {
      throw new MinibatchError(
        "INVALID_DATA",
        `text ${first}: ${longest} bytes with these n-grams need more than 4 GiB`,
      );
    }
    const { memory } = this.#kernels;
    growTo(memory, places.end);
    this.#viewSlots();
    new Uint8Array(memory.buffer, texts, bytes.length).set(bytes);
    new Uint32Array(memory.buffer, textOffsets, count + 1).set(offsets);
    new Uint32Array(memory.buffer, indptr, 1)[0] = 0;
    this.#set({ texts, offsets: textOffsets, count, next: 0, rows: 0, nonZeros: 0, room, indptr, indices, values });
    this.#set({ scratch, parts, keys, signs });
    const drain = (): void => {
      const { buffer } = memory;
      const rows = this.#get("rows");
      const nonZeros = this.#get("nonZeros");
      if (rows === 0) return;
      take({
        rows,
        indptr: new Uint32Array(buffer, indptr, rows + 1),
        indices: new Uint32Array(buffer, indices, nonZeros),
        values: new Float64Array(buffer, values, nonZeros),
      });
      this.#set({ rows: 0, nonZeros: 0 });
    };
    let status = this.#kernels.vectorize(this.#record);
    while (status === VECTORIZER_STATUS.full) {
      drain();
      status = this.#kernels.vectorize(this.#record);
    }
    drain();
    if (status === VECTORIZER_STATUS.done) return;
    const next = this.#get("next");
    if (status === VECTORIZER_STATUS.invalid) {
      const offset = this.#get("errorAt") - texts - offsets[next]!;
      const message = `text ${first + next}: byte ${offset + 1} is no UTF-8: convert the texts first`;
      throw new MinibatchError("INVALID_DATA", message, { row: first + next });
    }
    this.#special(sliceTexts({ bytes, offsets }, next, next + 1), first + next, take);
    if (next + 1 < count) this.#stretch(sliceTexts({ bytes, offsets }, next + 1, count), first + next + 1, take);
  }

  /** A text whose lower case the kernel cannot find: a capital sigma, or an I with a dot. */
  #special({ bytes }: TextBatch, row: number, take: (rows: KernelRows) => void): void {
    const lower = toTextBatch([new TextDecoder().decode(bytes).toLowerCase()]);
    this.#set({ lowercase: 0 });
    try {
      this.#stretch(lower, row, take);
    } finally {
      this.#set({ lowercase: 1 });
    }
  }

  #viewSlots(): void {
    const { buffer } = this.#kernels.memory;
    this.#slots = new Uint32Array(buffer, this.#record, VECTORIZER_RECORD_BYTES / 4);
  }

  #get(name: VectorizerSlot): number {
    return this.#slots[VECTORIZER_SLOT[name]]!;
  }

  #set(values: Partial<Record<VectorizerSlot, number>>): void {
    for (const [name, value] of Object.entries(values)) this.#slots[VECTORIZER_SLOT[name as VectorizerSlot]] = value;
  }
}

function toBatch(texts: readonly string[] | TextBatch): TextBatch {
  return "bytes" in texts ? texts : toTextBatch(texts);
}

function joinRows(
  parts: readonly { indptr: Uint32Array; indices: Uint32Array; values: Float32Array | Float64Array }[],
  { columns, precision }: ResolvedTextOptions,
): CsrMatrix {
  const rows = parts.reduce((sum, { indptr }) => sum + indptr.length, 0);
  const count = parts.reduce((sum, { indices }) => sum + indices.length, 0);
  const indptr = new Uint32Array(rows + 1);
  const indices = new Uint32Array(count);
  const values = precision === "f32" ? new Float32Array(count) : new Float64Array(count);
  let row = 0;
  let at = 0;
  for (const part of parts) {
    for (const end of part.indptr) indptr[++row] = at + end;
    indices.set(part.indices, at);
    values.set(part.values, at);
    at += part.indices.length;
  }
  return CsrMatrix.unchecked(indptr, indices, values, rows, columns);
}
