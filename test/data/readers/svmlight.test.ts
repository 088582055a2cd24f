import { describe, expect, it } from "vitest";
import { readLibsvm } from "../../../src/data/readers/libsvm.ts";
import { type PlainRows, readFixture } from "../text/fixtures.ts";
import { plainRows, utf8 } from "./sparse-text.ts";

const files = readFixture<{ text: string; rows: PlainRows; y: number[]; columns: number }[]>("svmlight.json");

describe("readLibsvm", () => {
  it.each(files)("equals scikit-learn's load_svmlight_file: $text", async ({ text, rows, y, columns }) => {
    const data = await readLibsvm(utf8(text), { precision: "f64" });
    expect(plainRows(data.blocks)).toEqual(rows.map((features, i) => ({ y: y[i], features })));
    expect(data.columns).toBe(columns);
  });
});
