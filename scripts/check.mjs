// @ts-check

/** Runs every check that is not a test, one line each, all of them even when one fails. */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const biome = "node_modules/@biomejs/biome/bin/biome";
const tsc = "node_modules/typescript/bin/tsc";

/**
 * Name of a step, and the Node programs it runs. The built declarations that "public API" reads come from "types".
 *
 * @type {[name: string, ...commands: string[][]][]}
 */
const steps = [
  ["format and lint", [biome, "check", "--error-on-warnings", "--max-diagnostics=100"]],
  ["types", [tsc, "--build"], [tsc, "--project", "scripts"], [tsc, "--project", "bench"]],
  ["import boundaries", ["scripts/check-imports.mjs"]],
  ["kernels", ["scripts/build-kernels.mjs", "--check"]],
  ["public API", ["scripts/api-snapshot.mjs", "--check"]],
  ["TSDoc", ["scripts/check-docs.mjs"]],
  ["links", ["scripts/check-links.mjs"]],
];

let failed = 0;
for (const [name, ...commands] of steps) {
  const start = performance.now();
  const runs = commands.map((args) => spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" }));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const isOk = runs.every((run) => run.status === 0);
  console.log(`${name.padEnd(20)}${isOk ? "ok    " : "FAILED"}${seconds.padStart(7)} s`);
  if (!isOk) {
    failed++;
    for (const run of runs) console.log(`${run.stdout}${run.stderr}`.trimEnd());
  }
}
console.log(`checks: ${steps.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
