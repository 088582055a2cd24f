import { describe, expect, it } from "vitest";
import type { SparseInput } from "../../../src/data/sparse/sparse-input.ts";
import { SparseModel } from "../../../src/data/sparse/sparse-model.ts";
import { sparseWeights } from "../../../src/data/sparse/sparse-weights.ts";
import { TableModel } from "../../../src/data/table/table-model.ts";
import { NameTable } from "../../../src/data/text/name-table.ts";
import { SGDClassifier } from "../../../src/engine/estimators/sgd-classifier.ts";

const rest = {
  options: {},
  data: { file: "rows.svm", rows: 4, trainRows: 3, hash: "0123" },
  scores: { test: { accuracy: 0.5 } },
  versions: { minibatch: "0.1.0" },
};

function classifier(input: SparseInput, coef: number[], names?: NameTable): SparseModel {
  const options = { precision: "f64" } as const;
  const estimator = SGDClassifier.fromState({ options, classes: [-1, 1], coef: [coef], intercept: [-0.5] });
  return new SparseModel({ ...rest, options, input, task: "classification", classes: [-1, 1], estimator, names });
}

const libsvm = classifier({ format: "libsvm", indexBase: 1, columns: 5 }, [2, 0, -1, 0, 0.25]);

describe("SparseModel", () => {
  it("answers lines by weights times values, with and without labels; unknown columns count nothing", () => {
    const lines = ["1:1 5:2", "-1 1:0.25 3:3 # x", "9:100", "1"];
    const z = [2, -3, -0.5, -0.5];
    expect(libsvm.predict(lines)).toEqual([1, -1, -1, -1]);
    expect(libsvm.predict("1:1")).toBe(1);
    const proba = libsvm.predictProba(lines);
    z.forEach((value, r) => {
      expect(Math.abs(proba.get(r, 1) - 1 / (1 + Math.exp(-value)))).toBeLessThan(1e-14);
    });
    expect(libsvm.predict([])).toEqual([]);
  });

  it("comes back from its bytes, which hold only the weights other than 0", () => {
    const names = new NameTable(Uint32Array.of(3, 70000), ["w^a", "w^b"], Uint8Array.of(0, 1));
    const coef = new Array<number>(2 ** 17).fill(0);
    coef[3] = 1.5;
    coef[70000] = -2;
    const model = classifier({ format: "vw", bits: 17 }, coef, names);
    const bytes = model.toBytes();
    expect(bytes.length).toBeLessThan(2000);
    const restored = SparseModel.fromBytes(bytes);
    expect(restored.estimator.coef).toEqual(model.estimator.coef);
    expect(restored.names).toEqual(names);
    expect(restored).toMatchObject({ input: model.input, classes: [-1, 1], data: rest.data, task: "classification" });
    expect(restored.toBytes()).toEqual(bytes);
  });

  it("names the weights of libsvm columns by the index in the file", () => {
    const [weights] = sparseWeights(libsvm);
    expect(weights).toMatchObject({ output: 1, intercept: -0.5, weights: 3, unnamedMass: 0 });
    expect(weights!.positive.map(({ name, weight }) => [name, weight])).toEqual([
      ["1", 2],
      ["5", 0.25],
    ]);
    expect(weights!.negative.map(({ name, weight }) => [name, weight])).toEqual([["3", -1]]);
  });

  it.each<[string, () => unknown, string]>([
    [
      "a line that is no row",
      () => libsvm.predict(["1:1", "1:x"]),
      'rows:2:3: value: got "x", expected a finite number',
    ],
    ["a line of two", () => libsvm.predict(["1:1\n2:1"]), "row 0: has a line break, expected one line"],
    ["a blank line", () => libsvm.predict(["1:1", " "]), "rows: 1 of 2 lines are blank"],
    ["an unsorted line", () => libsvm.predict("3:1 2:1"), 'rows:1:5: got "2:1": indices must ascend'],
    [
      "weights of another width",
      () => classifier({ format: "libsvm", indexBase: 1, columns: 4 }, [1, 2]),
      "model: weights of 2 columns for rows of 4",
    ],
  ])("refuses %s", (_, make, message) => {
    expect(make).toThrow(message);
  });

  it("is not read as a model of a table, which is told", () => {
    expect(() => TableModel.fromBytes(libsvm.toBytes())).toThrow(
      "model file: a model of libsvm or vw rows, expected one of a table",
    );
    const scores = libsvm.scores;
    expect(SparseModel.fromBytes(libsvm.toBytes()).scores).toEqual(scores);
  });

  it("refuses bytes that are cut short, altered, or of a newer version", () => {
    const bytes = libsvm.toBytes();
    expect(() => SparseModel.fromBytes(bytes.subarray(0, bytes.length - 9))).toThrow(/^(model file|safetensors)/);
    const altered = bytes.slice();
    altered[altered.length - 1]! ^= 1;
    expect(() => SparseModel.fromBytes(altered)).toThrow("model file: the checksum is wrong");
    const text = new TextDecoder("latin1").decode(bytes).replace('"format_version":"2"', '"format_version":"3"');
    const newer = Uint8Array.from(text, (character) => character.charCodeAt(0));
    expect(() => SparseModel.fromBytes(newer)).toThrow("written in format version 3, this minibatch reads up to 2");
  });
});
