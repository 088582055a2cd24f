// @ts-check

/**
 * Builds the `minibatch` command into dist/cli/: the project's own code in few files, as Node takes longer to find and
 * open some hundred modules than to run them. Dependencies stay imports; what is imported late is a file of its own.
 */

import { readdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("..", import.meta.url));
/** @type {{ readonly dependencies: Record<string, string> }} */
const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

/** @param {string} specifier */
const isDependency = (specifier) =>
  Object.keys(dependencies).some((name) => specifier === name || specifier.startsWith(`${name}/`));

const folder = `${root}dist/cli`;
const bundle = await rolldown({
  cwd: root,
  input: "src/cli/main.ts",
  platform: "node",
  tsconfig: false,
  external: (specifier) => isDependency(specifier),
});
const { output } = await bundle.write({
  dir: folder,
  entryFileNames: "[name].js",
  chunkFileNames: "[name]-[hash].js",
});
await bundle.close();
// What an earlier build left would be shipped, too. Only now: the command can be run at any time.
const built = new Set(output.map(({ fileName }) => fileName));
for (const name of readdirSync(folder)) {
  if (!built.has(name)) rmSync(`${folder}/${name}`, { recursive: true });
}
