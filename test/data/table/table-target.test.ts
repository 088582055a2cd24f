import { describe, expect, test } from "vitest";
import { learningTarget, type TableTarget } from "../../../src/data/table/table-target.ts";
import { error } from "./matchers.ts";

function numeric(values: readonly number[]): TableTarget {
  return { name: "y", kind: "numeric", values: Float64Array.from(values) };
}

const species: TableTarget = { name: "y", kind: "classes", classes: ["a", "b"], codes: Int32Array.of(1, 0, 1) };

describe("a numeric target", () => {
  test("of 20 different whole numbers is classes, sorted by value", () => {
    const values = Array.from({ length: 40 }, (_, i) => 10 - (i % 20));
    const target = learningTarget(numeric(values));
    expect(target).toMatchObject({ task: "classification", classes: Array.from({ length: 20 }, (_, i) => i - 9) });
    if (target.task === "classification") {
      expect(Array.from(target.codes, (code) => target.classes[code])).toEqual(values);
    }
  });

  test("of 21 different whole numbers is a number", () => {
    const values = Float64Array.from({ length: 21 }, (_, i) => i);
    expect(learningTarget(numeric(Array.from(values)))).toEqual({ task: "regression", values });
  });

  test("with a fraction is a number", () => {
    expect(learningTarget(numeric([1, 2, 1.5]))).toMatchObject({ task: "regression" });
  });

  test("is what the task says", () => {
    expect(learningTarget(numeric([0, 1, 0]), "regression")).toMatchObject({ task: "regression" });
    const values = Array.from({ length: 25 }, (_, i) => i);
    expect(learningTarget(numeric(values), "classification")).toMatchObject({ classes: values });
  });

  test("with a fraction cannot be classes", () => {
    expect(() => learningTarget(numeric([1, 2, 1.5]), "classification")).toThrow(
      error("INVALID_DATA", 'target "y": data row 3 is 1.5, and numbers are classes only where they are whole', {
        row: 2,
        column: "y",
      }),
    );
  });
});

describe("a target of classes", () => {
  test("is classes", () => {
    expect(learningTarget(species)).toEqual({
      task: "classification",
      classes: ["a", "b"],
      codes: Int32Array.of(1, 0, 1),
    });
  });

  test("cannot be a number", () => {
    expect(() => learningTarget(species, "regression")).toThrow(
      error("INVALID_OPTION", 'task: regression needs a numeric target, and "y" holds values such as "a"', {
        option: "task",
        column: "y",
      }),
    );
  });
});

test.each<[string, TableTarget, string]>([
  ["one class", { name: "y", kind: "classes", classes: ["a"], codes: Int32Array.of(0, 0) }, '"a"'],
  ["one number", numeric([2.5, 2.5, 2.5]), "2.5"],
  ["one row", numeric([3]), "3"],
])("a target of %s is refused", (_what, target, shown) => {
  const message = `target "y": all rows have the value ${shown}, expected at least two values`;
  for (const task of [undefined, "classification", "regression"] as const) {
    expect(() => learningTarget(target, task)).toThrow(error("INVALID_DATA", message, { column: "y" }));
  }
});
