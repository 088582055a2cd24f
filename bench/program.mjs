// @ts-check
// A whole program, timed from outside.

import { spawn } from "node:child_process";

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{ seconds: number, output: string }>} wall-clock seconds, and what it printed
 */
export function run(program, args, env = {}) {
  const begin = performance.now();
  // With it Node reads a file of certificates as it starts, which is the machine's affair (35 ms here).
  const { NODE_EXTRA_CA_CERTS: _, ...own } = process.env;
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...own, ...env } });
  let output = "";
  let complaint = "";
  child.stdout.on("data", (/** @type {Buffer} */ part) => {
    output += part;
  });
  child.stderr.on("data", (/** @type {Buffer} */ part) => {
    complaint += part;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => {
      if (status === 0) resolve({ seconds: (performance.now() - begin) / 1000, output });
      else reject(new Error(`${program} ${args.join(" ")}: status ${status}: ${complaint}`));
    });
  });
}
