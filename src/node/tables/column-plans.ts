import { encoderNames } from "../../data/table/encoders/column-encoder.ts";
import type { ColumnKind, ColumnPlan } from "../../data/table/table-schema.ts";
import { grouped } from "../report/numbers.ts";
import type { ChosenColumns } from "./choose-columns.ts";
import type { FittedColumn } from "./fit-encoders.ts";
import type { FittedText } from "./fit-texts.ts";
import type { RawTarget, TableTargetValues } from "./read-target.ts";
import type { Relation } from "./relation.ts";
import type { StoredKind, TableColumn } from "./types.ts";

const KINDS: Readonly<Record<StoredKind, ColumnKind>> = {
  numeric: "numeric",
  boolean: "boolean",
  datetime: "datetime",
  text: "categorical",
  nested: "text",
};

/** What became of all columns of a table, in its order. */
export function columnPlans(
  { columns }: Relation,
  { targets: targetColumns, weight }: ChosenColumns,
  fitted: readonly FittedColumn[],
  texts: readonly FittedText[],
  targets: readonly TableTargetValues[],
  raw: readonly RawTarget[],
): ColumnPlan[] {
  return columns.map((column): ColumnPlan => {
    const { name } = column;
    const found = fitted.find(({ planned }) => planned.column === column);
    const text = texts.find(({ planned }) => planned.column === column);
    if (text !== undefined) return textPlan(name, text);
    if (found !== undefined) return fittedPlan(column, found);
    const kind = KINDS[column.kind];
    const place = targetColumns.indexOf(column);
    if (place >= 0) {
      const target = targets[place]!;
      const { words } = raw[place]!;
      const missing = 1 - target.present.length / target.rows;
      const becomes = target.task === "classification" ? `${target.classes.length} classes` : "a number";
      const held = words === undefined ? "numeric" : kind === "numeric" ? "categorical" : kind;
      return { name, kind: held, role: "target", missing, becomes, features: 0 };
    }
    if (column === weight) return { name, kind, role: "weight", missing: 0, becomes: "weight of the row", features: 0 };
    return { name, kind, role: "dropped", missing: 0, becomes: "left out", features: 0 };
  });
}

function textPlan(name: string, { encoding, frequencies, missing }: FittedText): ColumnPlan {
  const { analyzer, ngrams, weighting, buckets } = encoding;
  const [shortest, longest] = ngrams;
  const parts = analyzer === "word" ? "words" : analyzer === "char" ? "characters" : "characters of words";
  const length = longest === 1 ? "" : shortest === longest ? ` by ${longest}` : ` by ${shortest} to ${longest}`;
  const becomes = `${parts}${length}, ${weighting}, ${grouped(frequencies.columns.length)} of ${grouped(buckets)} features seen`;
  return { name, kind: "text", role: "feature", missing, becomes, features: buckets };
}

function fittedPlan({ name }: TableColumn, { kind, missing, dropped, encoder }: FittedColumn): ColumnPlan {
  if (encoder === undefined) {
    return { name, kind, role: "dropped", missing, becomes: `dropped: ${dropped}`, features: 0 };
  }
  const features = encoderNames(encoder).length;
  const indicator = encoder.indicator ? ", indicator of missing" : "";
  return { name, kind, role: "feature", missing, becomes: `${becomes(encoder)}${indicator}`, features };
}

function becomes(encoder: NonNullable<FittedColumn["encoder"]>): string {
  switch (encoder.kind) {
    case "numeric":
      return encoder.shift === 0 && encoder.scale === 1 ? "as it is" : "scaled";
    case "one-hot":
      return `one-hot, ${encoder.levels.length} levels`;
    case "hashed":
      return `hashed to ${encoder.buckets}`;
    case "datetime":
      return ["time", ...encoder.parts].join(", ");
  }
}
