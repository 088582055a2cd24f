import { describe, expect, it } from "vitest";
import { oneOf, realNumber, someText, wholeNumber } from "../../../src/cli/options/value-type.ts";

const notDecimal = [
  "",
  " ",
  "abc",
  "Infinity",
  "-Infinity",
  "NaN",
  "0x10",
  "1_000",
  "1,5",
  "1e999",
  "−1",
  "5 5",
  "1e",
  ".",
];

describe("wholeNumber", () => {
  const epochs = wholeNumber({ min: 1 });

  it.each([
    ["1", 1],
    ["100", 100],
    ["100.0", 100],
    ["100.", 100],
    ["+7", 7],
    ["1e3", 1000],
    [" 5 ", 5],
    ["9007199254740991", 2 ** 53 - 1],
  ])("reads %j as %d", (text, number) => {
    expect(epochs.parse(text)).toBe(number);
  });

  it.each([...notDecimal, "2.5", "0", "-1", "9007199254740992", "1e300"])("refuses %j", (text) => {
    expect(epochs.parse(text)).toBeUndefined();
  });

  it("keeps to its limits and says them", () => {
    const seed = wholeNumber({ min: 0, max: 10 });
    expect([seed.parse("0"), seed.parse("10"), seed.parse("11")]).toEqual([0, 10, undefined]);
    expect(seed.expected).toBe("a whole number from 0 to 10");
    expect(epochs.expected).toBe("a whole number >= 1");
  });
});

describe("realNumber", () => {
  it.each(notDecimal)("refuses %j", (text) => {
    expect(realNumber({}).parse(text)).toBeUndefined();
  });

  it("excludes the bounds above and below, and includes min", () => {
    const share = realNumber({ above: 0, below: 1 });
    expect(["0", "1", "1e-9", ".5", "0.999"].map((text) => share.parse(text))).toEqual([
      undefined,
      undefined,
      1e-9,
      0.5,
      0.999,
    ]);
    expect(realNumber({ min: 0 }).parse("0")).toBe(0);
    expect(realNumber({ min: 0 }).parse("-1e-9")).toBeUndefined();
  });

  it("says its bounds", () => {
    expect(realNumber({}).expected).toBe("a number");
    expect(realNumber({ above: 0, below: 1 }).expected).toBe("a number > 0 and < 1");
    expect(realNumber({ min: 0 }).expected).toBe("a number >= 0");
  });
});

describe("oneOf", () => {
  const precision = oneOf("f32", "f64");

  it("accepts its words only, as they are written", () => {
    expect(["f32", "f64", "F32", "f16", ""].map((text) => precision.parse(text))).toEqual([
      "f32",
      "f64",
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("suggests the nearest word", () => {
    expect(precision.suggest?.("F32")).toBe("f32");
    expect(precision.expected).toBe("one of f32, f64");
  });
});

describe("someText", () => {
  it("refuses nothing and blanks only", () => {
    const folder = someText("a folder");
    expect(["", "  ", "a b", "."].map((text) => folder.parse(text))).toEqual([undefined, undefined, "a b", "."]);
  });
});
