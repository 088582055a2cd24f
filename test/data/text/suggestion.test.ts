import { expect, test } from "vitest";
import { suggestion } from "../../../src/data/text/suggestion.ts";

const names = ["diagnosis", "mean_radius", "mean_texture", "worst_radius"];

test.each([
  ["diagnosys", "diagnosis"],
  ["Diagnosis", "diagnosis"],
  ["daignosis", "diagnosis"],
  ["mean_radios", "mean_radius"],
  ["wors", "worst_radius"],
])("%s suggests %s", (word, expected) => {
  expect(suggestion(word, names)).toBe(expected);
});

test.each(["", "price", "mean_"])("%j suggests nothing", (word) => {
  expect(suggestion(word, names)).toBeUndefined();
});

test("of equally near names the first is suggested", () => {
  expect(suggestion("ac", ["ab", "ad"])).toBe("ab");
});

test("a name of one letter is no other one", () => {
  expect(suggestion("y", ["a", "x"])).toBeUndefined();
  expect(suggestion("y", ["a", "Y"])).toBe("Y");
});

test("no candidates, no suggestion", () => {
  expect(suggestion("a", [])).toBeUndefined();
});
