import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { ColumnEncoder } from "../../../src/data/table/encoders/column-encoder.ts";
import { StandardScaler } from "../../../src/data/table/standard-scaler.ts";
import { TableModel, type TableModelParts } from "../../../src/data/table/table-model.ts";
import { SGDClassifier } from "../../../src/engine/estimators/sgd-classifier.ts";
import { SGDRegressor } from "../../../src/engine/estimators/sgd-regressor.ts";
import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";
import type { Label } from "../../../src/engine/metrics/labels.ts";
import { crc32 } from "../../../src/engine/model/crc32.ts";
import { readSafetensors, writeSafetensors } from "../../../src/engine/model/safetensors.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { error } from "./matchers.ts";

const names = ["age", 'a "quoted" näme', "__proto__"];
const raw = new DenseMatrix(new RandomState(1).normal(40, 12, 180), 60, 3);
const scaler = StandardScaler.fit(raw);

const encoders = names.map(
  (column, j): ColumnEncoder => ({
    kind: "numeric",
    column,
    boolean: false,
    shift: scaler.mean[j],
    scale: scaler.scale[j],
    fill: scaler.mean[j],
    indicator: false,
  }),
);

function parts(estimator: SGDClassifier | SGDRegressor): TableModelParts {
  const isClassifier = estimator instanceof SGDClassifier;
  return {
    schema: {
      columns: [],
      encoders,
      nullStrings: ["?"],
      target: "bought",
      task: isClassifier ? "classification" : "regression",
      classes: isClassifier ? estimator.classes : [],
    },
    estimator,
    options: { ...estimator.options, testSize: 0.2, stratify: isClassifier },
    data: { files: ["shop.csv"], rows: 75, trainRows: 60, hash: "0" },
    scores: { test: { accuracy: 0.5 } },
    versions: { minibatch: "0.0.0" },
  };
}

async function classifier(labels: readonly Label[], precision: "f32" | "f64" = "f32"): Promise<TableModel> {
  const y = Array.from({ length: raw.rows }, (_, i) => labels[i % labels.length]);
  const model = new SGDClassifier({ epochs: 3, precision });
  return new TableModel(parts(await model.fit(scaler.transform(raw), y)));
}

async function regressor(): Promise<TableModel> {
  const y = Float64Array.from({ length: raw.rows }, (_, i) => 1000 + 7 * raw.get(i, 1));
  return new TableModel(parts(await new SGDRegressor({ epochs: 3, learningRate: 0.01 }).fit(scaler.transform(raw), y)));
}

const records = raw.toArray().map((row) => Object.fromEntries(names.map((name, j) => [name, row[j]])));

describe.each<[string, () => Promise<TableModel>]>([
  ["two classes of strings", () => classifier(["no", "yes"])],
  ["three classes of numbers", () => classifier([-1, 3, 20])],
  ["booleans in 64 bits", () => classifier([false, true], "f64")],
  ["a number", regressor],
])("a model of %s", (_what, train) => {
  let model: TableModel;
  let loaded: TableModel;
  beforeAll(async () => {
    model = await train();
    loaded = TableModel.fromBytes(model.toBytes());
  });

  test("is the same after saving and loading, to the last bit", () => {
    expect(loaded.toBytes()).toEqual(model.toBytes());
    expect(loaded.schema).toEqual(model.schema);
    expect(loaded.options).toEqual(model.options);
    expect(loaded.data).toEqual(model.data);
    expect(loaded.scores).toEqual({ test: { accuracy: 0.5 } });
    expect(loaded.versions).toEqual({ minibatch: "0.0.0" });
    expect(loaded.predict(records)).toEqual(model.predict(records));
    if (model.schema.task === "classification") {
      expect(loaded.predictProba(records)).toEqual(model.predictProba(records));
    }
  });

  test("answers as its estimator does on standardised rows", () => {
    const Z = scaler.transform(raw, { precision: model.estimator.options.precision });
    expect(model.predict(records)).toEqual(Array.from(model.estimator.predict(Z) as ArrayLike<Label>));
  });

  test("answers one record as it answers many", () => {
    expect(records.map((record) => model.predict(record))).toEqual(model.predict(records));
    expect(model.predict([])).toEqual([]);
  });

  test("is a safetensors file of two tensors of 64 bits", () => {
    const { tensors, metadata } = readSafetensors(model.toBytes());
    const outputs = model.estimator.coef.length;
    const shapes = Array.from(tensors, ([name, { shape, data }]) => [name, shape, data.constructor.name]).sort();
    expect(shapes).toEqual([
      ["coef", [outputs, 3], "Float64Array"],
      ["intercept", [outputs], "Float64Array"],
    ]);
    expect(Array.from(metadata.keys()).sort()).toEqual(["crc32", "format", "format_version", "model"]);
  });
});

