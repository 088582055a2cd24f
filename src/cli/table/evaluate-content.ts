import { basename } from "node:path";
import { featureWeights } from "../../data/table/feature-weights.ts";
import type { TableModel } from "../../data/table/table-model.ts";
import type { EvaluateTableResult } from "../../node/evaluate-table.ts";
import { packageVersion } from "../../node/files/package-version.ts";
import type { ReportContent } from "../../node/report/content.ts";
import { counted, duration, grouped } from "../../node/report/numbers.ts";
import { shellLine } from "../shell-quote.ts";
import { localTime } from "../training/local-time.ts";
import { columnFacts, dataFacts, settingFacts } from "./facts.ts";

/** What there is to say of a model on a table, as a page. */
export function evaluateContent(modelFile: string, model: TableModel, result: EvaluateTableResult): ReportContent {
  const { schema, data } = model;
  const { rows, droppedRows, files, seconds } = result;
  const names = files.map((file) => (file === "-" ? "standard input" : basename(file))).join(", ");
  return {
    title: `${schema.target} in ${names}`,
    subtitle: `${basename(modelFile)}, trained on ${counted(data.trainRows, "row")} of ${data.files.join(", ")}, scored on ${counted(rows, "row")}`,
    date: localTime(new Date()),
    measuredOn: `${counted(rows, "row")} scored`,
    evaluation: result,
    history: [],
    lossLabel: "Loss",
    weights: featureWeights(model),
    columns: columnFacts(schema.columns),
    warnings: evaluateWarnings(model, result),
    facts: [
      {
        title: "Scored",
        rows: [
          ["model", modelFile],
          ["table", names],
          ["rows", grouped(rows)],
          ["left out: no target", grouped(droppedRows)],
          ["time", duration(seconds)],
        ],
      },
      dataFacts(data, "Trained on"),
      settingFacts(model.options),
    ],
    commands: [{ does: "Scores again:", line: shellLine(["minibatch", "evaluate", modelFile, ...files]) }],
    version: packageVersion(),
  };
}

/** What a reader of the scores should know. */
export function evaluateWarnings({ schema }: TableModel, result: EvaluateTableResult): string[] {
  const { droppedRows, unseen, classes } = result;
  const others = classes.slice(schema.classes.length);
  const unseenWords = Object.entries(unseen).map(
    ([column, rows]) =>
      `column ${JSON.stringify(column)}: ${counted(rows, "row")} with a value that training did not see, which was passed over`,
  );
  return [
    ...(droppedRows > 0
      ? [`${counted(droppedRows, "row")} without a target ${droppedRows === 1 ? "was" : "were"} left out`]
      : []),
    ...(others.length > 0
      ? [
          `the model does not know ${counted(others.length, "class", "classes")} of this table: ${others
            .slice(0, 8)
            .map((label) => JSON.stringify(label))
            .join(", ")}`,
        ]
      : []),
    ...unseenWords,
  ];
}
