import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { evaluateSparse } from "../../../src/node/sparse/evaluate-sparse.ts";
import { predictSparse } from "../../../src/node/sparse/predict-sparse.ts";
import { trainSparse } from "../../../src/node/sparse/train-sparse.ts";
import { emptyFolder } from "../tables/files.ts";

const folder = emptyFolder();

/** Bytes from text whose letters are bytes. */
function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? Buffer.from(content, "latin1") : content);
  return path;
}

const rows = Array.from({ length: 40 }, (_, i) => `${i % 2 ? 1 : -1} 1:${i} 3:0.5 ${5 + (i % 3)}:1\n`).join("");
const words = Array.from({ length: 40 }, (_, i) => `${i % 2 ? 1 : -1} |w a${i % 3} b:${i}\n`).join("");
const NO_UTF8 = "bytes that are no UTF-8: convert the file first";
const FEW = "expected at most 2^28 columns: number the features anew or hash them";

describe("a file of sparse rows that cannot be trained on is refused in one line with its place", () => {
  it.each<[string, string | Uint8Array, string]>([
    [
      "unsorted.svm",
      "1 1:1\n-1 3:1 2:1\n",
      ':2:8: got "2:1": indices must ascend within a row, each one once: sort the',
    ],
    [
      "twice.svm",
      "1 1:1\n-1 2:1 2:1\n",
      ':2:8: got "2:1": indices must ascend within a row, each one once: sort the row',
    ],
    ["negative.svm", "1 1:1\n-1 -2:1\n", ':2:4: got "-2:1", expected index:value'],
    ["28.svm", "1 1:1\n-1 268435457:1\n", `:2:4: index: got "268435457:1", ${FEW}`],
    ["31.svm", "1 1:1\n-1 2147483648:1\n", `:2:4: index: got "2147483648:1", ${FEW}`],
    ["53.svm", "1 1:1\n-1 9007199254740992:1\n", `:2:4: index: got "9007199254740992:1", ${FEW}`],
    ["prose.svm", "1 1:1\n-1 hello\n", ':2:4: got "hello", expected index:value'],
    ["index.svm", "1 1:1\n-1 2 3:1\n", ':2:4: got "2", expected index:value'],
    ["word.svm", "1 1:1\n-1 2:x\n", ':2:6: value: got "x", expected a finite number'],
    ["nan.svm", "1 1:1\n-1 2:nan\n", ':2:6: value: got "nan", expected a finite number'],
    ["inf.svm", "1 1:1\n-1 2:-inf\n", ':2:6: value: got "-inf", expected a finite number'],
    ["none.svm", "1 1:1\n-1 2:\n", ":2:6: value: got nothing, expected a finite number"],
    ["nul.svm", "1 1:1\n-1 2:\0" + "1\n", ':2:6: value: got "\\u00001", expected a finite number'],
    ["large.svm", "1 1:1\n-1 2:1e39\n", ":2:6: 1e39 is too large for 32-bit numbers: scale the values, or use 64-bit"],
    ["larger.svm", "1 1:1\n-1 2:1e400\n", ":2:6: 1e400 is too large, expected less than 1.8e308"],
    ["label.svm", "1 1:1\nyes 2:1\n", ':2:1: label: got "yes", expected a number'],
    ["label-nan.svm", "1 1:1\nnan 2:1\n", ':2:1: label: got "nan", expected a number'],
    ["labels.svm", "1 1:1\n1,2 2:1\n", ":2:1: label: got several labels (1,2), expected one number"],
    ["no-label.svm", "1 1:1\n2:1 3:1\n", ':2:1: got "2:1" where the label belongs, expected label index:value …'],
    ["utf8-index.svm", "1 1:1\n-1 2\xe9:1\n", `:2:5: ${NO_UTF8}`],
    ["utf8-value.svm", "1 1:1\n-1 2:1\xff\n", `:2:7: ${NO_UTF8}`],
    ["utf8-label.svm", "1 1:1\n\xe9 2:1\n", `:2:1: ${NO_UTF8}`],
    ["utf16.svm", Buffer.from(`\ufeff${rows}`, "utf16le"), `:1:1: ${NO_UTF8}`],
    ["utf8-name.vw", "1 |w a\n-1 |w caf\xe9\n", `:2:10: ${NO_UTF8}`],
    ["utf8-tag.vw", "1 |w a\n-1 'caf\xe9|w b\n", `:2:8: ${NO_UTF8}`],
    ["label.vw", "1 |w a\nyes |w b\n", ':2:1: label: got "yes", expected a number'],
    ["nan.vw", "1 |w a\n-1 |w b:nan\n", ':2:9: value: got "nan", expected a finite number'],
    [
      "weightless.vw",
      "1 0 |w a\n-1 0 |w b\n".repeat(10),
      ": all rows have the importance 0, expected at least one above",
    ],
    ["importance.vw", "1 |w a\n-1 -2 |w b\n", ':2:4: importance: got "-2", expected a number, 0 or more'],
    ["bar.vw", "1 |w a\n-1 b c\n", ':2:1: got "-1" without a "|", expected label |namespace feature:value …'],
    ["empty.svm", "", ": has no row: it is empty"],
    ["empty.vw", "", ": has no row: it is empty"],
    ["empty.svm.gz", gzipSync(""), ": has no row: it is empty"],
    ["comments.svm", "# a\n# b\n\n", ": has no row: its lines are blank or comments"],
    ["cut.svm.gz", gzipSync(rows.repeat(50)).subarray(0, 150), ": the gzip file is broken or cut short"],
    ["cut.vw.gz", gzipSync(words.repeat(50)).subarray(0, 150), ": the gzip file is broken or cut short"],
    [
      "one.svm",
      "1 1:1\n1 2:1\n",
      ': target "label": all 2 rows have the value 1, expected at least two different values',
    ],
    [
      "two.svm",
      "1 1:1\n-1 2:1\n",
      ': target "label": each of its 2 classes has one row, of which none can be held out',
    ],
    ["none-at-all.svm", "1\n-1\n".repeat(20), ": none of 40 rows has a feature, expected some behind the labels"],
    ["none-at-all.vw", "1 |\n-1 |\n".repeat(20), ": none of 40 rows has a feature, expected some behind the labels"],
  ])("%s", async (name, content, message) => {
    const path = file(name, content);
    const error = await trainSparse(path, { cache: false }).then(
      () => new Error("it was trained on"),
      (error: Error) => error,
    );
    expect(error.message.slice(0, path.length + message.length)).toBe(`${path}${message}`);
    expect(error.message).not.toContain("\n");
  });

  it("a test file is named", async () => {
    const path = file("rows.svm", rows);
    const test = file("test.svm", "1 1:1\n-1 2:x\n");
    await expect(trainSparse(path, { test, cache: false })).rejects.toThrow(`${test}:2:6: value: got "x"`);
    const none = file("none.svm", "\n");
    await expect(trainSparse(path, { test: none, cache: false })).rejects.toThrow(`${none}: has no row`);
    const other = file("other.svm", "3 1:1\n1 2:1\n");
    const refused = `${other}: got the label 3, which no training row has: leave its rows out of the validation file`;
    await expect(trainSparse(path, { validationFile: other, cache: false })).rejects.toThrow(refused);
  });
});

