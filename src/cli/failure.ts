import { CommanderError } from "commander";
import { MinibatchError } from "../engine/errors.ts";
import { systemReason } from "../node/files/file-error.ts";
import { OutputError } from "./output.ts";

/** A signal asked the program to end. */
export class Interruption extends Error {
  override readonly name: string = "Interruption";
  /** Exit status of a process that the signal ended: 128 + its number. */
  readonly status: number;

  constructor(signal: "SIGINT" | "SIGTERM") {
    super("interrupted");
    this.status = signal === "SIGINT" ? 130 : 143;
  }
}

/** How a command ended that did not end well. */
export interface Failure {
  /** Exit status of the process: 0 nothing to complain about, 1 failed, 2 wrong usage, 130 or 143 interrupted. */
  readonly status: number;
  /** What to say on standard error, one line without the program's name; nothing to say where undefined. */
  readonly message?: string;
  /** Whether the error is a defect of the program, whose stack is always shown. */
  readonly defect?: boolean;
  /** Where the error came from. */
  readonly stack?: string | undefined;
}

/**
 * What to tell the user about an error, and the exit status it stands for.
 *
 * @param command - the command whose help to point to where a command line has an error
 */
export function toFailure(error: unknown, command = "minibatch"): Failure {
  const stack = error instanceof Error ? error.stack : undefined;
  if (error instanceof CommanderError) return usageFailure(error, command);
  if (error instanceof MinibatchError) {
    return { status: error.code === "INVALID_OPTION" ? 2 : 1, message: oneLine(error.message), stack };
  }
  if (error instanceof OutputError) {
    return error.code === "EPIPE" ? { status: 0 } : { status: 1, message: oneLine(error.message), stack };
  }
  if (error instanceof Interruption) return { status: error.status, message: error.message, stack };
  if (isSystemError(error)) return { status: 1, message: systemMessage(error), stack };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { status: 1, message: oneLine(message), stack, defect: true };
}

function usageFailure(error: CommanderError, command: string): Failure {
  if (error.exitCode === 0) return { status: 0 };
  if (error.code === "commander.help") return { status: 2 };
  const message = error.message
    .replace(/^error: /, "")
    .replace(/\n\(Did you mean (.*)\?\)$/s, " (did you mean $1?)")
    .replace(/\.$/, "");
  const hint = message.endsWith("?)") ? "" : ` (see ${command} --help)`;
  return { status: 2, message: oneLine(message + hint) };
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "code" in error;
}

/** Node writes `EACCES: permission denied, open 'a.txt'`; a user reads `a.txt: permission denied`. */
function systemMessage(error: NodeJS.ErrnoException): string {
  return oneLine(error.path === undefined ? systemReason(error) : `${error.path}: ${systemReason(error)}`);
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, " ").trim();
}
