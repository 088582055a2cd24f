import { featureWeights, textWeights } from "../../data/table/feature-weights.ts";
import { warningText } from "../../node/diagnosis/warning-text.ts";
import type { Facts, ReportContent } from "../../node/report/content.ts";
import { counted, grouped } from "../../node/report/numbers.ts";
import type { TrainTableResult } from "../../node/tables/types.ts";
import { lossLabel } from "../report-text/loss-label.ts";
import { nameFacts } from "../report-text/name-facts.ts";
import { localTime } from "../training/local-time.ts";
import { stopRowsLabel, timeFacts } from "../training/time-facts.ts";
import type { NextLines } from "../training/training-kind.ts";
import { goalText } from "../training/training-text.ts";
import { columnFacts, dataFacts, settingFacts } from "./facts.ts";
import type { TrainSettings } from "./train-settings.ts";

/** What there is to say of a training run, for the page and the terminal. */
export function trainContent(
  result: TrainTableResult,
  settings: TrainSettings,
  { again, predict }: NextLines,
): ReportContent {
  const { model, history, task, classes, targets, testRows, trainRows, columns, warnings, test, baseline, curves } =
    result;
  const goal =
    targets !== undefined || task === "regression" ? goalText(result) : counted(classes.length, "class", "classes");
  return {
    title: `${settings.target.join(", ")} in ${model.data.files.join(", ")}`,
    subtitle: `A linear model of ${goal} from ${counted(columns.filter(({ role }) => role === "feature").length, "column")}, trained on ${counted(trainRows, "row")} with ${settings.loss}`,
    date: localTime(new Date()),
    measuredOn: `${counted(testRows, "row")} ${settings.test.length > 0 ? "of the test file" : "held out"}`,
    evaluation: { rows: testRows, test, baseline, curves },
    history: history.map(({ epoch, loss, validation }) => ({ epoch, loss, validationLoss: validation })),
    bestEpoch: result.bestEpoch,
    lossLabel: lossLabel(task, settings.loss, targets?.length),
    weights: featureWeights(model),
    columns: columnFacts(columns),
    warnings: warnings.map(warningText),
    facts: [settingFacts(settings), tableFacts(result), timeFacts(result), ...nameFacts(textWeights(model, 1))],
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
      [stopRowsLabel(trainRows - learnedRows, validationRows), grouped(validationRows)],
      ["to test", grouped(testRows)],
      ["left out: no target", grouped(droppedRows)],
      ["features", grouped(features)],
      ["cache of encoded rows", cache],
    ],
  };
}
