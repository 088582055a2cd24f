import type { TextAnalyzer, TextWeighting } from "../../data/text/text-options.ts";
import type { SparseFormat } from "../../node/sparse/sparse-file.ts";
import type { OptionTable } from "../options/option-table.ts";
import { oneOf, textList, type ValueType, wholeNumber } from "../options/value-type.ts";

/** Options of `minibatch train` for sparse rows and texts; what is not given is left to `trainSparse` and `trainTable`. */
export interface SparseCommandOptions {
  /** Format of a file of sparse rows. */
  readonly format?: SparseFormat;
  /** Index of the first column of a libsvm file. */
  readonly indexBase?: 0 | 1;
  /** Hashed names get 2 to this power columns. */
  readonly bits?: number;
  /** Whether rows are computed with as sparse ones. */
  readonly layout?: "auto" | "dense" | "sparse";
  /** Columns of sentences. */
  readonly text?: readonly string[];
  /** Fewest and most parts of an n-gram. */
  readonly ngrams?: readonly [shortest: number, longest: number];
  /** What texts are cut into. */
  readonly analyzer?: TextAnalyzer;
  /** What an n-gram counts. */
  readonly weighting?: TextWeighting;
  /** Pairs of columns whose product becomes a feature. */
  readonly interactions?: readonly (readonly [first: string, second: string])[];
}

const indexBase: ValueType<0 | 1> = {
  expected: "0 or 1",
  parse: (text) => (text === "0" ? 0 : text === "1" ? 1 : undefined),
};

const ngrams: ValueType<readonly [shortest: number, longest: number]> = {
  expected: "a whole number, 1 to 64, or two with a colon between them, the smaller first",
  parse(text) {
    const [, shortest, longest] = /^(\d{1,2})(?::(\d{1,2}))?$/.exec(text) ?? [];
    if (shortest === undefined) return undefined;
    const pair = [Number(shortest), Number(longest ?? shortest)] as const;
    return pair[0] >= 1 && pair[0] <= pair[1] && pair[1] <= 64 ? pair : undefined;
  },
};

const pairs: ValueType<readonly (readonly [first: string, second: string])[]> = {
  expected: "pairs of columns such as city:plan, separated by commas",
  parse(text) {
    const found = text.split(",").map((pair) => pair.split(":"));
    return found.every((pair) => pair.length === 2 && pair.every((name) => name !== ""))
      ? found.map(([first = "", second = ""]) => [first, second] as const)
      : undefined;
  },
};

/** The options, as parsed and as shown by the help. */
export const sparseOptions: OptionTable<SparseCommandOptions> = {
  format: {
    flags: "--format <format>",
    help: "libsvm or vw: a file of sparse rows (default: by its ending or first row)",
    type: oneOf("libsvm", "vw"),
  },
  indexBase: {
    flags: "--index-base <n>",
    help: "index of a libsvm file's first column (default: 0 where it has an index 0, else 1)",
    type: indexBase,
  },
  text: { flags: "--text <columns>", help: "columns of sentences", type: textList("names of columns"), repeats: true },
  ngrams: {
    flags: "--ngrams <n[:m]>",
    help: "fewest and most words of a feature of a text (default: 1)",
    type: ngrams,
  },
  analyzer: {
    flags: "--analyzer <parts>",
    help: "what texts are cut into: word, char or char_wb (default: word)",
    type: oneOf("word", "char", "char_wb"),
  },
  weighting: {
    flags: "--weighting <mode>",
    help: "what a feature of a text counts: counts, binary or tfidf (default: tfidf)",
    type: oneOf("counts", "binary", "tfidf"),
  },
  interactions: { flags: "--interactions <pairs>", help: "columns to multiply: a:b,c:d", type: pairs, repeats: true },
  bits: {
    flags: "--bits <n>",
    help: "hashed names get 2^n columns (default: 18, words of a table 8)",
    type: wholeNumber({ min: 1, max: 28 }),
  },
  layout: {
    flags: "--layout <layout>",
    help: "rows of a table in memory: auto, dense or sparse (default: auto, by size)",
    type: oneOf("auto", "dense", "sparse"),
  },
};
