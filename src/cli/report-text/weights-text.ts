import { missingName } from "../../data/table/encoders/numeric.ts";
import type { OutputFeatureWeights } from "../../data/table/feature-weights.ts";
import { significant } from "../../node/report/numbers.ts";
import { printable } from "../printable.ts";
import { textTable } from "../text-table.ts";
import { type Words, wordsText } from "./words-text.ts";

/** Outputs that a table has columns for. */
const MAX_OUTPUTS = 6;

/** How weights are listed. */
export interface WeightsTextOptions {
  /** How many, the largest first; all in the model's order where it is left out. */
  readonly most?: number;
}

/** The words of a column that push an output each way. */
export interface ColumnWords extends Words {
  /** The column. */
  readonly column: string;
}

/**
 * The weights of a model: those of columns that are no texts and whose words are not hashed in one table, then the words of each
 * other column that push each way.
 *
 * @param words - by column and output
 */
export function modelWeightsText(
  outputs: readonly OutputFeatureWeights[],
  words: readonly ColumnWords[],
  options: WeightsTextOptions = {},
): string {
  const texts = new Set(words.map(({ column }) => column));
  const plain = outputs.map((output) => ({
    ...output,
    weights: output.weights.filter(({ name, column }) => !texts.has(column) || name === missingName(column)),
  }));
  const parts = plain[0]?.weights.length === 0 ? [] : [weightsText(plain, options)];
  return [...parts, ...words.map((each) => wordsText(each, `${printable(each.column)}, `))].join("\n");
}

/**
 * The weights by name. Of one output: standardised, and per unit of the column. Of several: a column per class,
 * standardised.
 */
export function weightsText(outputs: readonly OutputFeatureWeights[], { most }: WeightsTextOptions = {}): string {
  const shown = outputs.slice(0, MAX_OUTPUTS);
  const names = outputs[0]?.weights.map(({ name }) => name) ?? [];
  const sizes = names.map((_, i) => Math.max(...outputs.map(({ weights }) => Math.abs(weights[i]?.weight ?? 0))));
  const all = names.map((_, i) => i);
  const order = most === undefined ? all : all.toSorted((a, b) => sizes[b]! - sizes[a]!).slice(0, most);
  const title = most === undefined || most >= all.length ? "weight" : `largest of ${all.length} weights`;
  if (shown.length === 1) return oneOutput(shown[0]!, order, title);
  const header = [title, ...shown.map(({ output }) => printable(String(output), 16))];
  const rows = order.map((i) => [
    printable(names[i]!),
    ...shown.map(({ weights }) => significant(weights[i]!.weight, 4)),
  ]);
  const left = outputs.length - shown.length;
  return `${textTable(header, rows)}${left > 0 ? `and ${left} more classes\n` : ""}`;
}

function oneOutput({ output, weights }: OutputFeatureWeights, order: readonly number[], title: string): string {
  const towards = output === undefined ? "" : ` for ${printable(String(output), 16)}`;
  const rows = order.map((i) => {
    const { name, weight, rawWeight } = weights[i]!;
    return [printable(name), significant(weight, 4), rawWeight === undefined ? "" : significant(rawWeight, 4)];
  });
  return textTable([`${title}${towards}`, "standardised", "per unit"], rows);
}
