import type { TextEncoding, TextFrequencies } from "../../data/table/encoders/text.ts";
import { vectorizerOf } from "../../data/table/sparse/table-encoder.ts";
import { NameTable } from "../../data/text/name-table.ts";
import type { TextAnalyzer, TextWeighting } from "../../data/text/text-options.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import type { FittedColumn } from "./fit-encoders.ts";
import { PART } from "./part.ts";
import type { PlannedColumn } from "./plan-columns.ts";
import { TextStream } from "./text-stream.ts";

/** How texts become features. */
export interface TextColumnOptions {
  /** What texts are cut into. Default `"word"`. */
  readonly analyzer?: TextAnalyzer;
  /** Fewest and most parts of an n-gram, 1 to 64. Default `[1, 1]`. */
  readonly ngrams?: readonly [shortest: number, longest: number];
  /** What an n-gram counts. Default `"tfidf"`. */
  readonly weighting?: TextWeighting;
  /**
   * Each text gets 2 to this power features, and so do the words of a column that has too many for a feature each; 1 to 26.
   * Default 18 for a text, 8 for words.
   */
  readonly bits?: number;
}

/** What became of text columns. */
export interface FittedTexts {
  /** All columns: texts without a word are left out. */
  readonly fitted: readonly FittedColumn[];
  /** The texts that have words. */
  readonly texts: readonly FittedText[];
}

/** A text column that the training rows were learned from. */
export interface FittedText {
  /** The column as it was planned. */
  readonly planned: PlannedColumn;
  /** How it becomes features. */
  readonly encoding: TextEncoding;
  /** In how many training rows its features come. */
  readonly frequencies: TextFrequencies;
  /** Names of its features, from 0. */
  readonly names: NameTable;
  /** Share of the training rows in which it is missing or empty. */
  readonly missing: number;
}

/** Features of a text are 2 to this power, where nothing else is said. */
const TEXT_BITS = 18;

/** Rows that are learned from at once. */
const STRETCH_ROWS = 8192;

/** The SQL of columns that are texts. */
export function textColumns(planned: readonly PlannedColumn[]): string[] {
  return planned.flatMap(({ text }) => (text === undefined ? [] : [text]));
}

/**
 * Learns the n-grams of text columns from the training rows.
 *
 * @param fitted - all columns; those without a text are passed over
 * @param from - what stands after FROM, in the order of `part`
 * @param part - what each row is for
 * @throws {MinibatchError} `INVALID_OPTION` for an option of texts that is not allowed
 */
export async function fitTexts(
  session: DuckDBSession,
  fitted: readonly FittedColumn[],
  from: string,
  part: Uint8Array,
  { analyzer = "word", ngrams = [1, 1], weighting = "tfidf", bits = TEXT_BITS }: TextColumnOptions,
): Promise<FittedTexts> {
  const planned = fitted.map((column) => column.planned);
  const texts = planned.filter(({ text }) => text !== undefined);
  if (texts.length === 0) return { fitted, texts: [] };
  const encodings = texts.map(
    ({ column }): TextEncoding => ({
      kind: "text",
      column: column.name,
      buckets: 2 ** bits,
      analyzer,
      ngrams,
      weighting,
    }),
  );
  const vectorizers = encodings.map((encoding) => vectorizerOf(encoding, undefined));
  const empty = texts.map(() => 0);
  const stream = new TextStream(session, textColumns(planned), from);
  let trained = 0;
  for (let first = 0; first < part.length; first += STRETCH_ROWS) {
    const taken = await stream.take(Math.min(STRETCH_ROWS, part.length - first));
    for (const [i, all] of taken.entries()) {
      const chosen = all.filter((_, row) => part[first + row] === PART.train);
      vectorizers[i]!.learn(chosen);
      empty[i] = empty[i]! + chosen.filter((text) => text === "").length;
      if (i === 0) trained += chosen.length;
    }
  }
  const found = texts.map((column, i): FittedText => {
    const { documents, columns, frequencies } = vectorizers[i]!.toState();
    return {
      planned: column,
      encoding: encodings[i]!,
      frequencies: { documents, columns, frequencies },
      names: vectorizers[i]!.names() ?? NameTable.none(),
      missing: empty[i]! / Math.max(1, trained),
    };
  });
  const useful = found.filter(({ frequencies }) => frequencies.columns.length > 0);
  const missing = new Map(found.map((text) => [text.planned, useful.includes(text) ? undefined : text.missing]));
  return { fitted: fitted.map((column) => withoutWords(column, missing.get(column.planned))), texts: useful };
}

/** A text in which no training row has a word, as a column that is left out. */
function withoutWords(column: FittedColumn, missing: number | undefined): FittedColumn {
  return missing === undefined ? column : { ...column, missing, dropped: "no word in any training row" };
}
