import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { withFlagNames } from "../options/flag-names.ts";
import { addOptions, type OptionTable, untoldOptions } from "../options/option-table.ts";
import { someText } from "../options/value-type.ts";
import { type TrainCommandOptions, trainOptions } from "./train.ts";

/** Options of `minibatch lr`: those of `minibatch train` on a table, without what it looks for. */
export type LearningRateCommandOptions = Omit<
  TrainCommandOptions,
  "alpha" | "epochs" | "format" | "indexBase" | "warmStart" | "keepState"
>;

const { alpha, epochs, format, indexBase, warmStart, keepState, ...others } = trainOptions;

/** The options of `minibatch lr`, as parsed and as shown by the help. */
export const learningRateOptions: OptionTable<LearningRateCommandOptions> = {
  ...others,
  target: { ...others.target, help: "the column to predict, or several", required: true },
  out: {
    flags: "--out <dir>",
    help: "folder for the picture, lr.svg and lr.png (default: none is drawn)",
    type: someText("a folder"),
  },
  quiet: { flags: "--quiet", help: "print the rate only" },
};

/** Adds `minibatch lr` to the program. */
export function addLearningRateCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("lr")
    .summary("look for a learning rate")
    .description(
      "Tries learning rates on a sample of a table's training rows, prints the loss after a short training\n" +
        "with each, and the rate to take. It takes the options of train on a table but --alpha and --epochs;\n" +
        "for files of sparse rows train --alpha auto finds the rate.",
    )
    .argument("<files...>", "CSV, TSV, Parquet or JSON Lines files of one table; - for standard input");
  addOptions(command, learningRateOptions).action(
    async (files: readonly string[], options: LearningRateCommandOptions) => {
      const { learningRateCommand } = await import("../table/lr-command.ts");
      await withFlagNames(
        trainOptions,
        learningRateCommand(files, { ...options, untold: untoldOptions(command, learningRateOptions) }, context),
      );
    },
  );
}
