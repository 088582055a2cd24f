#!/usr/bin/env node
import { Interruption } from "./failure.ts";
import { streamOutput } from "./output.ts";
import { run } from "./run.ts";

const stop = new AbortController();

for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    const interruption = new Interruption(name);
    // The second one ends at once.
    if (stop.signal.aborted) process.exit(interruption.status);
    stop.abort(interruption);
  });
}

const status = await run(process.argv.slice(2), {
  stdout: streamOutput(process.stdout, "standard output", (error) => stop.abort(error)),
  // Nobody may be reading the progress: that is no reason to stop.
  stderr: streamOutput(process.stderr, "standard error", () => {}),
  terminalColumns: process.stderr.isTTY ? () => process.stderr.columns || 80 : undefined,
  signal: stop.signal,
});
process.exit(status);