describe("bad records", () => {
  test.each<[string, Record<string, unknown>, string]>([
    ["without a column", { age: 1 }, 'column "a \\"quoted\\" näme": got nothing'],
    ["with text", { ...records[0], age: "39" }, 'column "age": got "39"'],
    ["with infinity", { ...records[0], age: Number.POSITIVE_INFINITY }, 'column "age": got Infinity'],
    ["whose prototype has the name", { [names[0]]: 1, [names[1]]: 2 }, 'column "__proto__": got nothing'],
  ])("%s are refused", async (_what, record, message) => {
    const model = await classifier(["no", "yes"]);
    const column = JSON.parse(/".*"(?=: got)/.exec(message)?.[0] ?? "") as string;
    const hint = message.endsWith("nothing") ? " (null where it is missing)" : "";
    const text = `record 1, ${message}, expected a finite number${hint}`;
    const expected = error("INVALID_DATA", text, { row: 1, column });
    expect(() => model.predict([records[0], record])).toThrow(expected);
  });
});

test("a model of a number has no probabilities", async () => {
  const model = await regressor();
  expect(() => model.predictProba(records)).toThrow(
    error("INVALID_OPTION", "predictProba: the model answers with a number and has no classes"),
  );
});

test("parts that do not fit are refused", async () => {
  const { estimator } = await classifier(["no", "yes"]);
  const { schema, ...others } = parts(estimator);
  expect(() => new TableModel({ ...others, schema: { ...schema, encoders: encoders.slice(1) } })).toThrow(
    error("INVALID_SHAPE", "model: 2 features, but 3 weights"),
  );
});

describe("a damaged file", () => {
  let bytes: Uint8Array;
  beforeAll(async () => {
    bytes = (await classifier(["no", "yes"])).toBytes();
  });

  test("with any one byte changed is refused", () => {
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(change, ([at, by]) => {
        const changed = bytes.slice();
        changed[at] ^= by;
        expect(() => TableModel.fromBytes(changed)).toThrow(error("INVALID_FILE", /^(safetensors|model file): .+/));
      }),
      { numRuns: 300 },
    );
  });

  test("cut off anywhere is refused", () => {
    for (let length = 0; length < bytes.length; length += 13) {
      expect(() => TableModel.fromBytes(bytes.subarray(0, length))).toThrow(error("INVALID_FILE", /^safetensors: .+/));
    }
  });

  /** The file with other metadata or tensors, and a checksum that fits them. */
  function rewritten(metadata: Record<string, string>, without?: string): Uint8Array {
    const content = readSafetensors(bytes);
    const all = new Map([...content.metadata, ...Object.entries(metadata)]);
    all.delete("crc32");
    const tensors = new Map(Array.from(content.tensors).filter(([name]) => name !== without));
    all.set(
      "crc32",
      crc32(writeSafetensors({ tensors, metadata: all }))
        .toString(16)
        .padStart(8, "0"),
    );
    return writeSafetensors({ tensors, metadata: all });
  }

  test("rewritten with a fitting checksum is read", () => {
    expect(TableModel.fromBytes(rewritten({})).toBytes()).toEqual(bytes);
  });

  test.each<[string, Record<string, string>, string | undefined, string]>([
    [
      "of another format",
      { format: "pt" },
      undefined,
      'a safetensors file of format "pt", expected "minibatch.table-model"',
    ],
    [
      "of a newer version",
      { format_version: "3" },
      undefined,
      "written in format version 3, this minibatch reads up to 2: use a newer one",
    ],
    [
      "of an older version",
      { format_version: "1" },
      undefined,
      "written in format version 1, this minibatch reads 2: train the model again",
    ],
    ["of no version", { format_version: "x" }, undefined, "format version x is not known"],
    ["without weights", {}, "coef", "the tensor coef is missing"],
    ["without a bias", {}, "intercept", "the tensor intercept is missing"],
    ["whose description is not JSON", { model: "{" }, undefined, "the metadata entry model is not JSON"],
  ])("%s is refused", (_what, metadata, without, message) => {
    expect(() => TableModel.fromBytes(rewritten(metadata, without))).toThrow(
      error("INVALID_FILE", `model file: ${message}`),
    );
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["has no features", { encoders: [] }, "its schema makes 0 features, and there are 3 weights"],
    [
      "has more features than weights",
      { encoders: [...encoders, encoders[0]] },
      "its schema makes 4 features, and there are 3 weights",
    ],
    ["has more classes than weights", { classes: ["a", "b", "c"] }, "initialWeights.coef: got 1 rows, expected 3"],
    ["has no classes", { classes: undefined }, "classes: expected at least two different classes"],
    ["is not there", { encoders: undefined }, "its metadata entry model does not describe a model"],
  ])("whose schema %s is refused", (_what, change, message) => {
    const description = JSON.parse(readSafetensors(bytes).metadata.get("model") ?? "");
    const model = JSON.stringify({ ...description, schema: { ...description.schema, ...change } });
    expect(() => TableModel.fromBytes(rewritten({ model }))).toThrow(error("INVALID_FILE", `model file: ${message}`));
  });

  test("that is another safetensors file is refused", () => {
    const other = writeSafetensors({ tensors: new Map(), metadata: new Map() });
    expect(() => TableModel.fromBytes(other)).toThrow(
      error("INVALID_FILE", 'model file: a safetensors file of format "", expected "minibatch.table-model"'),
    );
  });
});
