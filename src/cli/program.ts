import { Command } from "commander";
import { packageVersion } from "../node/files/package-version.ts";
import type { CommandContext } from "./command-context.ts";
import { addEvaluateCommand } from "./commands/evaluate.ts";
import { addInspectCommand } from "./commands/inspect.ts";
import { addLearningRateCommand } from "./commands/lr.ts";
import { addPredictCommand } from "./commands/predict.ts";
import { addTrainCommand } from "./commands/train.ts";
import { addTutorialCommand } from "./commands/tutorial.ts";

/** A program and the help or version text that it had to show while parsing. */
export interface Program {
  /** Parses the arguments and runs the command; throws instead of ending the process. */
  readonly command: Command;
  /** Text for standard output, collected while parsing. */
  readonly shown: () => string;
  /** Text for standard error, collected while parsing: the help, where no command was given. */
  readonly complained: () => string;
}

/** Builds the `minibatch` program. Commands load what they need only when they run. */
export function createProgram(context: CommandContext): Program {
  let shown = "";
  let complained = "";
  const command = new Command("minibatch")
    .description("Trains models by mini-batch stochastic gradient descent.")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print the help")
    .helpCommand("help [command]", "print the help of a command")
    .option("--debug", "show the stack of an error")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        shown += text;
      },
      writeErr: (text) => {
        complained += text;
      },
      // Error messages reach the caller as the thrown error.
      outputError: () => {},
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
    });
  addTutorialCommand(command, context);
  addTrainCommand(command, context);
  addEvaluateCommand(command, context);
  addPredictCommand(command, context);
  addInspectCommand(command, context);
  addLearningRateCommand(command, context);
  return { command, shown: () => shown, complained: () => complained };
}
