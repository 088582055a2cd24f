import { basename } from "node:path";
import type { SparseModel } from "../../data/sparse/sparse-model.ts";
import { sparseWeights } from "../../data/sparse/sparse-weights.ts";
import type { OutputFeatureWeights } from "../../data/table/feature-weights.ts";
import type { Evaluation } from "../../node/evaluation/types.ts";
import { packageVersion } from "../../node/files/package-version.ts";
import type { Facts, ReportContent } from "../../node/report/content.ts";
import { counted, grouped } from "../../node/report/numbers.ts";
import { sparseWarningText } from "../../node/sparse/sparse-warnings.ts";
import type { TrainSparseResult } from "../../node/sparse/types.ts";
import { lossLabel } from "../report-text/loss-label.ts";
import { nameFacts } from "../report-text/name-facts.ts";
import { shellLine } from "../shell-quote.ts";
import { beforeRows, settingFacts } from "../table/facts.ts";
import { localTime } from "../training/local-time.ts";
import { stopRowsLabel, timeFacts } from "../training/time-facts.ts";
import type { NextLines } from "../training/training-kind.ts";
import type { SparseTrainSettings } from "./train-sparse-command.ts";

/** Weights that a page shows each way. */
const SHOWN = 100;

/** What there is to say of a training run on sparse rows, for the page and the terminal. */
export function sparseContent(
  result: TrainSparseResult,
  settings: SparseTrainSettings,
  { again, predict }: NextLines,
): ReportContent {
  const { model, history, task, classes, test, baseline, curves, testRows, trainRows, features, warnings } = result;
  const goal = task === "regression" ? "a number" : counted(classes.length, "class", "classes");
  return {
    title: model.data.file,
    subtitle: `A linear model of ${goal} from ${counted(features, "sparse column")}, trained on ${counted(trainRows, "row")} with ${settings.loss}`,
    date: localTime(new Date()),
    measuredOn: `${counted(testRows, "row")} ${settings.test.length > 0 ? "of the test file" : "held out"}`,
    evaluation: { rows: testRows, test, baseline, curves },
    history: history.map(({ epoch, loss, validation }) => ({ epoch, loss, validationLoss: validation })),
    bestEpoch: result.bestEpoch,
    lossLabel: lossLabel(task, settings.loss),
    weights: pageWeights(model),
    columns: [],
    warnings: warnings.map(sparseWarningText),
    facts: [settingFacts(settings), sparseFacts(result), timeFacts(result), ...nameFacts(sparseWeights(model, 1))],
    commands: [
      { does: "Repeats this run:", line: again },
      { does: "Predicts with its model:", line: predict },
    ],
    version: String(model.versions["minibatch"]),
  };
}

function sparseFacts(result: TrainSparseResult): Facts {
  const { model, trainRows, learnedRows, validationRows, testRows, features, values, cache } = result;
  const { title, rows } = sparseDataFacts(model, "Data");
  return {
    title,
    rows: [
      ...rows,
      [stopRowsLabel(trainRows - learnedRows, validationRows), grouped(validationRows)],
      ["to test", grouped(testRows)],
      ["columns", grouped(features)],
      ["values other than 0 in training rows", grouped(values)],
      ["cache of encoded rows", cache],
    ],
  };
}

/** The data that a model of sparse rows was trained on. */
export function sparseDataFacts({ data, input }: SparseModel, title: string): Facts {
  const { file, rows, trainRows, hash, before } = data;
  return {
    title,
    rows: [
      ["file", `${file}, ${input.format}`],
      ["rows", grouped(rows)],
      ["to train", grouped(trainRows)],
      ["fingerprint of the rows", hash],
      ...beforeRows(before),
    ],
  };
}

/** What the page says of a model of sparse rows on other rows. */
export function evaluateSparseContent(
  modelFile: string,
  model: SparseModel,
  {
    path,
    evaluation,
    warnings,
    date,
  }: { path: string; evaluation: Evaluation; warnings: readonly string[]; date: string },
): ReportContent {
  const { rows } = evaluation;
  const name = path === "-" ? "standard input" : basename(path);
  return {
    title: name,
    subtitle: `${basename(modelFile)}, trained on ${counted(model.data.trainRows, "row")} of ${model.data.file}, scored on ${counted(rows, "row")}`,
    date,
    measuredOn: `${counted(rows, "row")} scored`,
    evaluation,
    history: [],
    lossLabel: "Loss",
    weights: pageWeights(model),
    columns: [],
    warnings,
    facts: [settingFacts(model.options), sparseDataFacts(model, "Trained on")],
    commands: [{ does: "Scores again:", line: shellLine(["minibatch", "evaluate", modelFile, path]) }],
    version: packageVersion(),
  };
}

/** The largest weights of any output, the same features for all. */
function pageWeights(model: SparseModel): OutputFeatureWeights[] {
  const outputs = sparseWeights(model, SHOWN);
  const shown = new Map(
    outputs.flatMap(({ positive, negative }) =>
      [...positive, ...negative].map(({ column, name }) => [column, name] as const),
    ),
  );
  return outputs.map(({ output, intercept }, k) => ({
    output,
    intercept,
    weights: Array.from(shown, ([column, name]) => ({
      name: name ?? `column ${column}`,
      column: name ?? String(column),
      weight: model.estimator.coef[k]![column]!,
    })),
  }));
}
