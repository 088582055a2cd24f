import { suggestion } from "../../data/text/suggestion.ts";

/** How the text of an option's value becomes a value. */
export interface ValueType<T> {
  /** What is accepted, to follow "expected". */
  readonly expected: string;
  /** The value, or undefined where the text is not acceptable. */
  parse(text: string): T | undefined;
  /** What a text that is not acceptable was probably meant to be. */
  suggest?(text: string): string | undefined;
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The finite number that a decimal notation stands for; undefined for anything else (`0x10`, `Infinity`, nothing). */
function parseDecimal(text: string): number | undefined {
  const number = decimal.test(text.trim()) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/**
 * A whole number from `min` up, at most 2^53 - 1. `100.0` and `1e3` are whole numbers.
 *
 * @param limits - `min`: the smallest accepted; `max`: the largest accepted, default 2^53 - 1
 */
export function wholeNumber(limits: { readonly min: number; readonly max?: number }): ValueType<number> {
  const { min, max } = limits;
  return {
    expected: max === undefined ? `a whole number >= ${min}` : `a whole number from ${min} to ${max}`,
    parse(text) {
      const number = parseDecimal(text);
      if (number === undefined || !Number.isSafeInteger(number)) return undefined;
      return number >= min && number <= (max ?? number) ? number : undefined;
    },
  };
}

/**
 * A finite number.
 *
 * @param limits - `above` and `below`: bounds that are not accepted themselves; `min`: the smallest accepted
 */
export function realNumber(limits: {
  readonly above?: number;
  readonly below?: number;
  readonly min?: number;
}): ValueType<number> {
  const { above, below, min } = limits;
  const bounds = [
    ...(min === undefined ? [] : [`>= ${min}`]),
    ...(above === undefined ? [] : [`> ${above}`]),
    ...(below === undefined ? [] : [`< ${below}`]),
  ];
  return {
    expected: `a number ${bounds.join(" and ")}`.trimEnd(),
    parse(text) {
      const number = parseDecimal(text);
      if (number === undefined) return undefined;
      const inside =
        (above === undefined || number > above) &&
        (below === undefined || number < below) &&
        (min === undefined || number >= min);
      return inside ? number : undefined;
    },
  };
}

/** What another type accepts, or a word. */
export function orWord<T, const Word extends string>(type: ValueType<T>, word: Word): ValueType<T | Word> {
  return {
    expected: `${type.expected} or ${word}`,
    parse: (text) => (text === word ? word : type.parse(text)),
  };
}

/** One of a few words. */
export function oneOf<const T extends string>(...words: readonly T[]): ValueType<T> {
  return {
    expected: `one of ${words.join(", ")}`,
    parse: (text) => words.find((word) => word === text),
    suggest: (text) => suggestion(text, words),
  };
}

/**
 * Texts separated by commas; a comma within one has a backslash before it, and an empty one is allowed.
 *
 * @param what - what they are, to follow "expected"
 */
export function textList(what: string): ValueType<readonly string[]> {
  return {
    expected: what,
    parse: (text) => [...text.matchAll(/(?:^|,)((?:\\,|[^,])*)/g)].map(([, part = ""]) => part.replaceAll("\\,", ",")),
  };
}

/** Any text but an empty one. */
export function someText(what: string): ValueType<string> {
  return {
    expected: what,
    parse: (text) => (text.trim() === "" ? undefined : text),
  };
}
