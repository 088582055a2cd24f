import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const mainFile = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** How a command ended and what it wrote. */
export interface CommandResult {
  /** Exit status; null where a signal ended it. */
  status: number | null;
  /** The signal that ended it, where one did. */
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Folder the command runs in; a new empty one by default. */
  cwd?: string;
  /** Signals to send, each as soon as the command has written its `text`, to either stream. */
  signalAt?: SignalAt | readonly SignalAt[];
}

export interface SignalAt {
  text: string;
  signal: NodeJS.Signals;
}

/** Runs the built `minibatch` with the given arguments, as a user would, and waits for its end. */
export function minibatch(args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  return runProgram(process.execPath, [mainFile, ...args], options);
}

/** Runs a line of bash in which `$MINIBATCH` stands for the command; a pipe has the status of its first failure. */
export function shell(line: string, options: RunOptions = {}): Promise<CommandResult> {
  return runProgram("bash", ["-o", "pipefail", "-c", line], options);
}

async function runProgram(program: string, args: string[], options: RunOptions): Promise<CommandResult> {
  const { cwd = await emptyFolder(), signalAt } = options;
  const env = { ...process.env, MINIBATCH: `${process.execPath} ${mainFile}` };
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  onTestFinished(() => killGroup(child));
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (part: string) => {
      const before = text[name];
      text[name] += part;
      for (const at of [signalAt ?? []].flat()) {
        if (text[name].includes(at.text) && !before.includes(at.text)) child.kill(at.signal);
      }
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve({ status, signal, ...text }));
  });
}

/** Ends whatever of a command still runs, such as the rest of a pipe: a test that times out leaves nothing behind. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // All of it has ended.
  }
}

/** A new empty folder, removed when the test ends. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "minibatch-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