describe("what is odd but can be read gives the same model", () => {
  const weights = async (path: string) => (await trainSparse(path, { cache: false, epochs: 3 })).model.estimator.coef;

  it.each<[string, string]>([
    ["no-line-end.svm", rows.slice(0, -1)],
    ["crlf.svm", rows.replaceAll("\n", "\r\n")],
    ["tabs.svm", rows.replaceAll(" ", "\t")],
    ["blank.svm", `\n# a comment\n${rows.replaceAll("\n", " # caf\xe9 \n\n")}`],
    ["mark.svm", `\xef\xbb\xbf${rows}`],
    ["no-line-end.vw", words.slice(0, -1)],
    ["crlf.vw", words.replaceAll("\n", "\r\n")],
  ])("%s", async (name, content) => {
    const plain = name.endsWith(".vw") ? file("plain.vw", words) : file("plain.svm", rows);
    expect(await weights(file(name, content))).toEqual(await weights(plain));
  });

  it("indices from 0, also where the first 0 comes after blocks were written", async () => {
    const many = Array.from({ length: 30_000 }, (_, i) => `${i % 2} ${1 + (i % 7)}:1 8:${i % 5} 9:1 10:2`);
    const path = file("late.svm", `${many.join("\n")}\n1 0:1\n`);
    const said = file("said.svm", `1 0:1\n${many.join("\n")}\n`);
    const test = file("plain.svm", rows);
    const train = (path: string) => trainSparse(path, { cache: false, epochs: 2, shuffle: "none", test });
    const late = await train(path);
    expect(late.model.input).toEqual({ format: "libsvm", indexBase: 0, columns: 11 });
    const { counts, values } = await train(said);
    expect([late.counts.rows, late.counts.columns, late.values]).toEqual([counts.rows, counts.columns, values]);
    // Column 0 is that of index 0; the others have moved by one.
    const [coef] = late.model.estimator.coef;
    const [one] = (await train(file("ones.svm", `${many.join("\n")}\n1 11:1\n`))).model.estimator.coef;
    expect(Array.from(coef!.slice(1))).toEqual(Array.from(one!.slice(0, 10)));
  });

  it("rows without a feature, and a test file that is wider", async () => {
    const path = file("few.svm", `${rows}1\n-1\n`);
    const test = file("wide.svm", "1 1:1 99:2\n-1 3:1\n");
    const { warnings, model } = await trainSparse(path, { test, cache: false });
    expect(warnings).toEqual([
      { code: "empty-rows", file: path, count: 2, of: 42 },
      { code: "unseen-features", file: test, count: 1 },
    ]);
    expect((await evaluateSparse(model, test)).counts).toMatchObject({ unseenFeatures: 1 });
    const answers: unknown[] = [];
    await predictSparse(model, test, ({ answers: some }) => {
      answers.push(...some);
    });
    expect(answers).toEqual(model.predict(["1:1", "3:1"]));
  });
});
