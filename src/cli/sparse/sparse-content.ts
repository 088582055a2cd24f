import type { SparseModel } from "../../data/sparse/sparse-model.ts";
import { sparseWeights } from "../../data/sparse/sparse-weights.ts";
import type { OutputFeatureWeights } from "../../data/table/feature-weights.ts";
import type { ReportContent } from "../../node/report/content.ts";
import { counted, duration, grouped } from "../../node/report/numbers.ts";
import type { TrainSparseResult } from "../../node/sparse/types.ts";
import { lossLabel } from "../report-text/loss-label.ts";

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

function pageWeights(model: SparseModel): OutputFeatureWeights[] {
  return sparseWeights(model, SHOWN).map(({ output, intercept, positive, negative }) => ({
    output,
    intercept,
    weights: [...positive, ...negative].map(({ name, column, weight }) => ({
      name: name ?? `column ${column}`,
      column: name ?? String(column),
      weight,
    })),
  }));
}
