import { MinibatchError } from "../../../engine/errors.ts";

/**
 * The products of the features of two columns: of words a feature for each pair, of a word and a number the number where
 * the word is there. The product of feature i of the first and feature j of the second is feature i * (features of the
 * second) + j, modulo `features` where there are more products than that; products that meet in a feature are added.
 */
export interface InteractionEncoding {
  /** Which encoder it is. */
  readonly kind: "interaction";
  /** Name of the first column. */
  readonly first: string;
  /** Name of the second column. */
  readonly second: string;
  /** Number of features. */
  readonly features: number;
}

/** Products beyond this many share features. */
const MOST_FEATURES = 2 ** 18;

/**
 * The interaction of two columns.
 *
 * @param features - features that each of the two makes
 */
export function interactionOf(
  [first, second]: readonly [string, string],
  features: readonly [number, number],
): InteractionEncoding {
  return { kind: "interaction", first, second, features: Math.min(features[0] * features[1], MOST_FEATURES) };
}

/**
 * Checks the columns of an interaction.
 *
 * @param encoded - names of the columns that become features and are no texts
 * @throws {MinibatchError} `INVALID_DATA` naming the first column that is not among them
 */
export function checkInteraction(pair: readonly [string, string], encoded: readonly string[], file: string): void {
  const wrong = pair.find((name) => !encoded.includes(name));
  if (wrong === undefined) return;
  const message = `${file}: interaction ${pair.join(":")}: ${JSON.stringify(wrong)} is no column of words, numbers or dates that is learned from`;
  throw new MinibatchError("INVALID_DATA", message, { file, column: wrong });
}
