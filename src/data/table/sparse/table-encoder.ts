import { CsrMatrix } from "../../../engine/matrix/csr-matrix.ts";
import type { DenseMatrix, Precision } from "../../../engine/matrix/dense-matrix.ts";
import type { NameTable } from "../../text/name-table.ts";
import { TextVectorizer } from "../../text/text-vectorizer.ts";
import { type RawRows, RowEncoder } from "../encode-rows.ts";
import { hashedBucket } from "../encoders/hashed.ts";
import type { TextEncoding, TextFrequencies } from "../encoders/text.ts";
import type { TableSchema } from "../table-schema.ts";
import { SparseSlots } from "./sparse-slots.ts";

/** What of a schema says how rows become features. */
export type TableLayout = Pick<TableSchema, "encoders" | "interactions" | "texts" | "layout">;

/** What is known of texts beside the schema. */
export interface TextKnowledge {
  /** Of each text, in how many training rows its features come. */
  readonly frequencies: readonly TextFrequencies[];
  /** Names of features of hashed words and of texts, by number of the feature; undefined where there are none. */
  readonly names: NameTable | undefined;
}

/** What a feature is called. */
export interface DescribedFeature {
  /** Its name. */
  readonly name: string;
  /** The column that it comes from. */
  readonly column: string;
  /** The value that a hashed word of the name gives it. */
  readonly sign?: 1 | -1;
}

/** What is known where there are no texts. */
export const NO_TEXTS: TextKnowledge = { frequencies: [], names: undefined };

/**
 * From the columns of a table to features, as its schema says: those of the columns, then those of the interactions, then
 * those of the texts. The rows are dense where the schema does not say that they are sparse.
 */
export class TableEncoder {
  /** The columns that are no texts. */
  readonly columns: RowEncoder;
  /** The texts. */
  readonly texts: readonly TextEncoding[];
  /** Number of features. */
  readonly features: number;
  /** Whether rows become sparse ones. */
  readonly isSparse: boolean;
  readonly #layout: TableLayout;
  readonly #knowledge: TextKnowledge;
  readonly #slots: SparseSlots;
  readonly #places: ReadonlyMap<string, number>;
  #vectorizers: readonly TextVectorizer[] | undefined;

