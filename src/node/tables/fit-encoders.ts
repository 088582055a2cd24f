import { BulkSums } from "../../data/table/bulk-sums.ts";
import { ColumnStatistics } from "../../data/table/column-statistics.ts";
import type { ColumnEncoder } from "../../data/table/encoders/column-encoder.ts";
import type { DatePart, DatetimeEncoder } from "../../data/table/encoders/datetime.ts";
import type { NumericEncoder } from "../../data/table/encoders/numeric.ts";
import { RowChooser } from "../../data/table/row-chooser.ts";
import type { NumberColumn } from "../../data/table/row-layout.ts";
import type { ColumnKind } from "../../data/table/table-schema.ts";
import { MinibatchError } from "../../engine/errors.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import { firstBeyond } from "./checked-groups.ts";
import { PART } from "./part.ts";
import type { PlannedColumn } from "./plan-columns.ts";
import type { RawGroup, RawRows } from "./raw-rows.ts";
import { isRoundable, type RoundedRows } from "./rounded-rows.ts";
import type { SampleRows } from "./sample-rows.ts";
import { largestNumber, unusableNumber } from "./unusable-number.ts";

/**
 * How numeric columns are scaled: to mean 0 and standard deviation 1; to the range from 0 to 1; or not. Always by the
 * training rows.
 */
export type ScaleMode = "standard" | "minmax" | "none";

/** What became of a planned column. */
export interface FittedColumn {
  /** The column as it was planned. */
  readonly planned: PlannedColumn;
  /** What it holds, now that its values are known. */
  readonly kind: ColumnKind;
  /** Share of the training rows in which it is missing. */
  readonly missing: number;
  /** Why it is left out; undefined where it is not. */
  readonly dropped?: string;
  /** How it becomes features, where it does. */
  readonly encoder?: ColumnEncoder;
  /** Whether its numbers may be rounded to 32 bits. */
  readonly roundable?: boolean;
  /** Position of its values among the raw ones, where it has any. */
  readonly index?: number;
  /** For words: the position among the encoder's levels of each word of the table, -1 for one that no training row has. */
  readonly levels?: Float64Array;
}

/** How encoders are fitted. */
export interface FitEncodersOptions {
  readonly file: string;
  readonly scale: ScaleMode;
  readonly precision: Precision;
  /** Columns that are numbers because the user said so: a row number among them is kept. */
  readonly numeric: readonly string[];
}

/** What else is made of a table's rows while they pass by. */
export interface PassingRows {
  /** Gets all groups. */
  readonly sample: SampleRows;
  /** Gets them, too, and is left where the first one shows that it will not do. */
  readonly rounded: RoundedRows | undefined;
}

