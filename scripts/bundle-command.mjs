// @ts-check

/**
 * Builds the `minibatch` command into dist/cli/: the project's own code in few files, as Node takes longer to find and
 * open some hundred modules than to run them. Dependencies stay imports.
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
 * Files of modules that are loaded together: what the command loads whatever it is asked for, what reads a table, and what is then
 * trained with, which is loaded while DuckDB opens. Each has what its modules import and no file before it has.
 */
const together = {
  start: [entry],
  read: ["/cli/table/train-command.ts", "/node/tables/prepare-table.ts"],
  train: ["/node/tables/train-prepared.ts"],
};

/**
 * The file of each module that is loaded together with others.
 *
 * @param {readonly (import("rolldown").OutputChunk | import("rolldown").OutputAsset)[]} output - a file for each module that is loaded late
 */
function filesOf(output) {
  const chunks = output.flatMap((file) => (file.type === "chunk" ? [file] : []));
  const chunkOf = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  /** @type {Map<string, string>} */
  const fileOf = new Map();
  for (const [name, roots] of Object.entries(together)) {
    const found = new Set(chunks.filter((chunk) => roots.some((root) => chunk.facadeModuleId?.endsWith(root))));
    if (found.size < roots.length) throw new Error(`${roots.join(", ")}: not all are loaded late any more`);
    for (const { moduleIds, imports } of found) {
      for (const id of moduleIds) if (!fileOf.has(id)) fileOf.set(id, name);
      for (const next of imports.flatMap((file) => chunkOf.get(file) ?? [])) found.add(next);
    }
  }
  return fileOf;
}

const folder = `${root}dist/cli`;
const bundle = await rolldown({
  cwd: root,
  input: `src${entry}`,
  platform: "node",
  tsconfig: false,
  external: (specifier) => isDependency(specifier),
});
const names = { dir: folder, entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" };
const fileOf = filesOf((await bundle.generate(names)).output);
// Not the entry: it waits for what it loads later, which would wait for it.
const groups = Object.keys(together).map((name) => ({
  name,
  test: (/** @type {string} */ id) => fileOf.get(id) === name && !id.endsWith(entry),
}));
const { output } = await bundle.write({ ...names, codeSplitting: { groups } });
await bundle.close();
// What an earlier build left would be shipped, too. Only now: the command can be run at any time.
const built = new Set(output.map(({ fileName }) => fileName));
for (const name of readdirSync(folder)) {
  if (!built.has(name)) rmSync(`${folder}/${name}`, { recursive: true });
}
