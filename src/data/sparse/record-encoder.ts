import { MinibatchError } from "../../engine/errors.ts";
import type { CsrMatrix } from "../../engine/matrix/csr-matrix.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import { FeatureHasher } from "../text/feature-hasher.ts";
import { NameTable } from "../text/name-table.ts";
import type { TextOptions } from "../text/text-options.ts";
import { TextVectorizer } from "../text/text-vectorizer.ts";
import { namedValues } from "./named-values.ts";
import { stackColumns } from "./stack-columns.ts";

/** What a column of records holds: sentences, words that are one value each, or numbers. */
export type RecordKind = "text" | "word" | "number";

/** A column of records: its name and its values, one a row; `null` or NaN where there is none. */
export interface RecordColumn {
  /** Its name. */
  readonly name: string;
  /** What it holds. */
  readonly kind: RecordKind;
  /** Strings of a text or a word, numbers of a number. */
  readonly values: readonly (string | null)[] | Float64Array;
}

/** How records become sparse rows. */
export interface RecordOptions {
  /** How texts become n-grams; `columns` is set by `bits`. */
  readonly text?: TextOptions;
  /** Each text column, and all other columns together, get 2 to this power columns; 1 to 26, default 18. */
  readonly bits?: number;
  /** Pairs of columns, words or numbers, whose product becomes a feature, too. */
  readonly interactions?: readonly (readonly [first: string, second: string])[];
  /** Width of the values; default `"f32"`. */
  readonly precision?: Precision;
}

/** What an encoder knows of a column. */
export type RecordColumnState =
  | {
      /** Its name. */
      readonly name: string;
      /** Words that are one value each. */
      readonly kind: "word";
    }
  | {
      /** Its name. */
      readonly name: string;
      /** Numbers. */
      readonly kind: "number";
      /** Mean of the training rows. */
      readonly mean: number;
      /** Standard deviation of the training rows; 1 where it is 0. */
      readonly scale: number;
    }
  | {
      /** Its name. */
      readonly name: string;
      /** Sentences. */
      readonly kind: "text";
      /** Texts learned from. */
      readonly documents: number;
      /** Columns that came in them, ascending. */
      readonly columns: readonly number[];
      /** In how many texts each of these came. */
      readonly frequencies: readonly number[];
    };

/** A {@link RecordEncoder} as plain values. */
export interface RecordEncoderState {
  /** The columns, in the order they are given. */
  readonly columns: readonly RecordColumnState[];
  /** How texts become n-grams. */
  readonly text: TextOptions;
  /** Each text, and all other columns together, have 2 to this power columns. */
  readonly bits: number;
  /** Pairs of columns that are multiplied. */
  readonly interactions: readonly (readonly [first: string, second: string])[];
  /** Width of the values. */
  readonly precision: Precision;
}

/** Names of words, numbers and their products that are kept. */
const MOST_NAMES = 262144;

/**
 * Turns records with texts, words and numbers into sparse rows. The features of words and numbers come first, hashed together;
 * behind them those of each text. A word becomes the feature `column=word` of value 1, a number `column` with its
 * standardised value, a missing number `column (missing)`, a pair of columns the product of both.
 */
export class RecordEncoder {
  readonly #state: RecordEncoderState;
  readonly #hasher: FeatureHasher;
  readonly #texts: ReadonlyMap<string, TextVectorizer>;
  readonly #names: Set<string>;

  private constructor(state: RecordEncoderState, texts: ReadonlyMap<string, TextVectorizer>) {
    this.#state = state;
    this.#texts = texts;
    this.#hasher = new FeatureHasher({ columns: 2 ** state.bits, alternateSign: false, precision: state.precision });
    this.#names = new Set();
  }

