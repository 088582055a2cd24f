import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDate } from "../../../src/data/table/parse-date.ts";

describe("parseDate", () => {
  // From Python: datetime.fromisoformat(text), without a zone in UTC, .timestamp().
  it.each([
    ["1970-01-01", 0],
    ["2000-02-29", 951_782_400],
    ["1900-02-28", -2_203_977_600],
    ["1900-03-01", -2_203_891_200],
    ["2024-02-29T23:59:59", 1_709_251_199],
    ["1600-01-01", -11_676_096_000],
    ["0001-01-01", -62_135_596_800],
    ["9999-12-31", 253_402_214_400],
    ["2038-01-19 03:14:07", 2_147_483_647],
    ["2001-09-09 01:46:40", 1_000_000_000],
    ["1999-12-31 23:59:59.999999", 946_684_799.999999],
    ["2024-05-31T12:30:00.5Z", 1_717_158_600.5],
    ["2024-05-31 12:30:00+02:00", 1_717_151_400],
    ["2024-05-31 12:30:00-05:30", 1_717_178_400],
    ["2024-05-31 12:30:00+1345", 1_717_109_100],
    ["2024-05-31 12:30+02", 1_717_151_400],
  ])("%s is %f", (text, seconds) => {
    expect(parseDate(text)).toBe(seconds);
  });

  it.each([
    ["the 29th of February 1900", "1900-02-29"],
    ["the 29th of February 2023", "2023-02-29"],
    ["the 31st of April", "2024-04-31"],
    ["month 0", "2024-00-10"],
    ["month 13", "2024-13-01"],
    ["day 0", "2024-01-00"],
    ["24 o'clock", "2024-01-01 24:00"],
    ["minute 60", "2024-01-01 12:60"],
    ["second 60", "2024-01-01 12:00:60"],
    ["a year before 0", "-0044-03-15"],
    ["a year of five digits", "12024-01-01"],
    ["another order", "31.05.2024"],
    ["words behind it", "2024-05-31 noon"],
    ["no text", ""],
  ])("takes %s for no date: %j", (_what, text) => {
    expect(parseDate(text)).toBeUndefined();
  });

  it("reads what the engine writes as ISO text, to the millisecond (property)", () => {
    const date = fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(date, (value) => {
        expect(Math.round(parseDate(value.toISOString())! * 1000)).toBe(value.getTime());
      }),
    );
  });
});
