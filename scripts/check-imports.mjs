// @ts-check

/**
 * Holds the layers of src/ apart: each imports itself and what lies below, the lower two no package and no Node
 * module, the upper two only packages that package.json ships; and an index.ts does nothing but re-export.
 *
 * Usage: node scripts/check-imports.mjs [folder of the checkout]
 */

import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, posix, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/**
 * What each layer may import: folders of src/, and whether packages and Node modules are allowed.
 *
 * @type {Record<string, { folders: string[], packages: boolean }>}
 */
const layers = {
  engine: { folders: ["engine"], packages: false },
  data: { folders: ["data", "engine"], packages: false },
  node: { folders: ["node", "data", "engine"], packages: true },
  cli: { folders: ["cli", "node", "data", "engine"], packages: true },
};
const entryRule = { folders: ["data", "engine"], packages: false };

const root = resolve(process.argv[2] ?? fileURLToPath(new URL("..", import.meta.url)));
const dependencies = Object.keys(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).dependencies ?? {});

/**
 * @param {string} file path below the root, with slashes
 * @param {string} specifier
 * @param {{ folders: string[], packages: boolean }} rule
 * @returns {string | undefined} what is wrong with the import
 */
function checkSpecifier(file, specifier, rule) {
  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(file), specifier);
    if (rule.folders.some((folder) => target.startsWith(`src/${folder}/`))) return undefined;
    return `"${specifier}" lies outside ${rule.folders.map((folder) => `src/${folder}`).join(", ")}`;
  }
  if (!rule.packages) return `"${specifier}" is a package: this layer has no dependencies`;
  if (specifier.startsWith("node:")) return isBuiltin(specifier) ? undefined : `"${specifier}" is not a Node module`;
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  return dependencies.includes(name) ? undefined : `"${name}" is not among the dependencies in package.json`;
}

/**
 * @param {string} file
 * @param {string} text
 * @returns {string[]} the statements of an index file that are more than a re-export, as messages
 */
function checkIndex(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023);
  return source.statements
    .filter((node) => !(ts.isExportDeclaration(node) && (node.moduleSpecifier !== undefined || isEmptyExport(node))))
    .map((node) => `${place(source, node.getStart(source))}: an index.ts may only re-export`);
}

/** @param {ts.ExportDeclaration} node */
const isEmptyExport = (node) =>
  node.exportClause !== undefined && ts.isNamedExports(node.exportClause) && node.exportClause.elements.length === 0;

/**
 * @param {ts.SourceFile} source
 * @param {number} position
 */
const place = (source, position) => `${source.fileName}:${source.getLineAndCharacterOfPosition(position).line + 1}`;

/**
 * @param {string} file
 * @returns {string[]} one message a fault
 */
function checkFile(file) {
  const [, folder = ""] = file.split("/");
  const rule = file === "src/index.ts" ? entryRule : layers[folder];
  if (rule === undefined) return [`${file}: belongs to no layer`];
  const text = readFileSync(join(root, file), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023);
  const faults = ts.preProcessFile(text, true, true).importedFiles.flatMap(({ fileName, pos }) => {
    const fault = checkSpecifier(file, fileName, rule);
    return fault === undefined ? [] : [`${place(source, pos)}: ${fault}`];
  });
  return file.endsWith("/index.ts") ? [...faults, ...checkIndex(file, text)] : faults;
}

const files = readdirSync(join(root, "src"), { recursive: true })
  .map((entry) => `src/${String(entry).replaceAll("\\", "/")}`)
  .filter((file) => file.endsWith(".ts"))
  .sort();
const faults = files.flatMap(checkFile);
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
