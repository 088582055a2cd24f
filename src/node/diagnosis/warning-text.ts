import type { TableWarning } from "../../data/table/table-schema.ts";
import { counted } from "../report/numbers.ts";

/** Names that a sentence lists before it stops. */
const LISTED = 8;

/** A warning as a sentence without a full stop: what there is, what became of it, what to do. */
export function warningText({ code, columns, other, rows = 0, classes = [] }: TableWarning): string {
  const one = columns.length === 1;
  const named = `${one ? "column" : "columns"} ${list(columns)}`;
  switch (code) {
    case "constant":
      return `${named}: the same value in every row, so ${one ? "it was" : "they were"} dropped`;
    case "duplicate":
      return `${named} repeats ${quote(other ?? "")} in every row looked at: the two share one weight's work (leave it out with --drop)`;
    case "target-copy":
      return `${named} repeats the target ${quote(other ?? "")}, so the scores say nothing: leave it out with --drop unless it is known before the target is`;
    case "target-predictor":
      return `${named} tells the target ${quote(other ?? "")} by itself: is it known before the target is? If not, leave it out with --drop`;
    case "identifier":
      return `${named}: a value of its own in nearly every row, as identifiers have, so ${one ? "it was" : "they were"} dropped (--numeric or --categorical keeps ${one ? "it" : "them"})`;
    case "numeric-identifier":
      return `${named}: a whole number of its own in every row looked at, as identifiers have: leave it out with --drop unless its size means something (--numeric says that it does)`;
    case "rare-classes":
      return `${counted(classes.length, "class", "classes")} with under 10 training rows, the rarest with ${rows}: ${list(classes)}; too few to learn or to test`;
    case "sorted-by-target":
      return `the file is sorted by ${quote(columns[0] ?? "")}: rows are split and visited at random here, but a part cut from its end would be no test`;
    case "missing-target":
      return `${counted(rows, "row")} without a target ${rows === 1 ? "was" : "were"} left out`;
    case "text":
      return `${named}: sentences, so ${one ? "it was" : "they were"} dropped (--text learns from ${one ? "its" : "their"} words)`;
    case "unseen-words":
      return `${named}: ${counted(rows, "row")} with a value that the model does not know, which ${rows === 1 ? "is" : "are"} passed over`;
    case "nested":
      return `${named}: lists or structures, so ${one ? "it was" : "they were"} dropped`;
  }
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).map(quote).join(", ");
  return names.length > LISTED ? `${shown} and ${names.length - LISTED} more` : shown;
}

function quote(name: string): string {
  return JSON.stringify(name);
}
