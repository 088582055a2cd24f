import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { withFlagNames } from "../options/flag-names.ts";
import { addOptions, type OptionTable, untoldOptions } from "../options/option-table.ts";
import { someText } from "../options/value-type.ts";
import { type TrainCommandOptions, targetMissing, trainOptions } from "./train.ts";

/** Options of `minibatch lr`: those of `minibatch train`, without what it looks for and what goes on from a model. */
export type LearningRateCommandOptions = Omit<TrainCommandOptions, "alpha" | "epochs" | "warmStart" | "keepState">;

const { alpha, epochs, warmStart, keepState, ...others } = trainOptions;

/** The options of `minibatch lr`, as parsed and as shown by the help. */
export const learningRateOptions: OptionTable<LearningRateCommandOptions> = {
  ...others,
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
      "Tries learning rates on a sample of the training rows, prints the loss after a short training with\n" +
        "each, and the rate to take. It takes the files of train, and its options but --alpha and --epochs.",
    )
    .argument("<files...>", "files as for train; - for standard input");
  addOptions(command, learningRateOptions).action(
    async (files: readonly string[], options: LearningRateCommandOptions) => {
      const told = { ...options, untold: untoldOptions(command, learningRateOptions) };
      const { isSparseTraining } = await import("../sparse/is-sparse-training.ts");
      if (await isSparseTraining(files, options)) {
        const { sparseRateCommand } = await import("../sparse/train-sparse-command.ts");
        return withFlagNames(trainOptions, sparseRateCommand(files, told, context));
      }
      if (options.target === undefined) return targetMissing(command, files);
      const { learningRateCommand } = await import("../table/lr-command.ts");
      return withFlagNames(trainOptions, learningRateCommand(files, told, context));
    },
  );
}
