/** Seconds of a day. */
export const DAY_SECONDS = 86_400;

/** Days from 1 March of the year 0 to 1 January 1970. */
const EPOCH_DAYS = 719_468;
const ERA_DAYS = 146_097;

interface CivilMonth {
  readonly year: number;
  /** From 1. */
  readonly month: number;
}

/**
 * Year and month of a day counted from 1 January 1970, in the Gregorian calendar.
 *
 * @see Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`
 */
function civil(day: number): CivilMonth {
  const shifted = day + EPOCH_DAYS;
  const era = Math.floor(shifted / ERA_DAYS);
  const dayOfEra = shifted - era * ERA_DAYS;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month };
}

/** Year of a day counted from 1 January 1970. */
export function civilYear(day: number): number {
  return civil(day).year;
}

/** Month, from 1, of a day counted from 1 January 1970. */
export function civilMonth(day: number): number {
  return civil(day).month;
}

/** Day of the week, Monday being 0, of a day counted from 1 January 1970, which was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** Full hours since midnight of a time in seconds since 1970. */
export function hourOf(seconds: number): number {
  const ofDay = seconds - Math.floor(seconds / DAY_SECONDS) * DAY_SECONDS;
  return Math.floor(ofDay / 3600);
}
