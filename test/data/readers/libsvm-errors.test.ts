import { describe, expect, it } from "vitest";
import { type LibsvmOptions, readLibsvm } from "../../../src/data/readers/libsvm.ts";
import { utf8 } from "./sparse-text.ts";

async function messageOf(bytes: Uint8Array, options: LibsvmOptions = {}): Promise<string> {
  try {
    await readLibsvm(bytes, { name: "train.svm", ...options });
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^INVALID_(DATA|OPTION)$/) });
    return (error as Error).message;
  }
  throw new Error("no error");
}

const cases: [what: string, text: string, message: string, options?: LibsvmOptions][] = [
  ["a line that is no row", "1 1:2\nhello world\n", 'train.svm:2:1: label: got "hello", expected a number'],
  [
    "a row without label",
    "1 1:2\n3:4 5:6",
    'train.svm:2:1: got "3:4" where the label belongs, expected label index:value …',
  ],
  [
    "several labels",
    "1,2 1:2",
    "train.svm:1:1: label: got several labels (1,2), expected one number: train one model per label",
  ],
  ["a feature without value", "1 1:2 7", 'train.svm:1:7: got "7", expected index:value'],
  ["a name for an index", "1 a:2", 'train.svm:1:3: got "a:2", expected index:value'],
  ["a value that is no number", "1 1:2\n\n# x\n1 1:2 2:x", 'train.svm:4:9: value: got "x", expected a finite number'],
  ["a value that is missing", "1 1: 2:3", "train.svm:1:5: value: got nothing, expected a finite number"],
  ["nan", "1 1:nan", 'train.svm:1:5: value: got "nan", expected a finite number'],
  ["hexadecimal", "1 1:0x10", 'train.svm:1:5: value: got "0x10", expected a finite number'],
  [
    "a value too large for f32",
    "1 1:1e39",
    "train.svm:1:5: 1e39 is too large for 32-bit numbers: scale the values, or use 64-bit numbers (--precision f64)",
  ],
  [
    "a long value too large for f64",
    "1 1:1\n1 2:1234567890123456789012e300 3:1",
    "train.svm:2:5: 1234567890123456789012e300 is too large, expected less than 1.8e308",
    { precision: "f64" },
  ],
  [
    "unsorted indices",
    "1 5:1 3:1",
    'train.svm:1:7: got "3:1": indices must ascend within a row, each one once: sort the row\'s features',
  ],
  [
    "a duplicate index",
    "1 5:1 5:1",
    'train.svm:1:7: got "5:1": indices must ascend within a row, each one once: sort the row\'s features',
  ],
  [
    "an index out of range",
    "1 268435457:1",
    'train.svm:1:3: index: got "268435457:1", expected at most 2^28 columns: number the features anew or hash them',
  ],
  [
    "index 0 in a file counted from 1",
    "1 1:1\n1 0:1",
    "train.svm:2:3: index 0 in a file read with indices from 1, expected 1 or more: number its indices as those of the file trained on, or read that with indices from 0 (--index-base 0)",
    { indexBase: 1 },
  ],
  ["a query id behind a feature", "1 1:2 qid:3", 'train.svm:1:7: got "qid:3", expected index:value'],
  ["a token behind characters of several bytes", "1 1:2 é:1 x", 'train.svm:1:7: got "é:1", expected index:value'],
  ["columns without base", "1 1:2", "columns: expected indexBase 0 or 1 beside it", { columns: 3 }],
];

describe("readLibsvm refuses", () => {
  it.each(cases)("%s", async (_, text, message, options) => {
    expect(await messageOf(utf8(text), options)).toBe(message);
  });

  it("bytes that are no UTF-8, and zero bytes", async () => {
    expect(await messageOf(Uint8Array.of(0x31, 0x20, 0xff, 0x3a, 0x31))).toBe(
      "train.svm:1:3: bytes that are no UTF-8: convert the file first",
    );
    expect(await messageOf(Uint8Array.of(0x31, 0x20, 0, 0, 10))).toMatch(/^train\.svm:1:3: got /);
  });

  it("an error in any piece, at the line of the whole text", async () => {
    const text = `${"1 1:2 3:4\n".repeat(70000)}1 1:2 oops\n`;
    expect(await messageOf(utf8(text))).toBe('train.svm:70001:7: got "oops", expected index:value');
  });
});
