import type { Command } from "commander";
import type { PredictionFormat } from "../../node/prediction-format.ts";
import type { CommandContext } from "../command-context.ts";
import { addOptions, type OptionTable } from "../options/option-table.ts";
import { oneOf, someText } from "../options/value-type.ts";
import { delimiter } from "./table-options.ts";

/** Options of `minibatch predict`. */
export interface PredictCommandOptions {
  /** File of the predictions; standard output without it. */
  readonly out?: string;
  /** Whether a CSV file's first line holds the column names; without it, the reader finds out. */
  readonly header?: boolean;
  /** What separates the values of a CSV file; without it, the reader finds out. */
  readonly delimiter?: string;
  /** What is written; without it, by the ending of the file. */
  readonly format?: PredictionFormat;
}

/** The options of `minibatch predict`, as parsed and as shown by the help. */
export const predictOptions: OptionTable<PredictCommandOptions> = {
  out: {
    flags: "-o, --out <file>",
    help: "file of the predictions: .csv, .parquet or .jsonl (default: standard output)",
    type: someText("a file"),
  },
  format: {
    flags: "--format <format>",
    help: "csv, parquet or jsonl (default: by the file's ending, else csv)",
    type: oneOf("csv", "parquet", "jsonl"),
  },
  delimiter,
  header: {
    flags: "--header",
    help: "the CSV file's first line holds the column names (default: found out)",
    opposite: "the CSV file starts with data; columns are column0, column1 …",
  },
};

/** Adds `minibatch predict` to the program. */
export function addPredictCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("predict")
    .summary("predict the rows of a table file")
    .description(
      "Predicts every row of a table with a trained model and writes its columns, the prediction and a\n" +
        "probability for each class, in the table's order. With a loss that gives no probabilities it is a\n" +
        "decision value for each class, of two classes for the second.",
    )
    .argument("<model>", "model.safetensors of a run folder")
    .argument("<files...>", "CSV, TSV, Parquet or JSON Lines files of one table; - for standard input");
  addOptions(command, predictOptions).action(
    async (model: string, files: readonly string[], options: PredictCommandOptions) => {
      await (await import("../table/predict-command.ts")).predictCommand(model, files, options, context);
    },
  );
}
