import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
type Layer = "engine" | "data" | "node" | "cli";

const sources = new Map<string, ts.SourceFile | undefined>();

/** A compiler host in which one file exists only as the given text. */
function hostWith(options: ts.CompilerOptions, virtualFile: string, text: string): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  return {
    ...host,
    fileExists: (name) => name === virtualFile || host.fileExists(name),
    readFile: (name) => (name === virtualFile ? text : host.readFile(name)),
    getSourceFile: (name, languageVersion) => {
      if (name === virtualFile) return ts.createSourceFile(name, text, languageVersion);
      if (!sources.has(name)) sources.set(name, host.getSourceFile(name, languageVersion));
      return sources.get(name);
    },
  };
}

/** Compiles a line as a file of the layer, under that layer's tsconfig: the codes of the errors. */
function compileIn(layer: Layer, line: string): number[] {
  const folder = join(root, "src", layer).replaceAll("\\", "/");
  const config = ts.getParsedCommandLineOfConfigFile(`${folder}/tsconfig.json`, undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
      throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
    },
  });
  if (config === undefined) throw new Error(`src/${layer} has no tsconfig.json`);
  // Not composite, so that the layer's other files need not be listed and compiled with the probe.
  const options: ts.CompilerOptions = { ...config.options, composite: false, incremental: true };
  const probe = `${folder}/layer-probe.ts`;
  const projectReferences = config.projectReferences ?? [];
  const host = hostWith(options, probe, line);
  const program = ts.createProgram({ rootNames: [probe], options, projectReferences, host });
  const errors = [...program.getOptionsDiagnostics(), ...program.getSemanticDiagnostics(program.getSourceFile(probe))];
  return [...new Set(errors.map((error) => error.code))].sort();
}

/** "File is not under 'rootDir'": it belongs to another layer, and this one's project has no reference to it. */
const otherLayer = [6059];
/** "Cannot find name; do you need to install type definitions for node?" */
const noNode = [2591];
/** "Cannot find name; try changing the 'lib' compiler option to include 'dom'." */
const noDom = [2584];

describe("the compiler", () => {
  test.each<[Layer, string]>([
    ["engine", 'import { MinibatchError } from "./errors.ts"; export const probe: unknown = MinibatchError;'],
    ["data", 'import { MinibatchError } from "../engine/errors.ts"; export const probe: unknown = MinibatchError;'],
    ["node", 'import { MinibatchError } from "../engine/index.ts"; export const probe: unknown = MinibatchError;'],
    ["node", 'import * as data from "../data/index.ts"; export const probe: unknown = data;'],
    ["node", 'import fs from "node:fs"; export const probe: unknown = fs;'],
    ["cli", 'import * as node from "../node/index.ts"; export const probe: unknown = node;'],
  ])("lets src/%s say: %s", (layer, line) => {
    expect(compileIn(layer, line)).toEqual([]);
  });

  test.each<[Layer, string, number[]]>([
    ["engine", 'import * as upper from "../data/index.ts"; export const probe: unknown = upper;', otherLayer],
    ["engine", 'import * as upper from "../node/index.ts"; export const probe: unknown = upper;', otherLayer],
    ["engine", 'import * as upper from "../cli/main.ts"; export const probe: unknown = upper;', otherLayer],
    ["engine", 'export type * from "../node/index.ts";', otherLayer],
    ["data", 'import * as upper from "../node/index.ts"; export const probe: unknown = upper;', otherLayer],
    ["data", 'import * as upper from "../cli/main.ts"; export const probe: unknown = upper;', otherLayer],
    ["node", 'import * as upper from "../cli/main.ts"; export const probe: unknown = upper;', otherLayer],
    ["engine", 'import fs from "node:fs"; export const probe: unknown = fs;', noNode],
    ["data", 'import fs from "node:fs"; export const probe: unknown = fs;', noNode],
    ["engine", "export const probe: unknown = process.argv;", noNode],
    ["engine", "export const probe: string = document.title;", noDom],
    ["data", "export const probe: string = document.title;", noDom],
    ["node", "export const probe: string = document.title;", noDom],
  ])("does not let src/%s say: %s", (layer, line, codes) => {
    expect(compileIn(layer, line)).toEqual(codes);
  });
});

/** A checkout that holds package.json, the lint rules, and the given files below src/. */
function checkoutWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "minibatch-layers-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ["package.json", "biome.json", ".gitignore"]) cpSync(join(root, name), join(folder, name));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, "src", name)), { recursive: true });
    writeFileSync(join(folder, "src", name), text);
  }
  return folder;
}

const namespaceImport = (specifier: string) => `import * as x from "${specifier}";\nexport const probe: unknown = x;\n`;

