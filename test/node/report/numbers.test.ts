import { expect, it } from "vitest";
import { bytes, counted, duration, lossText, percent, score, significant } from "../../../src/node/report/numbers.ts";

it.each([
  [significant(91309.41234, 5), "91,309"],
  [significant(207030.2, 5), "207,030"],
  [significant(-1234.5678), "-1,234.57"],
  [significant(0.000123456789), "0.000123457"],
  [significant(1e300), "1e+300"],
  [lossText(null), "–"],
  [lossText(0.123456), "0.1235"],
  [lossText(0.000012345), "0.00001234"],
  [lossText(0), "0.0000"],
  [score(-0.00004), "0.0000"],
  [score(0.63766), "0.6377"],
  [percent(0.123456), "12.3 %"],
  [counted(1, "row"), "1 row"],
  [counted(12345, "row"), "12,345 rows"],
  [duration(0.0123), "12 ms"],
  [duration(12.34), "12.3 s"],
  [duration(600), "10 min"],
  [duration(9000), "2.5 h"],
  [bytes(999), "999 B"],
  [bytes(12_345), "12.3 kB"],
  [bytes(734_000_000), "734 MB"],
  [bytes(1.5e9), "1.5 GB"],
])("%s", (got, expected) => {
  expect(got).toBe(expected);
});
