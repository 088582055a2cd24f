import { expect, it } from "vitest";
import { predictionsCsv } from "../../../src/cli/table/csv-lines.ts";
import { DenseMatrix } from "../../../src/engine/index.ts";

function csv(...args: Parameters<typeof predictionsCsv>): string {
  return Array.from(predictionsCsv(...args)).join("");
}

it("writes the class and the probability of each class, in the rows' order", () => {
  const probabilities = DenseMatrix.from([
    [0.25, 0.75],
    [1, 0],
  ]);
  expect(csv({ task: "classification", rows: 2, classes: [false, true], labels: [true, false], probabilities })).toBe(
    "prediction,probability false,probability true\ntrue,0.25,0.75\nfalse,1,0\n",
  );
});

it("quotes commas, quotes, line breaks, outer blanks and the empty text", () => {
  const classes = ["", " a", 'b "c"', "d,e", "f\ng", "h", "😀"];
  const labels = classes;
  const probabilities = DenseMatrix.zeros(7, 7);
  const lines = csv({ task: "classification", rows: 7, classes, labels, probabilities }).split(",0,0,0,0,0,0,0\n");
  expect(lines.slice(1, 7)).toEqual(['" a"', '"b ""c"""', '"d,e"', '"f\ng"', "h", "😀"]);
  expect(lines[0]).toBe(
    'prediction,"probability ",probability  a,"probability b ""c""","probability d,e","probability f\ng",' +
      'probability h,probability 😀\n""',
  );
});

it("writes numbers so that they are read back as the same numbers", () => {
  const values = Float64Array.of(1 / 3, -1e300, 5e-324, 0, -1.5, 1e21);
  const lines = csv({ task: "regression", rows: 6, values }).trimEnd().split("\n");
  expect(lines[0]).toBe("prediction");
  expect(lines.slice(1).map(Number)).toEqual(Array.from(values));
});

it("cuts many rows into pieces and loses none", () => {
  const values = Float64Array.from({ length: 10_001 }, (_, i) => i);
  const pieces = Array.from(predictionsCsv({ task: "regression", rows: values.length, values }));
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.join("")).toBe(`prediction\n${Array.from(values).join("\n")}\n`);
});

it("writes the header alone where there are no rows", () => {
  expect(csv({ task: "regression", rows: 0, values: new Float64Array() })).toBe("prediction\n");
});
