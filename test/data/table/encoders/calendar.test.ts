import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { civilMonth, civilYear, hourOf, weekdayOf } from "../../../../src/data/table/encoders/calendar.ts";

const DAY_MS = 86_400_000;

describe("calendar", () => {
  it("equals the engine's own calendar on every day from -1000 to 3000, over all leap years", () => {
    const first = Date.UTC(-1000, 0, 1) / DAY_MS;
    const last = Date.UTC(3000, 0, 1) / DAY_MS;
    const date = new Date(0);
    const wrong: number[] = [];
    for (let day = first; day < last; day++) {
      date.setTime(day * DAY_MS);
      const isSame =
        civilYear(day) === date.getUTCFullYear() &&
        civilMonth(day) === date.getUTCMonth() + 1 &&
        weekdayOf(day) === (date.getUTCDay() + 6) % 7;
      if (!isSame) wrong.push(day);
    }
    expect(wrong).toEqual([]);
  });

  // Facts of history, not of any program.
  it.each([
    ["the first day of 1970, a Thursday", 0, 1970, 1, 3],
    ["the day before it", -1, 1969, 12, 2],
    ["29 February 2000, a Tuesday", 11_016, 2000, 2, 1],
    ["1 March 1900, a Thursday: that year had no 29 February", -25_508, 1900, 3, 3],
    ["the day before it", -25_509, 1900, 2, 2],
    ["the landing on the moon, Sunday 20 July 1969", -165, 1969, 7, 6],
    ["1 January of the year 0", -719_528, 0, 1, 5],
    ["31 December of the year before", -719_529, -1, 12, 4],
  ])("%s", (_what, day, year, month, weekday) => {
    expect([civilYear(day), civilMonth(day), weekdayOf(day)]).toEqual([year, month, weekday]);
  });

  it("tells the hour of any second, also before 1970 (property)", () => {
    fc.assert(
      fc.property(fc.integer({ min: -62e9, max: 250e9 }), (seconds) => {
        expect(hourOf(seconds)).toBe(new Date(seconds * 1000).getUTCHours());
      }),
    );
    expect([hourOf(-0.5), hourOf(3599.999), hourOf(3600)]).toEqual([23, 0, 1]);
  });
});