  /**
   * An encoder that learns from the columns of training rows: means and scales of numbers, n-grams of texts, names.
   *
   * @throws {MinibatchError} `INVALID_OPTION` for an option that is not allowed, or an interaction of a column that is a text or
   * not there
   */
  static fit(columns: readonly RecordColumn[], options: RecordOptions = {}): RecordEncoder {
    const { text = {}, bits = 18, interactions = [], precision = "f32" } = options;
    if (!(Number.isInteger(bits) && bits >= 1 && bits <= 26)) {
      throw new MinibatchError("INVALID_OPTION", `bits: got ${bits}, expected a whole number, 1 to 26`, {
        option: "bits",
      });
    }
    checkInteractions(columns, interactions);
    const texts = new Map<string, TextVectorizer>();
    const states = columns.map((column): RecordColumnState => {
      const { name, kind, values } = column;
      if (kind === "word") return { name, kind };
      if (kind === "number") return { name, kind, ...spread(values as Float64Array) };
      const vectorizer = new TextVectorizer({ ...text, columns: 2 ** bits, precision }).learn(textsOf(column));
      texts.set(name, vectorizer);
      return { name, kind, ...textState(vectorizer) };
    });
    const encoder = new RecordEncoder({ columns: states, text, bits, interactions, precision }, texts);
    for (const row of namedValues(encoder.#state, columns)) {
      for (const [name] of row) if (encoder.#names.size < MOST_NAMES) encoder.#names.add(name);
    }
    return encoder;
  }

  /** The encoder of a state. */
  static fromState(state: RecordEncoderState): RecordEncoder {
    const texts = new Map<string, TextVectorizer>();
    for (const column of state.columns) {
      if (column.kind !== "text") continue;
      const { documents, columns, frequencies } = column;
      const options = { ...state.text, columns: 2 ** state.bits, precision: state.precision };
      const known = { columns: Uint32Array.from(columns), frequencies: Uint32Array.from(frequencies) };
      texts.set(column.name, TextVectorizer.fromState({ options, documents, ...known }));
    }
    return new RecordEncoder(state, texts);
  }

  /** The encoder as plain values, which JSON keeps. */
  toState(): RecordEncoderState {
    return this.#state;
  }

  /** Columns of the rows it makes. */
  get columns(): number {
    return 2 ** this.#state.bits * (1 + this.#texts.size);
  }

  /**
   * The rows of records given by column.
   *
   * @param columns - the columns of the state, in its order, all of the same length
   */
  encode(columns: readonly RecordColumn[]): CsrMatrix {
    const named = this.#hasher.transform(namedValues(this.#state, columns));
    const texts = columns.flatMap((column) => this.#texts.get(column.name)?.transform(textsOf(column)) ?? []);
    return stackColumns([named, ...texts]);
  }

  /** The names of columns that were seen while fitting. */
  names(): NameTable {
    const names = [...this.#names];
    const hashed = this.#hasher.transform(names.map((name) => [name]));
    const found = new Map<number, { readonly name: string; collided: 0 | 1 }>();
    names.forEach((name, i) => {
      const column = hashed.indices[hashed.indptr[i]!]!;
      const known = found.get(column);
      if (known === undefined) found.set(column, { name, collided: 0 });
      else known.collided = 1;
    });
    const entries = [...found].sort(([a], [b]) => a - b).map(([column, entry]) => ({ column, ...entry }));
    let first = 0;
    for (const [column, vectorizer] of this.#texts) {
      first += 2 ** this.#state.bits;
      const table = vectorizer.names();
      table?.names.forEach((ngram, i) => {
        const name = this.#texts.size === 1 ? ngram : `${column}: ${ngram}`;
        entries.push({ column: first + table.columns[i]!, name, collided: table.collided[i] === 1 ? 1 : 0 });
      });
    }
    return new NameTable(
      Uint32Array.from(entries, ({ column }) => column),
      entries.map(({ name }) => name),
      Uint8Array.from(entries, ({ collided }) => collided),
    );
  }
}

function textState(vectorizer: TextVectorizer) {
  const { documents, columns, frequencies } = vectorizer.toState();
  return { documents, columns: Array.from(columns), frequencies: Array.from(frequencies) };
}

/** The texts of a column; a missing one is empty. */
function textsOf({ values }: RecordColumn): string[] {
  return (values as readonly (string | null)[]).map((value) => value ?? "");
}

function checkInteractions(
  columns: readonly RecordColumn[],
  interactions: readonly (readonly [first: string, second: string])[],
): void {
  for (const name of interactions.flat()) {
    const kind = columns.find((column) => column.name === name)?.kind;
    if (kind === "word" || kind === "number") continue;
    const what = kind === undefined ? "there is no such column" : "the column is a text";
    const message = `interactions: ${JSON.stringify(name)}: ${what}, expected a column of words or numbers`;
    throw new MinibatchError("INVALID_OPTION", message, { option: "interactions", column: name });
  }
}

function spread(values: Float64Array): { readonly mean: number; readonly scale: number } {
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count++;
    const step = value - mean;
    mean += step / count;
    squares += step * (value - mean);
  }
  return { mean, scale: Math.sqrt(squares / Math.max(1, count)) || 1 };
}
