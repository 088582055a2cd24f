import { civilMonth, civilYear, DAY_SECONDS, hourOf, weekdayOf } from "./calendar.ts";
import type { FeatureBlock } from "./column-encoder.ts";
import { missingName } from "./numeric.ts";
import { TURN_7, TURN_12, TURN_24 } from "./turns.ts";

/** A part of a date that becomes features. */
export type DatePart = "year" | "month" | "weekday" | "hour";

/**
 * A date as the time since the training rows' mean date and, where they differ in them, its year, and its month,
 * weekday and hour as points on a circle. The raw value is seconds since 1970 in UTC.
 */
export interface DatetimeEncoder {
  /** Which encoder it is. */
  readonly kind: "datetime";
  /** Name of the column. */
  readonly column: string;
  /** Mean and standard deviation of the training rows, in seconds. */
  readonly shift: number;
  /** See `shift`; above 0. */
  readonly scale: number;
  /** Mean and standard deviation of their years. */
  readonly yearShift: number;
  /** See `yearShift`; above 0. */
  readonly yearScale: number;
  /** The parts that become features beside the time. */
  readonly parts: readonly DatePart[];
  /** Whether a last feature says that the date is missing, because some are in the training rows. */
  readonly indicator: boolean;
}

/** Names of its features. */
export function datetimeNames({ column, parts, indicator }: DatetimeEncoder): string[] {
  const names = [`${column}: time`];
  for (const part of parts) {
    if (part === "year") names.push(`${column}: year`);
    else names.push(`${column}: ${part} sin`, `${column}: ${part} cos`);
  }
  return indicator ? [...names, missingName(column)] : names;
}

/** Writes its features; a missing date has the mean time and stands in the middle of each circle. See `encodeColumn`. */
export function encodeDatetime(
  encoder: DatetimeEncoder,
  raw: Float64Array,
  rows: number,
  { data, stride }: FeatureBlock,
  at: number,
): void {
  const { shift, scale, yearShift, yearScale, parts, indicator } = encoder;
  const last = 1 + parts.reduce((width, part) => width + (part === "year" ? 1 : 2), 0);
  for (let r = 0, first = at; r < rows; r++, first += stride) {
    const seconds = raw[r]!;
    if (Number.isNaN(seconds)) {
      if (indicator) data[first + last] = 1;
      continue;
    }
    const day = Math.floor(seconds / DAY_SECONDS);
    let cell = first;
    data[cell++] = (seconds - shift) / scale;
    for (const part of parts) {
      if (part === "year") {
        data[cell++] = (civilYear(day) - yearShift) / yearScale;
        continue;
      }
      const turn = part === "month" ? TURN_12 : part === "weekday" ? TURN_7 : TURN_24;
      const step = part === "month" ? civilMonth(day) - 1 : part === "weekday" ? weekdayOf(day) : hourOf(seconds);
      data[cell++] = turn.sin[step]!;
      data[cell++] = turn.cos[step]!;
    }
  }
}
