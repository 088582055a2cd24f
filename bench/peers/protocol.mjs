// @ts-check
// The Node side of peers/protocol.py: answers every line of JSON on stdin with one on stdout.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** @typedef {Record<string, any>} Job */

/**
 * @param {Record<string, string>} versions
 * @param {Record<string, (job: Job) => object | Promise<object>>} operations
 */
export async function serve(versions, operations) {
  answer({ versions });
  for await (const line of createInterface({ input: process.stdin })) {
    const job = JSON.parse(line);
    answer(await operations[job.op](job));
  }
}

/**
 * @template T
 * @param {() => T | Promise<T>} work
 * @returns {Promise<{ seconds: number, result: T }>}
 */
export async function timed(work) {
  const start = performance.now();
  const result = await work();
  return { seconds: (performance.now() - start) / 1e3, result };
}

/** Largest resident size of this process so far. VmHWM, because maxRSS starts at the parent's size. */
export function peakBytes() {
  try {
    return Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

/** @param {object} value */
function answer(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
