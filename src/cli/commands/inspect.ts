import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { addOptions, type OptionTable } from "../options/option-table.ts";
import { wholeNumber } from "../options/value-type.ts";

/** Options of `minibatch inspect`. */
export interface InspectCommandOptions {
  /** How many weights to list, the largest first; all in the model's order without it. */
  readonly top?: number;
  /** Whether to print JSON. */
  readonly json?: boolean;
}

/** The options of `minibatch inspect`, as parsed and as shown by the help. */
export const inspectOptions: OptionTable<InspectCommandOptions> = {
  top: { flags: "--top <n>", help: "list the n largest weights (default: all)", type: wholeNumber({ min: 1 }) },
  json: { flags: "--json", help: "print one JSON object" },
};

/** Adds `minibatch inspect` to the program. */
export function addInspectCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("inspect")
    .summary("show what is in a model file")
    .description(
      "Shows what a trained model is: its columns, its weights by name, standardised and per unit, the\n" +
        "settings and the data that it was trained with, and its scores.",
    )
    .argument("<model>", "model.safetensors of a run folder");
  addOptions(command, inspectOptions).action(async (model: string, options: InspectCommandOptions) => {
    await (await import("../table/inspect-command.ts")).inspectCommand(model, options, context);
  });
}
