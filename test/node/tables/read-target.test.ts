import { describe, expect, test } from "vitest";
import { PART } from "../../../src/node/tables/part.ts";
import { learnTarget, type RawTarget, trainedTarget } from "../../../src/node/tables/read-target.ts";
import { error } from "../../data/table/matchers.ts";

const NONE = Number.NaN;

function numeric(values: readonly number[]): RawTarget {
  return { name: "y", raw: Float64Array.from(values), words: undefined };
}

function words(values: readonly (string | null)[]): RawTarget {
  const all = [...new Set(values.filter((value) => value !== null))].sort();
  const raw = Float64Array.from(values, (value) => (value === null ? NONE : all.indexOf(value)));
  return { name: "y", raw, words: all };
}

describe("a numeric target", () => {
  test("of 20 different whole numbers is classes, sorted by value", () => {
    const values = Array.from({ length: 40 }, (_, i) => 10 - (i % 20));
    const target = learnTarget("t.csv", numeric(values), undefined);
    expect(target).toMatchObject({ task: "classification", classes: Array.from({ length: 20 }, (_, i) => i - 9) });
    if (target.task === "classification") {
      expect(Array.from(target.codes, (code) => target.classes[code])).toEqual(values);
    }
  });

  test("of 21 different whole numbers, or with a fraction, is a number", () => {
    const values = Array.from({ length: 21 }, (_, i) => i);
    expect(learnTarget("t.csv", numeric(values), undefined)).toMatchObject({ task: "regression" });
    expect(learnTarget("t.csv", numeric([1, 2, 1.5]), undefined)).toMatchObject({ task: "regression" });
  });

  test("is what the task says", () => {
    expect(learnTarget("t.csv", numeric([0, 1, 0]), "regression")).toMatchObject({ task: "regression" });
    const values = Array.from({ length: 25 }, (_, i) => i);
    expect(learnTarget("t.csv", numeric(values), "classification")).toMatchObject({ classes: values });
  });

  test("with a fraction cannot be classes", () => {
    const message = 't.csv: target "y": data row 3 is 1.5, and numbers are classes only where they are whole';
    expect(() => learnTarget("t.csv", numeric([1, 2, 1.5]), "classification")).toThrow(
      error("INVALID_DATA", message, { row: 2, column: "y" }),
    );
  });

  test("with an infinite number is refused", () => {
    const message = /^t\.csv: target "y": data row 2 is Infinity, expected a finite number/;
    expect(() => learnTarget("t.csv", numeric([1, Number.POSITIVE_INFINITY, 3]), undefined)).toThrow(
      error("INVALID_DATA", message, { row: 1, column: "y" }),
    );
  });
});

describe("a target of words", () => {
  test("is classes; rows without one have the code -1 and are not present", () => {
    expect(learnTarget("t.csv", words(["b", null, "a", "b"]), undefined)).toEqual({
      name: "y",
      rows: 4,
      present: Int32Array.of(0, 2, 3),
      task: "classification",
      classes: ["a", "b"],
      codes: Int32Array.of(1, -1, 0, 1),
    });
  });

  test("of true and false, however written, is booleans", () => {
    expect(learnTarget("t.csv", words(["True", "False", "True"]), undefined)).toMatchObject({ classes: [false, true] });
  });

  test("cannot be a number", () => {
    const message = 'task: regression needs a numeric target, and "y" holds values such as "a"';
    expect(() => learnTarget("t.csv", words(["a", "b"]), "regression")).toThrow(
      error("INVALID_OPTION", message, { option: "task", column: "y" }),
    );
  });

  test("with a word of its own in each row is refused", () => {
    const message = /^t\.csv: target "y": each of its 3 rows has a value of its own, expected classes/;
    expect(() => learnTarget("t.csv", words(["a", "b", "c"]), undefined)).toThrow(error("INVALID_DATA", message));
  });
});

test.each<[string, RawTarget, string]>([
  ["one class", words(["a", "a"]), 'all 2 rows have the value "a"'],
  ["one number", numeric([2.5, 2.5, 2.5]), "all 3 rows have the value 2.5"],
  ["one row", numeric([3]), "the only row has the value 3"],
  ["one number and gaps", numeric([NONE, 3, 3]), "all 2 rows have the value 3"],
])("a target of %s is refused", (_what, target, shown) => {
  const message = `t.csv: target "y": ${shown}, expected at least two different values`;
  for (const task of [undefined, "classification", "regression"] as const) {
    expect(() => learnTarget("t.csv", target, task)).toThrow(error("INVALID_DATA", message, { column: "y" }));
  }
});

test("a target without a value is refused", () => {
  expect(() => learnTarget("t.csv", numeric([NONE, NONE]), undefined)).toThrow(
    error("INVALID_DATA", 't.csv: target "y": no row has a value', { column: "y" }),
  );
});

describe("classes that training rows do not have", () => {
  const all = learnTarget("t.csv", words(["a", "b", "c", "b", null]), undefined);

  test("come after the others", () => {
    const { target, others } = trainedTarget("t.csv", all, Uint8Array.of(PART.test, 0, 0, 0, PART.none));
    expect(others).toEqual(["a"]);
    expect(target).toMatchObject({ classes: ["b", "c"], codes: Int32Array.of(2, 0, 1, 0, -1) });
  });

  test("leave at least two", () => {
    expect(() => trainedTarget("t.csv", all, Uint8Array.of(1, 0, 1, 0, PART.none))).toThrow(
      error("INVALID_DATA", /^t\.csv: target "y": all training rows have the value "b"/),
    );
  });
});
