import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { addOptions, type OptionTable } from "../options/option-table.ts";
import { someText } from "../options/value-type.ts";

/** Options of `minibatch predict`. */
export interface PredictCommandOptions {
  /** File of the predictions; standard output without it. */
  readonly out?: string;
  /** Whether a CSV file's first line holds the column names; without it, the reader finds out. */
  readonly header?: boolean;
}

/** The options of `minibatch predict`, as parsed and as shown by the help. */
export const predictOptions: OptionTable<PredictCommandOptions> = {
  out: {
    flags: "-o, --out <file>",
    help: "CSV file of the predictions (default: standard output)",
    type: someText("a file"),
  },
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
      "Predicts every row of a CSV or Parquet file with a trained model and writes the predictions, and\n" +
        "a probability for each class, as CSV in the file's order.",
    )
    .argument("<model>", "model.safetensors of a run folder")
    .argument("<file>", "CSV or Parquet file");
  addOptions(command, predictOptions).action(async (model: string, file: string, options: PredictCommandOptions) => {
    await (await import("../table/predict-command.ts")).predictCommand(model, file, options, context);
  });
}