  constructor(layout: TableLayout, knowledge: TextKnowledge = NO_TEXTS) {
    const { encoders, interactions = [], texts = [] } = layout;
    this.columns = new RowEncoder(encoders);
    this.texts = texts;
    this.isSparse = layout.layout === "sparse";
    this.#layout = layout;
    this.#knowledge = knowledge;
    this.#places = new Map(encoders.map(({ column }, i) => [column, i]));
    this.#slots = new SparseSlots(
      this.columns,
      interactions.map(({ first, second, features }) => ({ of: [this.#place(first), this.#place(second)], features })),
    );
    this.features = this.textStart(texts.length);
  }

  /** Features of the columns and interactions. */
  get plainFeatures(): number {
    const last = this.#slots.runs.at(-1);
    return last === undefined ? 0 : last.start + last.features;
  }

  /** Number of the first feature of a text. */
  textStart(text: number): number {
    return this.texts.slice(0, text).reduce((start, { buckets }) => start + buckets, this.plainFeatures);
  }

  /** The name of a feature and the column that it comes from; a hashed one without a known name is named by its number. */
  describe(feature: number): DescribedFeature {
    if (feature < this.columns.features) return this.#describeOwn(feature);
    if (feature < this.plainFeatures) return this.#describeProduct(feature);
    const text = this.texts.findIndex((_, i) => feature < this.textStart(i + 1));
    const { column } = this.texts[text]!;
    const known = this.#knowledge.names?.nameOf(feature);
    return {
      name: known === undefined ? `${column}#${feature - this.textStart(text)}` : `${column}: ${known}`,
      column,
    };
  }

  #describeOwn(feature: number): DescribedFeature {
    const encoder = this.#layout.encoders[this.#columnOf(feature)]!;
    const { column } = encoder;
    const word = encoder.kind === "hashed" ? this.#knowledge.names?.nameOf(feature) : undefined;
    if (encoder.kind !== "hashed" || word === undefined) return { name: this.columns.names[feature]!, column };
    return { name: `${column}=${word}`, column, sign: hashedBucket(word, encoder.buckets) < 0 ? -1 : 1 };
  }

  #describeProduct(feature: number): { readonly name: string; readonly column: string } {
    const pairs = this.#slots.runs.slice(this.columns.encoders.length);
    const pair = pairs.findIndex((run) => feature < run.start + run.features);
    const { first, second, features } = this.#layout.interactions![pair]!;
    const [a, b] = [this.#slots.runs[this.#place(first)]!, this.#slots.runs[this.#place(second)]!];
    const product = feature - pairs[pair]!.start;
    const column = `${first}^${second}`;
    if (features < a.features * b.features) return { name: `${column}#${product}`, column };
    const [i, j] = [a.start + Math.floor(product / b.features), b.start + (product % b.features)];
    return { name: `${this.columns.names[i]}^${this.columns.names[j]}`, column };
  }

  /**
   * The features of rows. It is the only way from values to features, for files and for records.
   *
   * @param raw - the rows
   * @param precision - width of the features
   * @param unseen - is added to, by encoder: rows with a value that training had not seen
   * @returns [rows, features]
   * @throws {MinibatchError} `INVALID_DATA` for texts that are no UTF-8
   */
  encode(raw: RawRows, precision: Precision, unseen?: Float64Array): DenseMatrix | CsrMatrix {
    if (!this.isSparse) return this.columns.encode(raw, precision, unseen);
    return this.encodeSparse(raw, precision, unseen);
  }

  /** As {@link encode}, of a schema whose rows are sparse. */
  encodeSparse(raw: RawRows, precision: Precision, unseen?: Float64Array): CsrMatrix {
    this.#vectorizers ??= this.texts.map((text, i) => vectorizerOf(text, this.#knowledge.frequencies[i]));
    const slots = this.#slots;
    slots.fill(raw, precision, unseen);
    const texts = this.#vectorizers.map((vectorizer, i) => vectorizer.transform(raw.texts?.[i] ?? []));
    const most = slots.values.length + texts.reduce((sum, { entries }) => sum + entries, 0);
    const indptr = new Uint32Array(raw.rows + 1);
    const indices = new Uint32Array(most);
    const values = precision === "f32" ? new Float32Array(most) : new Float64Array(most);
    const starts = texts.map((_, i) => this.textStart(i));
    let at = 0;
    for (let r = 0; r < raw.rows; r++) {
      for (let i = r * slots.stride; i < (r + 1) * slots.stride; i++) {
        if (slots.values[i] === 0) continue;
        indices[at] = slots.indices[i]!;
        values[at++] = slots.values[i]!;
      }
      for (let t = 0; t < texts.length; t++) {
        const text = texts[t]!;
        for (let i = text.indptr[r]!; i < text.indptr[r + 1]!; i++) {
          indices[at] = starts[t]! + text.indices[i]!;
          values[at++] = text.values[i]!;
        }
      }
      indptr[r + 1] = at;
    }
    return CsrMatrix.unchecked(indptr, indices.slice(0, at), values.slice(0, at), raw.rows, this.features);
  }

  #place(column: string): number {
    return this.#places.get(column)!;
  }

  /** Position of the encoder that makes a feature. */
  #columnOf(feature: number): number {
    const { starts } = this.columns;
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! <= feature) low = middle;
      else high = middle;
    }
    return low;
  }
}

/** What makes the rows of a text, which are then brought to the features' width. */
export function vectorizerOf(text: TextEncoding, known: TextFrequencies | undefined): TextVectorizer {
  const { analyzer, ngrams, weighting, buckets } = text;
  const options = { analyzer, ngrams, weighting, columns: buckets, precision: "f64" } as const;
  return known === undefined ? new TextVectorizer(options) : TextVectorizer.fromState({ options, ...known });
}
