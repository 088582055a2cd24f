import type { Facts } from "../../node/report/content.ts";
import { lossText } from "../../node/report/numbers.ts";
import { printable } from "../printable.ts";
import { textTable } from "../text-table.ts";

/** The scores that are single numbers, with those of the trivial answer behind them; of several targets first the means. */
export function scoreFacts(scores: Readonly<Record<string, unknown>>): Facts {
  const test = scores["test"] as SavedScores | undefined;
  const baseline = scores["baseline"] as SavedScores | undefined;
  const each = (test?.targets ?? []).flatMap(({ name, scores: own }, k) =>
    scoreLines(own, baseline?.targets?.[k]?.scores).map(
      ([score, value]) => [`${name}: ${score}`, value] satisfies [string, string],
    ),
  );
  return { title: "Scores when trained", rows: [...scoreLines(test, baseline), ...each] };
}

/** Scores as a model file has them. */
interface SavedScores extends Readonly<Record<string, unknown>> {
  readonly targets?: readonly { readonly name: string; readonly scores: SavedScores }[];
}

function scoreLines(test: SavedScores | undefined, baseline: SavedScores | undefined): [string, string][] {
  const numbers = Object.entries(test ?? {}).filter((entry): entry is [string, number] => typeof entry[1] === "number");
  return numbers.map(([name, value]) => {
    const trivial = baseline?.[name];
    return [name, `${lossText(value)}${typeof trivial === "number" ? ` (trivial answer ${lossText(trivial)})` : ""}`];
  });
}

/** Facts by name, under their title; nothing where there are none. */
export function factsText({ title, rows }: Facts): string {
  if (rows.length === 0) return "";
  const lines = rows.map(([name, value]) => [`  ${printable(name)}`, printable(value, 200)]);
  return textTable([title, ""], lines, "all");
}
