import { readFileSync } from "node:fs";

/**
 * The most memory that this process has held at a time, in bytes. What the system calls the process's largest resident
 * set (`maxRSS`) begins, on Linux, at the size of the process that started it, so there the status file is read.
 */
export function peakMemory(): number {
  try {
    const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "latin1"));
    if (found !== null) return Number(found[1]) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
