import type { NamedWeight, NamedWeights } from "../../data/text/name-table.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import { counted, percent, significant } from "../../node/report/numbers.ts";
import { printable } from "../printable.ts";
import { textTable } from "../text-table.ts";

/** The words that push an output each way, as they are listed. */
export interface Words extends NamedWeights {
  /** The class that the output speaks for; undefined for a number. */
  readonly output: Label | undefined;
}

/**
 * The words that push an output each way, side by side, and how the weights lie over names.
 *
 * @param title - goes before "for" and "against", where there are several lists
 */
export function wordsText(words: Words, title = ""): string {
  const { output, positive, negative } = words;
  const rows = Array.from({ length: Math.max(positive.length, negative.length) }, (_, i) => [
    ...cells(positive[i]),
    ...cells(negative[i]),
  ]);
  const label = output === undefined ? "" : printable(String(output), 40);
  const [more, less] = output === undefined ? ["more", "less"] : [`for ${label}`, `against ${label}`];
  return `${textTable([`${title}${more}`, "weight", less, "weight"], rows)}${massText(words)}`;
}

function cells(weight: NamedWeight | undefined): [string, string] {
  if (weight === undefined) return ["", ""];
  const own = weight.name ?? `column ${weight.column}`;
  // Characters at the edge of a word have a blank beside them.
  const name = printable(/^\s|\s$/.test(own) ? JSON.stringify(own) : own);
  return [weight.collided ? `${name} (shared)` : name, significant(weight.weight, 4)];
}

function massText({ weights, collisions, collidedMass, unnamedMass }: NamedWeights): string {
  const shared =
    collisions === 0
      ? ""
      : `; ${counted(collisions, "column")} ${collisions === 1 ? "is" : "are"} shared by several names, with ${percent(collidedMass)} of the weights' size`;
  const unnamed = unnamedMass === 0 ? "" : `; ${percent(unnamedMass)} of it has no known name`;
  return `${counted(weights, "weight")} other than 0${shared}${unnamed}\n`;
}
