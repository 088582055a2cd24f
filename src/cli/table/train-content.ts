import { featureWeights } from "../../data/table/feature-weights.ts";
import { warningText } from "../../node/diagnosis/warning-text.ts";
import type { Facts, ReportContent } from "../../node/report/content.ts";
import { bytes, counted, duration, grouped } from "../../node/report/numbers.ts";
import type { TrainTableResult } from "../../node/tables/types.ts";
import { lossLabel } from "../report-text/loss-label.ts";
import { columnFacts, dataFacts, settingFacts } from "./facts.ts";
import { localTime } from "./local-time.ts";
import type { TrainFiles } from "./train-reporter.ts";
import type { TrainSettings } from "./train-settings.ts";

/** What there is to say of a training run, for the page and the terminal. */
export function trainContent(
  result: TrainTableResult,
  settings: TrainSettings,
  { again, predict }: Pick<TrainFiles, "again" | "predict">,
): ReportContent {
  const { model, history, task, classes, testRows, trainRows, columns, warnings, test, baseline, curves } = result;
  const goal = task === "regression" ? "a number" : counted(classes.length, "class", "classes");
  return {
    title: `${settings.target} in ${model.data.files.join(", ")}`,
    subtitle: `A linear model of ${goal} from ${counted(columns.filter(({ role }) => role === "feature").length, "column")}, trained on ${counted(trainRows, "row")} with ${settings.loss}`,
    date: localTime(new Date()),
    measuredOn: `${counted(testRows, "row")} ${settings.test.length > 0 ? "of the test file" : "held out"}`,
    evaluation: { rows: testRows, test, baseline, curves },
    history: history.map(({ epoch, loss, validation }) => ({ epoch, loss, validationLoss: validation })),
    bestEpoch: result.bestEpoch,
    lossLabel: lossLabel(task, settings.loss),
    weights: featureWeights(model),
    columns: columnFacts(columns),
    warnings: warnings.map(warningText),
    facts: [settingFacts(settings), tableFacts(result), timeFacts(result)],
    commands: [
      { does: "Repeats this run:", line: again },
      { does: "Predicts with its model:", line: predict },
    ],
    version: String(model.versions["minibatch"]),
  };
}

function tableFacts({
  model,
  trainRows,
  learnedRows,
  validationRows,
  testRows,
  droppedRows,
  features,
  cache,
}: TrainTableResult): Facts {
  const { title, rows } = dataFacts(model.data, "Data");
  return {
    title,
    rows: [
      ...rows,
      [
        validationRows === trainRows - learnedRows ? "of these to stop by" : "of another file to stop by",
        grouped(validationRows),
      ],
      ["to test", grouped(testRows)],
      ["left out: no target", grouped(droppedRows)],
      ["features", grouped(features)],
      ["cache of encoded rows", cache],
    ],
  };
}

function timeFacts({ goesOn, learnedRows, history, bestEpoch, stopped, seconds, peakMemory }: TrainTableResult): Facts {
  const stages = Object.entries(seconds).map(([stage, value]): [string, string] => [
    `time to ${stage}`,
    duration(value),
  ]);
  const rate = (learnedRows * history.length) / Math.max(seconds.train, 1e-6);
  return {
    title: "Effort",
    rows: [
      ["epochs", `${grouped(history.length)}${stopped ? " (stopped)" : ""}`],
      ...(goesOn === undefined
        ? []
        : [["goes on from", goesOn === "state" ? "the state of a training" : "the weights of a model"] as const]),
      ...(bestEpoch === undefined ? [] : [["epoch whose weights were kept", grouped(bestEpoch)] as const]),
      ...stages,
      ["rows per second, training", grouped(Math.round(rate))],
      ["peak memory", bytes(peakMemory)],
    ],
  };
}
