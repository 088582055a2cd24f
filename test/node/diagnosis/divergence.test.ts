import { describe, expect, it } from "vitest";
import { StandardScaler } from "../../../src/data/table/standard-scaler.ts";
import { MinibatchError } from "../../../src/engine/errors.ts";
import { SGDRegressor } from "../../../src/engine/estimators/sgd-regressor.ts";
import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";
import { rowSource } from "../../../src/engine/matrix/row-source.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { explainDivergence } from "../../../src/node/diagnosis/divergence.ts";
import { error } from "../../data/table/matchers.ts";

const rows = 2000;
const names = ["age", "income", "height"];

function table(change: (X: DenseMatrix) => void = () => {}): DenseMatrix {
  const random = new RandomState(1);
  const X = DenseMatrix.zeros(rows, 3);
  for (let i = 0; i < X.data.length; i++) X.data[i] = random.standardNormal();
  change(X);
  return X;
}

/** What a training on these rows ends with: its error, explained. */
async function explained(
  X: DenseMatrix,
  learningRate: number,
  rawValue?: (column: number, value: number) => number,
): Promise<unknown> {
  const y = Float64Array.from({ length: rows }, (_, row) => X.get(row, 0));
  const training = new SGDRegressor({ learningRate, epochs: 20, batchSize: 1 }).fit(X, y);
  const thrown = await training.then(
    () => new Error("it did not diverge"),
    (error: unknown) => error,
  );
  return explainDivergence(thrown, { rows: rowSource(X), nameOf: (column) => names[column], learningRate, rawValue });
}

describe("explainDivergence", () => {
  it("names the column of another scale than the rest, and the option to change", async () => {
    const X = table((X) => {
      for (let row = 0; row < rows; row++) X.data[3 * row + 1] *= 5e4;
    });
    const message =
      /^training diverged in epoch 1: .*: "income" holds numbers of about 5\d000, the largest -?[12]\d0000: standardise the columns \(--scale standard\), or lower the learning rate from 0\.01 to [34]\.?\d?e-10 \(learningRate, --alpha\)$/;
    expect(await explained(X, 0.01)).toEqual(error("DIVERGED", message));
  });

  it("names the row with the extreme value by what stands in the file", async () => {
    const X = table((X) => {
      X.data[3 * 700 + 2] = 1e100;
    });
    const scaled = StandardScaler.fit(X, {}).transform(X);
    const got = await explained(scaled, 0.5, (_, value) => 2e98 * value);
    const message =
      /: the row where "height" is 8\.9e\+99 is 45 times as far out as usual: correct it, leave it out, or lower the learning rate from 0\.5 to 0\.05 /;
    expect(got).toEqual(error("DIVERGED", message));
    expect(got).toMatchObject({ details: { row: 700, column: "height" } });
  });

  it("blames the rate where nothing is extreme", async () => {
    const message =
      /: the learning rate is too high for this table: lower the learning rate from 20 to 0\.25 \(learningRate, --alpha\)$/;
    expect(await explained(table(), 20)).toEqual(error("DIVERGED", message));
  });

  it.each(["named", 0.01, 20])("the rate that it names does not diverge (%s)", async (given) => {
    const X =
      given === "named"
        ? table((X) =>
            X.data.forEach((value, i) => {
              X.data[i] = i % 3 === 1 ? value * 5e4 : value;
            }),
          )
        : table();
    const learningRate = given === "named" ? 0.01 : Number(given) * 1000;
    const { message } = (await explained(X, learningRate)) as Error;
    const named = Number(/ to (\S+) \(learningRate/.exec(message)?.[1]);
    expect(named).toBeGreaterThan(0);
    expect(await explained(X, named)).toEqual(new Error("it did not diverge"));
  });

  it("names no rate to lower where the schedule makes its own", () => {
    const diverged = new MinibatchError(
      "DIVERGED",
      "training diverged in epoch 1: the loss is NaN: standardise the columns or lower learningRate (1)",
    );
    const told = explainDivergence(diverged, {
      rows: rowSource(table()),
      nameOf: (column: number) => names[column],
      learningRate: undefined,
    }) as Error;
    expect(told.message).toMatch(
      /the loss is NaN: the learning rate is too high for this table: take another schedule than optimal/,
    );
  });

  it("leaves other errors as they are", () => {
    const other = new MinibatchError("INVALID_DATA", "X: row 1 is NaN");
    const training = { rows: rowSource(table()), nameOf: String, learningRate: 1 };
    expect(explainDivergence(other, training)).toBe(other);
    expect(explainDivergence("stopped", training)).toBe("stopped");
  });
});
