import type { Output } from "./output.ts";

/** What a command works with: where it writes, and when it must stop. */
export interface CommandContext {
  /** Results. */
  readonly stdout: Output;
  /** Progress, warnings and errors. */
  readonly stderr: Output;
  /** Width of the terminal that standard error is, in characters; undefined where it is none. */
  readonly terminalColumns?: (() => number) | undefined;
  /** Fires when the user asks to stop (Ctrl-C) or the system does (SIGTERM). */
  readonly signal: AbortSignal;
}
