// @ts-check

/**
 * Builds the `minibatch` command into dist/cli/: the project's own code in few files, as Node takes longer to find and
 * open some hundred modules than to run them. Dependencies stay imports, but for the hundred files of DuckDB's package, which
 * become one; what is imported late is a file of its own.
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
const duckDB = "@duckdb/node-api";
const duckDBFile = "duckdb-api.cjs";

/** Has the command load DuckDB's package from the file that it becomes. */
const duckDBFromFile = {
  name: "duckdb-from-file",
  /**
   * @param {string} code
   * @param {string} id
   */
  transform(code, id) {
    if (!id.endsWith("/duckdb-module.ts")) return undefined;
    const loads = `required("${duckDB}")`;
    if (!code.includes(loads)) throw new Error(`${id}: ${loads} is not there any more`);
    return code.replace(loads, `required("./${duckDBFile}")`);
  },
};

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

/** Its licence goes where its code goes. */
async function bundleDuckDB() {
  const licence = readFileSync(`${root}node_modules/${duckDB}/LICENSE`, "utf8").trim();
  const { version } = JSON.parse(readFileSync(`${root}node_modules/${duckDB}/package.json`, "utf8"));
  const bundle = await rolldown({
    cwd: root,
    input: duckDB,
    platform: "node",
    tsconfig: false,
    external: (specifier) => specifier !== duckDB && isDependency(specifier),
  });
  const banner = `/*! ${duckDB} ${version}, in one file.\n\n${licence}\n*/`;
  const { output } = await bundle.write({ file: `${folder}/${duckDBFile}`, format: "cjs", postBanner: banner });
  await bundle.close();
  return output;
}

const folder = `${root}dist/cli`;
const bundle = await rolldown({
  cwd: root,
  input: `src${entry}`,
  platform: "node",
  tsconfig: false,
  external: (specifier) => isDependency(specifier),
  plugins: [duckDBFromFile],
});
const files = { dir: folder, entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" };
const first = await bundle.generate(files);
const atStart = startOf(first.output);
const { output } = await bundle.write({
  ...files,
  codeSplitting: { groups: [{ name: "start", test: (id) => atStart.has(id) }, { name: "work", test: (id) => !atStart.has(id) && !id.endsWith(entry) }] },
});
await bundle.close();
// What an earlier build left would be shipped, too. Only now: the command can be run at any time.
const built = new Set([...output, ...(await bundleDuckDB())].map(({ fileName }) => fileName));
for (const name of readdirSync(folder)) {
  if (!built.has(name)) rmSync(`${folder}/${name}`, { recursive: true });
}
