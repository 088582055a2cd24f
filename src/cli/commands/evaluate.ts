import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { addOptions, type OptionTable } from "../options/option-table.ts";
import { someText } from "../options/value-type.ts";
import { delimiter } from "./table-options.ts";

/** Options of `minibatch evaluate`. */
export interface EvaluateCommandOptions {
  /** File of the report page. */
  readonly report?: string;
  /** Whether a CSV file's first line holds the column names; without it, the reader finds out. */
  readonly header?: boolean;
  /** What separates the values of a CSV file; without it, the reader finds out. */
  readonly delimiter?: string;
  /** Whether to print JSON. */
  readonly json?: boolean;
  /** Whether to print nothing but the scores. */
  readonly quiet?: boolean;
}

/** The options of `minibatch evaluate`, as parsed and as shown by the help. */
export const evaluateOptions: OptionTable<EvaluateCommandOptions> = {
  report: {
    flags: "--report <file>",
    help: "write a page with the scores, curves and weights (.html)",
    type: someText("a file"),
  },
  delimiter,
  header: {
    flags: "--header",
    help: "the CSV file's first line holds the column names (default: found out)",
    opposite: "the CSV file starts with data; columns are column0, column1 …",
  },
  json: { flags: "--json", help: "print one JSON object a line" },
  quiet: { flags: "--quiet", help: "print the scores only" },
};

/** Adds `minibatch evaluate` to the program. */
export function addEvaluateCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("evaluate")
    .summary("score a model on a table")
    .description(
      "Scores a trained model on the rows of a table, which needs the model's columns and its target, and\n" +
        "sets the scores beside those of the trivial answer.",
    )
    .argument("<model>", "model.safetensors of a run folder")
    .argument("<files...>", "CSV, TSV, Parquet or JSON Lines files of one table; - for standard input");
  addOptions(command, evaluateOptions).action(
    async (model: string, files: readonly string[], options: EvaluateCommandOptions) => {
      await (await import("../table/evaluate-command.ts")).evaluateCommand(model, files, options, context);
    },
  );
}
