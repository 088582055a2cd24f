#!/usr/bin/env node
import { streamOutput } from "./output.ts";
import { run } from "./run.ts";

/** Exit status of a process that a signal ended: 128 + the signal's number. */
const signalStatus = { SIGINT: 130, SIGTERM: 143 } as const;

const stop = new AbortController();
let stoppedBy: keyof typeof signalStatus | undefined;

for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    // The second one ends at once: files are written under another name first, so nothing half-written stays.
    if (stoppedBy !== undefined) process.exit(signalStatus[name]);
    stoppedBy = name;
    stop.abort();
  });
}

const status = await run(process.argv.slice(2), {
  stdout: streamOutput(process.stdout, "standard output", (error) => stop.abort(error)),
  // Nobody may be reading the progress: that is no reason to stop.
  stderr: streamOutput(process.stderr, "standard error", () => {}),
  signal: stop.signal,
});
process.exit(stoppedBy === undefined ? status : signalStatus[stoppedBy]);
