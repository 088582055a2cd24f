import { describe, expect, it } from "vitest";
import { columnsText, warningsText } from "../../../src/cli/report-text/columns-text.ts";
import { scoresText } from "../../../src/cli/report-text/scores-text.ts";
import { weightsText } from "../../../src/cli/report-text/weights-text.ts";
import { hostile, reportContent } from "../../node/report/content.ts";

describe("columnsText", () => {
  const column = { name: "age", kind: "numeric", missing: 0, becomes: "standardised" };

  it("lists name, kind, missing share and what the column becomes", () => {
    const words = { name: "job", kind: "categorical", missing: 0.056, becomes: "one-hot, 9 levels" };
    expect(columnsText([column, words])).toBe(
      [
        "column  kind         missing  becomes",
        "age     numeric      -        standardised",
        "job     categorical  5.6 %    one-hot, 9 levels",
        "",
      ].join("\n"),
    );
  });

  it("stops after 40 and says how many there are", () => {
    const lines = columnsText(new Array(1234).fill(column)).trimEnd().split("\n");
    expect([lines.length, lines.at(-1)]).toEqual([42, "and 1,194 more columns"]);
  });

  it("lets no name reach the terminal as more than a name", () => {
    expect(columnsText([{ ...column, name: `\u001b[2J${hostile}\n` }]).split("\n")).toHaveLength(3);
    expect(warningsText([`a\u001b[2J\nb`])).toBe("warning: a\u{FFFD}[2J\u{FFFD}b\n");
  });
});

describe("scoresText", () => {
  it("has the classification report, each score beside the trivial one, and the matrix", () => {
    const { evaluation } = reportContent(2);
    const text = scoresText(evaluation, "200 rows held out");
    expect(text).toMatch(/^ +precision +recall +f1-score +support\n/);
    expect(text).toMatch(
      /\n200 rows held out +model +always class 0\naccuracy +0\.8850 +0\.5000\nROC AUC +0\.\d{4} +0\.5000\nlog loss +0\.\d{4} +0\.6931\n/,
    );
    expect(text).toMatch(/\ntrue \\ predicted +class 0 +class 1\nclass 0 +88 +12\nclass 1 +11 +89\n$/);
  });

  it("has no matrix of more than 12 classes", () => {
    const { evaluation } = reportContent(20);
    expect(scoresText(evaluation, "rows")).not.toContain("true \\ predicted");
  });

  it("has R², MAE and RMSE beside those of the mean", () => {
    const { evaluation } = reportContent(0);
    const text = scoresText(evaluation, "200 rows held out");
    expect(text).toMatch(
      /^200 rows held out +model +always 99\nR² +0\.9999 +-0\.0001\nMAE +0\.6\d+ +50\nRMSE +0\.\d+ +57\.\d+\n$/,
    );
  });
});

describe("weightsText", () => {
  it("lists standardised weights and those per unit, the largest first", () => {
    const weights = [
      { name: "age", column: "age", weight: -0.25, rawWeight: -0.0125 },
      { name: "job=clerk", column: "job", weight: 1.5 },
      { name: "pay", column: "pay", weight: 0.125, rawWeight: 0.001 },
    ];
    const output = { output: "yes", intercept: 0, weights };
    expect(weightsText([output], { most: 2 })).toBe(
      [
        "largest of 3 weights for yes  standardised  per unit",
        "job=clerk                              1.5",
        "age                                  -0.25   -0.0125",
        "",
      ].join("\n"),
    );
    expect(weightsText([{ ...output, output: undefined }]).split("\n")[1]).toMatch(/^age +-0\.25 +-0\.0125$/);
  });

  it("has a column per class, at most six", () => {
    const { weights } = reportContent(20);
    const lines = weightsText(weights, { most: 5 }).trimEnd().split("\n");
    expect(lines[0]).toMatch(/^weight +class 0 +class 1 .* class 5$/);
    expect(lines.at(-1)).toBe("and 14 more classes");
  });
});
