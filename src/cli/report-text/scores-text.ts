import type {
  Baseline,
  ClassificationScores,
  Evaluation,
  RegressionScores,
  SeveralLabelsScores,
  SeveralNumbersScores,
} from "../../node/evaluation/types.ts";
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
  if (test.task === "several-numbers" && baseline.task === "several-numbers") {
    return severalNumbers(test, baseline, measuredOn);
  }
  if (test.task === "several-labels" && baseline.task === "several-labels") {
    return `${test.report}\n${severalLabels(test, baseline, measuredOn)}`;
  }
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

/** A line for each target, then their means; the trivial answer is each one's mean. */
function severalNumbers(
  test: SeveralNumbersScores,
  baseline: Extract<Baseline, { task: "several-numbers" }>,
  measuredOn: string,
): string {
  type Errors = Pick<RegressionScores, "r2" | "mae" | "rmse">;
  const line = (name: string, own: Errors, trivial: Errors): string[] => [
    printable(name, 24),
    score(own.r2),
    score(trivial.r2),
    ...[own.mae, trivial.mae, own.rmse, trivial.rmse].map((value) => significant(value)),
  ];
  const rows = test.targets.map(({ name, scores }, k) => line(name, scores, baseline.targets[k]!.scores));
  const header = [measuredOn, "R²", "of means", "MAE", "of means", "RMSE", "of means"];
  return textTable(header, [...rows, line("mean", test, baseline)]);
}

function severalLabels(
  test: SeveralLabelsScores,
  baseline: Extract<Baseline, { task: "several-labels" }>,
  measuredOn: string,
): string {
  const rows = [
    ["labels right", score(test.labelAccuracy), score(baseline.labelAccuracy)],
    ["rows with all labels right", score(test.accuracy), score(baseline.accuracy)],
    ...(test.rocAuc === null ? [] : [["ROC AUC, mean", score(test.rocAuc), "0.5000"]]),
    ...(test.logLoss === null ? [] : [["log loss, mean", lossText(test.logLoss), lossText(baseline.logLoss)]]),
  ];
  return textTable([measuredOn, "model", "commonest values"], rows);
}

function confusionText({ confusion, classes }: ClassificationScores): string {
  const names = classes.map((label) => printable(String(label), 16));
  const rows = confusion.map((counts, i) => [names[i] ?? "", ...counts.map(grouped)]);
  return textTable(["true \\ predicted", ...names], rows);
}
