// @ts-check

/**
 * Builds the `minibatch` command into dist/cli/: the project's own code in few files, as Node takes longer to find and
 * open some hundred modules than to run them. One has what is loaded whatever the command is asked for, and one all else.
 * Dependencies stay imports.
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

const entry = "/cli/main.ts";

/**
 * The modules that the command loads whatever it is asked for.
 *
 * @param {readonly (import("rolldown").OutputChunk | import("rolldown").OutputAsset)[]} output
 */
function startOf(output) {
  const chunks = new Map(output.flatMap((file) => (file.type === "chunk" ? [[file.fileName, file]] : [])));
  const found = new Set(["main.js"]);
  for (const name of found) for (const next of chunks.get(name)?.imports ?? []) found.add(next);
  // Not the entry: it waits for what it loads later, which would wait for it.
  return new Set([...found].flatMap((name) => chunks.get(name)?.moduleIds ?? []).filter((id) => !id.endsWith(entry)));
}

const folder = `${root}dist/cli`;
const bundle = await rolldown({
  cwd: root,
  input: `src${entry}`,
  platform: "node",
  tsconfig: false,
  external: (specifier) => isDependency(specifier),
});
const files = { dir: folder, entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" };
const first = await bundle.generate(files);
const atStart = startOf(first.output);
const { output } = await bundle.write({
  ...files,
  codeSplitting: {
    groups: [
      { name: "start", test: (id) => atStart.has(id) },
      { name: "work", test: (id) => !atStart.has(id) && !id.endsWith(entry) },
    ],
  },
});
await bundle.close();
// What an earlier build left would be shipped, too. Only now: the command can be run at any time.
const built = new Set(output.map(({ fileName }) => fileName));
for (const name of readdirSync(folder)) {
  if (!built.has(name)) rmSync(`${folder}/${name}`, { recursive: true });
}
