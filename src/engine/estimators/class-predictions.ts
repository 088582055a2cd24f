import { MinibatchError } from "../errors.ts";
import type { DenseMatrix } from "../matrix/dense-matrix.ts";
import type { Rows } from "../matrix/row-source.ts";
import type { Label } from "../metrics/labels.ts";
import type { ClassifierLoss } from "../objective/losses.ts";
import type { LinearModel } from "./linear-model.ts";
import {
  type LabelArray,
  type ProbabilityRule,
  probabilityOf,
  writeBoth,
  writeEither,
  writeHighest,
  writeShares,
} from "./targets/class-outputs.ts";
import { classLoss, outputsOf } from "./targets/class-targets.ts";

/** The class of each row, [rows], in `out` where it is given. */
export function predictClasses(
  model: LinearModel<ClassifierLoss>,
  classes: readonly Label[],
  X: Rows,
  out?: LabelArray,
): LabelArray {
  const source = model.source(X);
  const predicted = out ?? new Array<Label>(source.rows);
  checkOut(predicted, source.rows, classes);
  if (outputsOf(model.options, classes.length) === 1) {
    model.eachSign(source, (signs, first) => writeEither(signs, classes, predicted, first));
  } else {
    model.eachOutput(source, "identity", (values, first) => writeHighest(values, classes, predicted, first));
  }
  return predicted;
}

/** The probability of each class, [rows, classes]. */
export function predictProbabilities(
  model: LinearModel<ClassifierLoss>,
  classes: number,
  X: Rows,
  out?: DenseMatrix,
): DenseMatrix {
  const rule = ruleOf(model.options.loss, classLoss(model.options, classes));
  const source = model.source(X);
  const outputs = outputsOf(model.options, classes);
  const all = model.room(source.rows, classes, out);
  model.eachOutput(source, rule.link, (values, first) => {
    if (outputs === 1) writeBoth(values, all.data, first, rule);
    else if (rule.link === "softmax") all.data.set(values, first * classes);
    else writeShares(values, all.data, first, classes, rule);
  });
  return all;
}

/** The probability of each label, [rows, labels]. */
export function predictLabelProbabilities(model: LinearModel<ClassifierLoss>, X: Rows, out?: DenseMatrix): DenseMatrix {
  const { loss } = model.options;
  const { link, after } = ruleOf(loss, loss);
  const all = model.outputs(X, link, out);
  for (let i = 0; i < all.data.length; i++) all.data[i] = after(all.data[i]);
  return all;
}

/** 1 where a row has a label, else 0: [rows, labels]. */
export function predictLabelMatrix(model: LinearModel<ClassifierLoss>, X: Rows, out?: DenseMatrix): DenseMatrix {
  const source = model.source(X);
  const columns = model.weights.coef.length;
  const all = model.room(source.rows, columns, out);
  model.eachSign(source, (signs, first) => all.data.set(signs, first * columns));
  return all;
}

function ruleOf(named: ClassifierLoss, loss: ClassifierLoss): ProbabilityRule {
  const rule = probabilityOf(loss);
  if (rule) return rule;
  throw new MinibatchError(
    "INVALID_OPTION",
    `predictProba: the loss "${named}" gives no probabilities: train with "log_loss", "softmax" or "modified_huber"`,
    { option: "loss" },
  );
}

function checkOut(out: LabelArray, rows: number, classes: readonly Label[]): void {
  if (out.length !== rows) {
    throw new MinibatchError("INVALID_SHAPE", `out: got room for ${out.length} classes, expected ${rows}`);
  }
  if (Array.isArray(out) || rows === 0) return;
  const unfit = classes.find((label) => {
    out[0] = Number(label);
    return out[0] !== label;
  });
  if (unfit !== undefined) {
    throw new MinibatchError("INVALID_OPTION", `out: the typed array cannot hold the class ${String(unfit)}`, {
      option: "out",
    });
  }
}
