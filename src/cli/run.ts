import type { Command } from "commander";
import type { CommandContext } from "./command-context.ts";
import { type Failure, toFailure } from "./failure.ts";
import { createProgram } from "./program.ts";

/**
 * Runs one command line. Never throws and never ends the process.
 *
 * @param args - the arguments after the program's name
 * @returns the exit status: 0 done, 1 failed, 2 wrong usage, 130 or 143 interrupted
 */
export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { command, shown, complained } = createProgram(context);
  let failure: Failure = { status: 0 };
  try {
    await command.parseAsync([...args], { from: "user" });
  } catch (thrown) {
    failure = toFailure(thrown, commandName(command));
  }
  context.stdout.write(shown());
  // A stream that broke stops the command, whose own error then says only that it was stopped.
  await context.stdout.flush().catch((broken: unknown) => {
    failure = toFailure(broken);
  });
  context.stderr.write(complained() + complaint(failure, command.opts<{ debug?: boolean }>().debug));
  await context.stderr.flush().catch(() => {});
  return failure.status;
}

/** The program's name, and the subcommand's where the command line named one. */
function commandName(program: Command): string {
  const subcommand = program.commands.find((candidate) => candidate.name() === program.args[0]);
  return subcommand === undefined ? program.name() : `${program.name()} ${subcommand.name()}`;
}

function complaint(failure: Failure, debug = false): string {
  if (failure.message === undefined) return "";
  const stack = debug || failure.defect ? failure.stack : undefined;
  return `minibatch: ${failure.message}\n${stack === undefined ? "" : `${stack}\n`}`;
}
