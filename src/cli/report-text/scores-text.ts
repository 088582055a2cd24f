import type { Baseline, ClassificationScores, Evaluation, RegressionScores } from "../../node/evaluation/types.ts";
import { grouped, lossText, score, significant } from "../../node/report/numbers.ts";
import { printable } from "../printable.ts";
import { textTable } from "../text-table.ts";

/** Classes whose matrix fits on a terminal. */
const MATRIX_CLASSES = 12;

/** The scores, each beside that of the trivial answer; of classes with the classification report before and the matrix after them. */
export function scoresText({ test, baseline }: Evaluation, measuredOn: string): string {
  if (test.task === "classification" && baseline.task === "classification") {
    const matrix = test.classes.length > MATRIX_CLASSES ? "" : `\n${confusionText(test)}`;
    return `${test.report}\n${classScores(test, baseline, measuredOn)}${matrix}`;
  }
  if (test.task === "regression" && baseline.task === "regression") return numberScores(test, baseline, measuredOn);
  return "";
}

function classScores(
  test: ClassificationScores,
  baseline: Extract<Baseline, { task: "classification" }>,
  measuredOn: string,
): string {
  const rows = [
    ["accuracy", score(test.accuracy), score(baseline.accuracy)],
    ["ROC AUC", score(test.rocAuc), "0.5000"],
    ...(test.logLoss === null ? [] : [["log loss", lossText(test.logLoss), lossText(baseline.logLoss)]]),
  ];
  return textTable([measuredOn, "model", `always ${printable(String(baseline.label))}`], rows);
}

function numberScores(
  test: RegressionScores,
  baseline: Extract<Baseline, { task: "regression" }>,
  measuredOn: string,
): string {
  const { quantile, poissonDeviance } = test;
  const trivial = baseline.quantile;
  const rows = [
    ...(quantile && trivial
      ? [
          [`pinball loss at ${quantile.quantile}`, significant(quantile.pinballLoss), significant(trivial.pinballLoss)],
          ["share at or below", score(quantile.shareBelow), score(trivial.shareBelow)],
        ]
      : []),
    ...(poissonDeviance === undefined
      ? []
      : [["Poisson deviance", lossText(poissonDeviance), lossText(baseline.poissonDeviance ?? null)]]),
    ["R²", score(test.r2), score(baseline.r2)],
    ["MAE", significant(test.mae), significant(baseline.mae)],
    ["RMSE", significant(test.rmse), significant(baseline.rmse)],
  ];
  return textTable([measuredOn, "model", `always ${significant(baseline.mean)}`], rows);
}

function confusionText({ confusion, classes }: ClassificationScores): string {
  const names = classes.map((label) => printable(String(label), 16));
  const rows = confusion.map((counts, i) => [names[i] ?? "", ...counts.map(grouped)]);
  return textTable(["true \\ predicted", ...names], rows);
}
