import { readFileSync } from "node:fs";
import { DenseMatrix } from "../../../../src/engine/index.ts";

/** Parameters of scikit-learn's estimators, as in sgd.json. */
export interface Parameters {
  readonly loss?: string;
  readonly penalty?: "l1" | "l2" | "elasticnet" | null;
  readonly alpha?: number;
  readonly l1_ratio?: number;
  readonly max_iter: number;
  readonly tol: number | null;
  readonly random_state: number;
  readonly shuffle?: boolean;
  readonly learning_rate?: string;
  readonly eta0?: number;
  readonly power_t?: number;
  readonly average?: boolean | number;
  readonly class_weight?: "balanced" | Record<string, number>;
  readonly fit_intercept?: boolean;
  readonly early_stopping?: boolean;
  readonly validation_fraction?: number;
}

/** A training of sgd.json. */
export interface Case {
  readonly data: string;
  readonly params: Parameters;
  readonly coef: readonly number[] | readonly (readonly number[])[];
  readonly intercept: readonly number[];
  readonly t: number;
  readonly train_score: number;
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../reference/${name}`, import.meta.url), "utf8"));

/** sgd.json. */
export const reference = read("sgd.json") as {
  readonly classifier: readonly Case[];
  readonly regressor: readonly Case[];
  readonly stopping: readonly Case[];
  readonly "log_loss probabilities, breast_cancer, first 10 rows": {
    readonly params: Parameters;
    readonly decision_function: readonly number[];
    readonly predict_proba: readonly (readonly number[])[];
  };
};

const { tables } = read("tables.json") as {
  readonly tables: Record<string, { readonly X: number[][]; readonly y: number[] }>;
};

/** In the order of operations of scikit-learn's `StandardScaler`: some of the runs amplify the last bit of a number. */
function standardised(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviations = values.map((value) => value - mean);
  const rest = deviations.reduce((sum, value) => sum + value, 0);
  const squares = deviations.reduce((sum, value) => sum + value * value, 0);
  const scale = Math.sqrt((squares - (rest * rest) / values.length) / values.length);
  return deviations.map((value) => value / scale);
}

/** A table of sgd.json: standardised columns, and the target of diabetes too. */
export function table(name: string): { readonly X: DenseMatrix; readonly y: number[] } {
  const { X, y } = tables[name];
  const columns = X[0].map((_, c) => standardised(X.map((row) => row[c])));
  return {
    X: DenseMatrix.from(X.map((_, r) => columns.map((column) => column[r]))),
    y: name === "diabetes" ? standardised(y) : y,
  };
}

/** The same in this library's words. */
export function optionsOf(params: Parameters): object {
  const { penalty = "l2", alpha = 0.0001, l1_ratio = 0.15 } = params;
  const share = penalty === "l1" ? 1 : penalty === "elasticnet" ? l1_ratio : 0;
  const strength = penalty === null ? 0 : alpha;
  const names = {
    loss: params.loss,
    epochs: params.max_iter,
    tol: params.tol,
    seed: params.random_state,
    schedule: params.learning_rate,
    learningRate: params.eta0,
    power: params.power_t,
    average: params.average,
    classWeight: params.class_weight,
    fitIntercept: params.fit_intercept,
    shuffle: params.shuffle === false ? "none" : "full",
    l1: strength * share,
    l2: strength * (1 - share),
    earlyStopping: params.early_stopping
      ? { validation: params.validation_fraction, minDelta: params.tol ?? undefined }
      : undefined,
    compat: "scikit-learn",
  };
  return Object.fromEntries(Object.entries(names).filter(([, value]) => value !== undefined));
}
