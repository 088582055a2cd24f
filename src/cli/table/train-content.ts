import { featureWeights } from "../../data/table/feature-weights.ts";
import type { TableModel } from "../../data/table/table-model.ts";
import type { ColumnFacts, OutputWeights, ReportContent } from "../../node/report/content.ts";
import { counted, duration, grouped } from "../../node/report/numbers.ts";
import type { TrainTableResult } from "../../node/tables/types.ts";
import type { TrainFiles } from "./train-reporter.ts";
import type { TrainSettings } from "./train-settings.ts";

/** What the report page says of a training run. */
export function trainContent(
  result: TrainTableResult,
  settings: TrainSettings,
  { again, predict }: Pick<TrainFiles, "again" | "predict">,
): ReportContent {
  const { model, history, task, classes, testRows, trainRows, rows, features, seconds, test, baseline, curves } =
    result;
  const goal = task === "regression" ? "a number" : counted(classes.length, "class").replace("classs", "classes");
  return {
    title: `${settings.target} in ${model.data.files.join(", ")}`,
    subtitle: `A linear model of ${goal} from ${counted(features, "feature")}, trained on ${counted(trainRows, "row")} with ${settings.loss}`,
    date: localTime(new Date()),
    measuredOn: `${counted(testRows, "row")} held out`,
    evaluation: { rows: testRows, test, baseline, curves },
    classes,
    history,
    lossLabel: task === "regression" ? "Loss (standardised target)" : `Loss (${settings.loss})`,
    weights: modelWeights(model),
    columns: columnFacts(result),
    warnings: [],
    facts: [
      {
        title: "Settings",
        rows: Object.entries(settings).map(([name, value]) => [name, String(value ?? "found out")]),
      },
      {
        title: "Data and time",
        rows: [
          ["file", model.data.files.join(", ")],
          ["rows", `${grouped(rows)}: ${grouped(trainRows)} to train, ${grouped(testRows)} held out`],
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

/** Year to minute on this machine's clock, the same in every language. */
function localTime(now: Date): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `${day} ${two(now.getHours())}:${two(now.getMinutes())}`;
}

function columnFacts({ columns }: TrainTableResult): ColumnFacts[] {
  return columns.map(({ name, kind, missing, becomes }) => ({ name, kind, missing, becomes }));
}

function modelWeights(model: TableModel): OutputWeights[] {
  return featureWeights(model).map(({ output, intercept, weights }) => ({
    label: output,
    intercept,
    weights: weights.map(({ name, weight, rawWeight }) => ({ name, standardised: weight, raw: rawWeight })),
  }));
}
