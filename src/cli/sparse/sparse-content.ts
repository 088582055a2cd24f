import { basename } from "node:path";
import type { SparseModel } from "../../data/sparse/sparse-model.ts";
import { sparseWeights } from "../../data/sparse/sparse-weights.ts";
import type { OutputFeatureWeights } from "../../data/table/feature-weights.ts";
import type { Evaluation } from "../../node/evaluation/types.ts";
import { packageVersion } from "../../node/files/package-version.ts";
import type { ReportContent } from "../../node/report/content.ts";
import { counted, duration, grouped } from "../../node/report/numbers.ts";
import type { TrainSparseResult } from "../../node/sparse/types.ts";
import { lossLabel } from "../report-text/loss-label.ts";
import { shellLine } from "../shell-quote.ts";

/** Weights that a page shows each way. */
const SHOWN = 100;

/** What the report page says of a training run on sparse rows. */
export function sparseContent(
  result: TrainSparseResult,
  { again, predict, date, warnings }: { again: string; predict: string; date: string; warnings: readonly string[] },
): ReportContent {
  const { model, history, task, classes, settings, seconds, test, baseline, curves } = result;
  const { trainRows, testRows, counts, columns, values, format } = result;
  const goal = task === "regression" ? "a number" : `${classes.length} classes`;
  return {
    title: `${model.data.file}`,
    subtitle: `A linear model of ${goal} from ${counted(columns, "sparse column")}, trained on ${counted(trainRows, "row")} with ${settings.loss}`,
    date,
    measuredOn: counted(testRows, "test row"),
    evaluation: { rows: testRows, test, baseline, curves },
    history,
    lossLabel: lossLabel(task, settings.loss),
    weights: pageWeights(model),
    columns: [],
    warnings,
    facts: [
      { title: "Settings", rows: Object.entries(settings).map(([name, value]) => [name, String(value)]) },
      {
        title: "Data and time",
        rows: [
          ["file", `${model.data.file}, ${format}`],
          ["rows", `${grouped(counts.rows)}: ${grouped(trainRows)} to train`],
          ["rows tested on", grouped(testRows)],
          ["values other than 0 in training rows", grouped(values)],
          ["epochs", `${grouped(history.length)}${result.stopped ? " (stopped)" : ""}`],
          ...Object.entries(seconds).map(([stage, value]): [string, string] => [`time to ${stage}`, duration(value)]),
        ],
      },
    ],
    commands: [
      { does: "Repeats this run:", line: again },
      { does: "Predicts with its model:", line: predict },
    ],
    version: String(model.versions["minibatch"]),
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
  const options = Object.entries(model.options).filter(([, value]) => typeof value !== "object");
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
    facts: [
      { title: "Settings", rows: options.map(([option, value]) => [option, String(value)]) },
      {
        title: "Trained on",
        rows: [
          ["file", `${model.data.file}, ${model.input.format}`],
          ["rows", grouped(model.data.rows)],
        ],
      },
    ],
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
