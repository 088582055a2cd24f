import { answerNames } from "../../data/table/answer-names.ts";
import type { TableModel } from "../../data/table/table-model.ts";
import { SGDClassifier } from "../../engine/estimators/sgd-classifier.ts";
import type { SGDRegressor } from "../../engine/estimators/sgd-regressor.ts";
import type { CsrMatrix } from "../../engine/matrix/csr-matrix.ts";
import type { DenseMatrix } from "../../engine/matrix/dense-matrix.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import { codedClassifier } from "../training/coded-classifier.ts";
import { duckDBBindings } from "./duckdb-bindings.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import { doublesOf, textsOf, writeVector } from "./duckdb-vectors.ts";
import { sqlName, sqlText } from "./sql.ts";

/** A model as a function of a DuckDB session. */
export interface Predictor {
  /** Name of the function. Its arguments are the raw values by encoder, then the texts; see {@link predictionColumns}. */
  readonly name: string;
  /** Rows that it was asked for so far. */
  readonly rows: number;
  /** By column, rows with a word that training had not seen. */
  readonly unseen: Readonly<Record<string, number>>;
  /** What it threw. */
  readonly failure: unknown;
}

/**
 * Gives a session the function `minibatch_predict`: from a row's raw values to an array of the position of its class and
 * the probability of each or the outputs of the decision function, or of its number alone. It is called with some thousand rows at a time.
 */
export function addPredictor(session: DuckDBSession, model: TableModel): Predictor {
  const { array_vector_get_child: childOf } = duckDBBindings();
  const { encoders, texts = [], classes, targets } = model.schema;
  const { estimator } = model;
  const answers = targets?.length ?? 1;
  const width = answerNames(estimator, classes, targets).length + answers;
  const coded = estimator instanceof SGDClassifier && targets === undefined ? codedClassifier(estimator) : estimator;
  const answer = answerer(coded, targets !== undefined);
  const counts = new Float64Array(encoders.length);
  const state: { rows: number; failure: unknown } = { rows: 0, failure: undefined };
  session.addFunction({
    name: "minibatch_predict",
    takes:
      texts.length === 0
        ? { any: "DOUBLE" }
        : [...encoders.map(() => "DOUBLE" as const), ...texts.map(() => "VARCHAR" as const)],
    gives: ["DOUBLE", width],
    call(vectors, rows, output) {
      try {
        const columns = encoders.map((_, i) => doublesOf(vectors[i]!, rows));
        const words = texts.map((_, i) => textsOf(vectors[encoders.length + i]!, rows));
        const X = model.encode({ rows, columns, texts: words }, counts);
        const answers = new Float64Array(rows * width);
        answer(X, answers, width);
        writeVector(childOf(output), answers);
        state.rows += rows;
      } catch (error) {
        state.failure ??= error;
        throw error;
      }
    },
  });
  return {
    name: "minibatch_predict",
    get rows() {
      return state.rows;
    },
    get failure() {
      return state.failure;
    },
    get unseen() {
      const seen = encoders.map(({ column }, i): [string, number] => [column, counts[i]!]);
      return Object.fromEntries(seen.filter(([, count]) => count > 0));
    },
  };
}

/** Writes each row's answer, of a width. */
type Answer = (X: DenseMatrix | CsrMatrix, to: Float64Array, width: number) => void;

function answerer(estimator: SGDClassifier | SGDRegressor, several: boolean): Answer {
  if (!(estimator instanceof SGDClassifier)) return (X, to) => to.set(estimator.predict(X));
  const answer = several ? answerLabels : answerClass;
  return (X, to, width) => answer(estimator, X, to, width);
}

/** Writes each row's class, of a classifier whose classes are their own positions, and the class's values. */
function answerClass(estimator: SGDClassifier, X: DenseMatrix | CsrMatrix, to: Float64Array, width: number): void {
  const { data, columns } = estimator.givesProbabilities ? estimator.predictProba(X) : estimator.decisionFunction(X);
  const codes = estimator.predict(X, new Int32Array(X.rows));
  for (let row = 0; row < codes.length; row++) {
    to[row * width] = codes[row]!;
    for (let k = 0; k < columns; k++) to[row * width + 1 + k] = data[row * columns + k]!;
  }
}

/** Writes each row's labels: the position of each target's value, and then what is said of its second. */
function answerLabels(estimator: SGDClassifier, X: DenseMatrix | CsrMatrix, to: Float64Array, width: number): void {
  const labels = estimator.predictLabels(X);
  const { data, columns } = estimator.givesProbabilities ? estimator.predictProba(X) : estimator.decisionFunction(X);
  for (let row = 0; row < X.rows; row++) {
    to.set(labels.row(row), row * width);
    to.set(data.subarray(row * columns, (row + 1) * columns), row * width + columns);
  }
}

/** What is selected beside a table's own columns. */
export interface PredictionColumns {
  /** Name of the column that holds what the predictor gives. */
  readonly internal: string;
  /** The call of the predictor. */
  readonly call: string;
  /** SQL of the columns to add, over `internal`. */
  readonly columns: readonly string[];
}

/**
 * The columns `prediction`, of several targets one for each, and those of {@link answerNames}; where the table has one of that name, with `_1`, `_2` … behind it.
 *
 * @param names - the table's columns
 * @param predictor - name of the predictor
 * @param raw - raw values of each encoder's column, then the texts, as SQL
 */
export function predictionColumns(
  model: Pick<TableModel, "estimator" | "schema">,
  names: readonly string[],
  predictor: string,
  raw: readonly string[],
): PredictionColumns {
  const taken = new Set(names.map((name) => name.toLowerCase()));
  const free = (name: string): string => {
    let chosen = name;
    for (let n = 1; taken.has(chosen.toLowerCase()); n++) chosen = `${name}_${n}`;
    taken.add(chosen.toLowerCase());
    return sqlName(chosen);
  };
  const { classes, targets } = model.schema;
  const internal = free("minibatch_answer");
  const answer = (place: number, own: readonly Label[]): string => {
    const value = `${internal}[${place}]`;
    return own.length === 0 ? value : `([${own.map(sqlLabel).join(", ")}])[${value}::INTEGER + 1]`;
  };
  const columns = targets?.map(
    (target, k) => `${answer(k + 1, target.classes)} AS ${free(`prediction ${target.name}`)}`,
  ) ?? [`${answer(1, classes)} AS ${free("prediction")}`];
  const answers = columns.length;
  for (const [i, { what, label, target }] of answerNames(model.estimator, classes, targets).entries()) {
    const name = target === undefined ? `${what} ${label}` : `${what} ${target} ${label}`;
    columns.push(`${internal}[${i + 1 + answers}] AS ${free(name)}`);
  }
  return { internal, call: `${predictor}(${raw.join(", ")})`, columns };
}

function sqlLabel(label: Label): string {
  return typeof label === "string" ? sqlText(label) : String(label);
}
