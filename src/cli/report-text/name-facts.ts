import type { NamedWeights } from "../../data/text/name-table.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import type { Facts } from "../../node/report/content.ts";
import { counted, grouped, percent } from "../../node/report/numbers.ts";

/** How the weights of hashed features lie over names, as far as a reader should know. */
export interface HashedNames extends Pick<NamedWeights, "weights" | "collisions" | "collidedMass" | "unnamedMass"> {
  /** The column that the features come from; left out where there is but one kind. */
  readonly column?: string;
  /** The class that the output speaks for; undefined for a number. */
  readonly output: Label | undefined;
}

/** How many hashed features several names share, and what share of the weights' size lies on them; nothing where none is. */
export function nameFacts(all: readonly HashedNames[]): Facts[] {
  const rows = all
    .filter(({ collisions, unnamedMass }) => collisions > 0 || unnamedMass > 0)
    .map(({ column, output, weights, collisions, collidedMass, unnamedMass }): [string, string] => {
      const what = [column, output === undefined ? undefined : `for ${output}`].filter((part) => part !== undefined);
      const unnamed = unnamedMass === 0 ? "" : `; ${percent(unnamedMass)} of it has no known name`;
      const shared = `${grouped(collisions)} of ${counted(weights, "weight")}, ${percent(collidedMass)} of their size`;
      return [what.join(", ") || "weights", `${shared}${unnamed}`];
    });
  return rows.length === 0 ? [] : [{ title: "Features that several names share", rows }];
}