const forbidden: [folder: string, specifier: string][] = [
  ["engine", "commander"],
  ["engine", "@duckdb/node-bindings"],
  ["engine", "minibatch/node"],
  ["engine", "node:fs"],
  ["engine", "fs"],
  ["engine/matrix", "../../data/index.ts"],
  ["engine/matrix", "../../node/index.ts"],
  ["data", "commander"],
  ["data", "node:fs"],
  ["data", "../node/index.ts"],
  ["node", "vitest"],
  ["node", "not-a-dependency"],
  ["node", "../cli/main.ts"],
];

const forbiddenFiles = Object.fromEntries(
  forbidden.map(([folder, specifier], index) => [`${folder}/probe-${index}.ts`, namespaceImport(specifier)]),
);

describe("the import check", () => {
  const script = join(root, "scripts/check-imports.mjs");
  const check = (folder: string) => spawnSync(process.execPath, [script, folder], { encoding: "utf8" });

  test("accepts imports of the own layer, of lower layers, and of dependencies in the upper layers", () => {
    const folder = checkoutWith({
      "index.ts": 'export * from "./engine/index.ts";\n',
      "engine/probe.ts": namespaceImport("./errors.ts"),
      "data/probe.ts": namespaceImport("../engine/index.ts"),
      "node/probe.ts": namespaceImport("@duckdb/node-bindings") + namespaceImport("node:fs/promises"),
      "cli/index.ts": "export {};\n",
      "cli/commands/probe.ts": namespaceImport("../../node/index.ts") + namespaceImport("commander"),
    });
    expect(check(folder)).toMatchObject({ status: 0, stderr: "" });
  });

  test("refuses upper layers, packages below src/node, and packages that are no dependency", () => {
    const { status, stderr } = check(checkoutWith(forbiddenFiles));
    expect(status).toBe(1);
    const faults = stderr.trim().split("\n");
    expect(faults.map((fault) => fault.split(":1: ")[0]).sort()).toEqual(
      Object.keys(forbiddenFiles)
        .map((file) => `src/${file}`)
        .sort(),
    );
  });

  test("refuses import() and re-exports alike, an index.ts with code, and a folder that is no layer", () => {
    const { stderr } = check(
      checkoutWith({
        "engine/probe.ts": 'export { x } from "commander";\nexport const y: unknown = await import("vega");\n',
        "index.ts": "export const x: number = 1;\n",
        "other/probe.ts": "export {};\n",
      }),
    );
    expect(stderr.trim().split("\n")).toEqual([
      'src/engine/probe.ts:1: "commander" is a package: this layer has no dependencies',
      'src/engine/probe.ts:2: "vega" is a package: this layer has no dependencies',
      "src/index.ts:1: an index.ts may only re-export",
      "src/other/probe.ts: belongs to no layer",
    ]);
  });
});

describe("the lint rules", () => {
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");

  /** The files in which one of the rules fires. */
  function lint(files: Record<string, string>, rules: string[]): string[] {
    const args = [biome, "lint", "--reporter=json", "--max-diagnostics=200"];
    const { stdout } = spawnSync(process.execPath, args, { cwd: checkoutWith(files), encoding: "utf8" });
    const report: { diagnostics: { category: string; location: { path: string } }[] } = JSON.parse(stdout);
    const hits = report.diagnostics.filter(({ category }) => rules.includes(category.split("/").at(-1) ?? ""));
    return [...new Set(hits.map(({ location }) => location.path.replace("src/", "")))].sort();
  }

  test("refuse the same imports", () => {
    const allowed = {
      "cli/probe.ts": namespaceImport("commander"),
      "data/probe.ts": namespaceImport("../engine/x.ts"),
    };
    const rules = ["noRestrictedImports", "noNodejsModules", "noUndeclaredDependencies"];
    expect(lint({ ...forbiddenFiles, ...allowed }, rules)).toEqual(Object.keys(forbiddenFiles).sort());
  });

  test("refuse Math functions whose last bit differs between engines, outside metrics", () => {
    const exp = "export const probe: number = Math.exp(1);\n";
    const sqrt = "export const probe: number = Math.sqrt(2);\n";
    const files = { "engine/training/exp.ts": exp, "engine/training/sqrt.ts": sqrt, "engine/metrics/exp.ts": exp };
    expect(lint(files, ["noJsRestrictedProperties"])).toEqual(["engine/training/exp.ts"]);
  });

  test("refuse console outside the command's main file", () => {
    const log = 'console.log("");\n';
    const files = { "engine/log.ts": log, "node/log.ts": log, "cli/log.ts": log, "cli/main.ts": log };
    expect(lint(files, ["noConsole"])).toEqual(["cli/log.ts", "engine/log.ts", "node/log.ts"]);
  });

  test("refuse a promise that nobody awaits", () => {
    const floating = "export async function probe(): Promise<void> {\n  probe();\n}\n";
    const awaited = "export async function probe(): Promise<void> {\n  await probe();\n}\n";
    const files = { "engine/floating.ts": floating, "engine/awaited.ts": awaited };
    expect(lint(files, ["noFloatingPromises"])).toEqual(["engine/floating.ts"]);
  });
});
