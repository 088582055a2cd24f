import type { TableWarning } from "../../data/table/table-schema.ts";
import { explainedShare } from "./explained-share.ts";
import { repeatedColumns } from "./same-columns.ts";
import { errorsOfBestRule, everyNth, isRenamed, leastErrorsOfBestRule } from "./single-column-rule.ts";
import type { SampleColumn, SampleTarget, TableSample } from "./table-sample.ts";

/** A class of fewer training rows is rare. */
const RARE = 10;
const LISTED = 20;
/** A column that leaves at most this share of the errors, or of the variance, tells the target by itself. */
const LEFT_OVER = 0.001;
/** Rows of which a rule on one column could be right by chance. */
const MIN_ROWS = 50;
/** Rows that are enough to see whether a column tells the target. */
const ENOUGH_ROWS = 4000;

/** Names of columns that say which thing a row is about. */
const IDENTIFIER = /^([iI][dD]|[uU][uU][iI][dD]|[gG][uU][iI][dD]|.*[ _-][iI][dD]|.*[a-z]I[dD])$/;

/**
 * What a table's owner should know before it is learned from: columns that repeat another one or the target, or tell it
 * by themselves; numbers that are identifiers; classes of under 10 rows; a file sorted by the target. On numbers in memory only, some milliseconds for
 * 10,000 rows of 30 columns.
 *
 * @param sample - up to some 10,000 of the training rows
 */
export function sampleWarnings(sample: TableSample): TableWarning[] {
  const { columns, target } = sample;
  return [
    ...repeatedColumns(columns).map(([copy, other]): TableWarning => ({ code: "duplicate", columns: [copy], other })),
    ...columns.filter(isIdentifier).map(({ name }): TableWarning => ({ code: "numeric-identifier", columns: [name] })),
    ...tellingColumns(sample),
    ...("codes" in target ? rareClasses(target) : []),
    ...(isSorted(target) ? [{ code: "sorted-by-target" as const, columns: [target.name] }] : []),
  ];
}

/** Numbers that rise from row to row are dropped before, where they number the rows. */
function isIdentifier({ name, levels, raw }: SampleColumn): boolean {
  if (levels !== undefined || raw.length < MIN_ROWS || !IDENTIFIER.test(name)) return false;
  return raw.every(Number.isInteger) && new Set(raw).size === raw.length;
}

function tellingColumns({ columns, target, rows }: TableSample): TableWarning[] {
  const step = Math.ceil(rows / ENOUGH_ROWS);
  const tells = "codes" in target ? classTeller(target, step) : numberTeller(target.values, step);
  return columns.flatMap((column): TableWarning[] => {
    const code = tells(column);
    return code === undefined ? [] : [{ code, columns: [column.name], other: target.name }];
  });
}

/** Whether, and how, a column tells the target. */
type Teller = (column: SampleColumn) => "target-copy" | "target-predictor" | undefined;

function classTeller({ codes: all, classes }: Extract<SampleTarget, { codes: Int32Array }>, step: number): Teller {
  const codes = everyNth(all, step);
  const counts = new Float64Array(classes.length);
  for (let row = 0; row < codes.length; row++) counts[codes[row]!]!++;
  const others = codes.length - counts.reduce((most, count) => Math.max(most, count), 0);
  if (codes.length < MIN_ROWS || others < MIN_ROWS / 5) return () => undefined;
  const most = LEFT_OVER * others;
  const leastErrors = leastErrorsOfBestRule(codes, classes.length);
  return ({ raw: values }) => {
    // Most columns are done with after few rows. A copy of the target has no errors.
    if (leastErrors(values, step) > most) return undefined;
    const raw = everyNth(values, step);
    if (isRenamed(raw, codes)) return "target-copy";
    return errorsOfBestRule(raw, codes, classes.length) <= most ? "target-predictor" : undefined;
  };
}

function numberTeller(all: Float64Array, step: number): Teller {
  const values = everyNth(all, step);
  return (column) => tellsNumber({ ...column, raw: everyNth(column.raw, step) }, values);
}

function tellsNumber(
  { raw, levels }: SampleColumn,
  values: Float64Array,
): "target-copy" | "target-predictor" | undefined {
  if (values.length < MIN_ROWS) return undefined;
  if (levels === undefined && raw.every((value, row) => value === values[row])) return "target-copy";
  return explainedShare(raw, levels !== undefined, values) >= 1 - LEFT_OVER ? "target-predictor" : undefined;
}

function rareClasses({ name, classes, trainCounts }: Extract<SampleTarget, { codes: Int32Array }>): TableWarning[] {
  const rare = classes.map((label, code) => ({ label, rows: trainCounts[code]! })).filter(({ rows }) => rows < RARE);
  if (rare.length === 0) return [];
  const rows = Math.min(...rare.map((each) => each.rows));
  const listed = rare.toSorted((a, b) => a.rows - b.rows).slice(0, LISTED);
  return [{ code: "rare-classes", columns: [name], rows, classes: listed.map(({ label }) => String(label)) }];
}

/**
 * Classes: neighbours differ in under a twentieth of the places where they would at random. Numbers: they rise, or
 * fall, in nearly all places.
 */
function isSorted(target: SampleTarget): boolean {
  if ("values" in target) {
    const { values } = target;
    const steps = values.length - 1;
    const rises = values.reduce((sum, value, i) => sum + Number(i > 0 && value >= values[i - 1]!), 0);
    const falls = values.reduce((sum, value, i) => sum + Number(i > 0 && value <= values[i - 1]!), 0);
    return steps >= MIN_ROWS && Math.max(rises, falls) >= 0.98 * steps;
  }
  const { codes, classes } = target;
  const counts = new Float64Array(classes.length);
  for (const code of codes) counts[code]!++;
  const rows = codes.length;
  const expected = rows - counts.reduce((sum, count) => sum + count * count, 0) / rows;
  const changes = codes.reduce((sum, code, i) => sum + Number(i > 0 && code !== codes[i - 1]), 0);
  return expected >= MIN_ROWS / 5 && changes < expected / 20 + classes.length / 2;
}