/** Names of columns that number the rows, where each number is one more than the one before. */
const ROW_NUMBER =
  /^(|#|no|nr|num|number|index|idx|unnamed: ?0|(row|record|line|sample)([ _-]?(id|no|nr|num|number|index))?|.*[ _-]id|id|.*[a-z]I[dD])$/i;

/**
 * Takes the statistics of the training rows and makes an encoder of each column.
 *
 * @param values - the raw values; the planned columns that are not dropped come first
 * @param part - what each row is for
 * @throws {MinibatchError} `INVALID_DATA` when a number is infinite or too large, or no column is left
 */
export async function fitEncoders(
  values: RawRows,
  part: Uint8Array,
  planned: readonly PlannedColumn[],
  options: FitEncodersOptions,
  { sample, rounded }: PassingRows,
): Promise<FittedColumn[]> {
  const used = planned.filter(({ raw }) => raw !== undefined);
  const statistics = used.map(({ words }) => new ColumnStatistics(words?.length ?? 0));
  const sums = new BulkSums(values.groupRows, values.memory, values.layout);
  const chooser = new RowChooser(values.groupRows, values.memory);
  let watched = [...used.keys()];
  for await (const group of values.groups()) {
    const { first, rows, layout, readOn } = group;
    const own = part.subarray(first, first + rows);
    const chosen = chooser.choose(own, PART.train);
    sums.choose(own, PART.train, chosen.length);
    const kept = rounded?.isLeft === false ? rounded : undefined;
    kept?.begin(group);
    let largest = 0;
    for (const [run, { first: from }] of layout.runs.entries()) {
      if (from >= used.length) break;
      largest = Math.max(largest, sums.add(group, run, kept?.rounder));
      await readOn?.();
    }
    if (largest === Number.POSITIVE_INFINITY) {
      for (const [i, { column }] of used.entries()) checkNumbers(group, i, column.name, options.file);
    }
    watched = watched.filter((i) => watch(used[i]!, statistics[i]!, group, { column: group.column(i), chosen }));
    if (first === 0 && kept !== undefined && !suits(kept, used, sums, options)) await kept.leave();
    else await kept?.add(group);
    sample.add(group);
  }
  for (const [i, { words }] of used.entries()) if (words === undefined) statistics[i]!.addNumbers(sums.of(i));
  const fitted: FittedColumn[] = [];
  for (const column of planned) {
    const index = used.indexOf(column);
    const { kind, dropped } = column;
    if (column.text !== undefined) fitted.push({ planned: column, kind, missing: 0 });
    else if (index < 0) fitted.push({ planned: column, kind, missing: 0, dropped: dropped! });
    else fitted.push({ ...(await fitColumn(column, statistics[index]!, { values, index }, options)), index });
  }
  return fitted;
}

/** Adds what the kernels do not sum up of a column, and says whether there will be more of it: of most columns, only at first. */
function watch(
  { kind, words }: PlannedColumn,
  known: ColumnStatistics,
  { rows }: RawGroup,
  { column, chosen }: { readonly column: NumberColumn; readonly chosen: Int32Array },
): boolean {
  if (known.isSequence) known.addSequence(column, rows);
  if (words !== undefined) known.addWords(column, chosen);
  else if (kind === "datetime") known.addDates(column, chosen);
  return known.isSequence || words !== undefined || kind === "datetime";
}

/** Whether the first rows let a table of numbers be rounded. */
function suits(
  rounded: RoundedRows,
  used: readonly PlannedColumn[],
  sums: BulkSums,
  options: FitEncodersOptions,
): boolean {
  return used.every(({ column, kind }, i) => {
    const known = new ColumnStatistics(0);
    known.addNumbers(sums.of(i));
    const encoder = numericEncoder(column.name, kind === "boolean", known, false, options);
    return rounded.suits(i, isRoundable(encoder, known.largest));
  });
}

/**
 * Refuses a table of which nothing is left to learn from.
 *
 * @param file - path, for messages
 * @throws {MinibatchError} `INVALID_DATA` when all columns are left out
 */
export function checkSomeLeft(file: string, fitted: readonly FittedColumn[]): void {
  if (fitted.some(({ dropped }) => dropped === undefined)) return;
  const reasons = [...new Set(fitted.map(({ dropped }) => dropped))].join("; ");
  const hint = fitted.some(({ dropped }) => dropped === "text")
    ? "; --text COLUMN learns from the words of sentences"
    : "";
  const message = `${file}: no column to learn from: all ${fitted.length} beside the target are left out (${reasons})${hint}`;
  throw new MinibatchError("INVALID_DATA", message, { file });
}

/** Where a column's values are. */
interface ColumnPlace {
  readonly values: RawRows;
  readonly index: number;
}

async function fitColumn(
  planned: PlannedColumn,
  known: ColumnStatistics,
  place: ColumnPlace,
  options: FitEncodersOptions,
): Promise<FittedColumn> {
  const { kind, column, words, buckets } = planned;
  const { name } = column;
  const indicator = known.missing > 0;
  const counted = known.counts.reduce((sum, count) => sum + count, 0);
  const present = words === undefined ? known.moments.count : counted;
  const missing = known.missing / Math.max(1, known.missing + present);
  const same = { planned, kind, missing };
  if (present === 0) return { ...same, kind: "constant", dropped: "no value" };
  if (words !== undefined) {
    const kept = words.filter((_, code) => known.counts[code]! > 0);
    if (kept.length === 1 && !indicator) return { ...same, kind: "constant", dropped: "one value" };
    let next = 0;
    const levels = Float64Array.from(words, (_, code) => (known.counts[code]! > 0 ? next++ : -1));
    return { ...same, levels, encoder: { kind: "one-hot", column: name, levels: kept, indicator } };
  }
  if (buckets !== undefined) return { ...same, encoder: { kind: "hashed", column: name, buckets, indicator } };
  if (known.moments.min === known.moments.max && !indicator) return { ...same, kind: "constant", dropped: "one value" };
  if (kind === "numeric" && known.isSequence && ROW_NUMBER.test(name) && !options.numeric.includes(name)) {
    return { ...same, kind: "identifier", dropped: "a row number" };
  }
  if (kind !== "datetime") await checkScalable(name, known, place, options);
  const encoder =
    kind === "datetime"
      ? datetimeEncoder(name, known, indicator)
      : numericEncoder(name, kind === "boolean", known, indicator, options);
  await checkScaled(encoder, known, place, options);
  return { ...same, encoder, roundable: isRoundable(encoder, known.largest) };
}

function numericEncoder(
  column: string,
  boolean: boolean,
  { moments }: ColumnStatistics,
  indicator: boolean,
  { scale }: FitEncodersOptions,
): NumericEncoder {
  const { mean, min, max } = moments;
  const range = max > min ? max - min : 1;
  const known = { kind: "numeric", column, boolean, fill: mean, indicator } as const;
  if (scale === "standard") return { ...known, shift: mean, scale: moments.scale };
  return scale === "minmax" ? { ...known, shift: min, scale: range } : { ...known, shift: 0, scale: 1 };
}

function datetimeEncoder(column: string, known: ColumnStatistics, indicator: boolean): DatetimeEncoder {
  const { moments, years, months, weekdays, hours } = known;
  const several = (bits: number): boolean => (bits & (bits - 1)) !== 0;
  const parts: DatePart[] = [];
  if (years.max > years.min) parts.push("year");
  if (several(months)) parts.push("month");
  if (several(weekdays)) parts.push("weekday");
  if (several(hours)) parts.push("hour");
  return {
    kind: "datetime",
    column,
    shift: moments.mean,
    scale: moments.scale,
    yearShift: years.mean,
    yearScale: years.scale,
    parts,
    indicator,
  };
}

const MEND = "correct it, or drop the row or the column (--drop)";

/** @throws {MinibatchError} `INVALID_DATA` for a column with an infinite number */
function checkNumbers(group: RawGroup, index: number, column: string, file: string): void {
  const { data, start, stride } = group.column(index);
  for (let row = 0; row < group.rows; row++) {
    const value = data[start + row * stride]!;
    if (Math.abs(value) === Number.POSITIVE_INFINITY)
      throw unusableNumber(file, group.first + row, column, value, MEND);
  }
}

/** Refuses numbers whose squares, or which themselves at the training's precision, are no longer finite. */
async function checkScalable(
  column: string,
  { moments }: ColumnStatistics,
  { values, index }: ColumnPlace,
  { file, scale, precision }: FitEncodersOptions,
): Promise<void> {
  const largest = Math.max(Math.abs(moments.min), Math.abs(moments.max));
  const limit = largestNumber(precision);
  const fits = scale === "standard" ? Number.isFinite(moments.variance) : scale === "minmax" || largest < limit;
  if (fits && Number.isFinite(moments.max - moments.min)) return;
  const [all] = (await values.columns([index])) as [Float64Array];
  const row = all.findIndex((value) => Math.abs(value) === largest);
  throw unusableNumber(file, row, column, moments.max === largest ? largest : -largest, MEND);
}

/** Refuses numbers, of rows too that do not train, that are no longer finite once they are scaled by those that do. */
async function checkScaled(
  encoder: NumericEncoder | DatetimeEncoder,
  { largest }: ColumnStatistics,
  { values, index }: ColumnPlace,
  { file, precision }: FitEncodersOptions,
): Promise<void> {
  const { shift, scale, column } = encoder;
  const limit = largestNumber(precision);
  if ((largest + Math.abs(shift)) / scale <= limit) return;
  const [all] = (await values.columns([index])) as [Float64Array];
  const row = firstBeyond({ data: all, start: 0, stride: 1 }, all.length, encoder, limit);
  if (row >= 0) throw unusableNumber(file, row, column, all[row]!, MEND);
}
