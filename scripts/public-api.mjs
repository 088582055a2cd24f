// @ts-check

/** What the package gives away: its entry points, the symbols behind them, and the members of those symbols. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** Folder of the checkout, with a separator at the end. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * An entry point of the package with its exports sorted by name.
 *
 * @typedef {object} EntryPoint
 * @property {string} name what one imports, such as `minibatch/node`
 * @property {{ name: string, symbol: ts.Symbol }[]} exports the symbols behind re-exports, not the aliases
 */

/**
 * Reads the entry points that package.json names.
 *
 * @param {"types" | "minibatch-source"} condition the built declarations, or the sources
 * @returns {{ checker: ts.TypeChecker, entries: EntryPoint[] }}
 */
export function readPublicApi(condition) {
  /** @type {{ name: string, exports: Record<string, string | Record<string, string>> }} */
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const entries = Object.entries(manifest.exports).flatMap(([path, target]) => {
    const file = typeof target === "string" ? undefined : target[condition];
    return file === undefined ? [] : [{ name: manifest.name + path.slice(1), file: join(root, file) }];
  });
  const program = ts.createProgram(
    entries.map((entry) => entry.file),
    {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      lib: ["lib.es2023.d.ts", "lib.webworker.d.ts"],
      types: ["node"],
      strict: true,
      exactOptionalPropertyTypes: true,
      allowImportingTsExtensions: true,
      noEmit: true,
      skipLibCheck: true,
    },
  );
  const checker = program.getTypeChecker();
  return {
    checker,
    entries: entries.map(({ name, file }) => ({ name, exports: exportsOf(program, checker, file) })),
  };
}

/**
 * @param {ts.Program} program
 * @param {ts.TypeChecker} checker
 * @param {string} file
 */
function exportsOf(program, checker, file) {
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error(`${file} is missing: run "npm run build"`);
  const module = checker.getSymbolAtLocation(source);
  const symbols = module === undefined ? [] : checker.getExportsOfModule(module);
  return symbols
    .map((symbol) => ({
      name: symbol.name,
      symbol: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The public members of a class, an interface or an object type that are declared in this project, inherited
 * ones too; none for anything else.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.Symbol} symbol
 * @returns {ts.Symbol[]}
 */
export function membersOf(checker, symbol) {
  /** @type {ts.Symbol[]} */
  const members = [];
  if (symbol.flags & ts.SymbolFlags.Class && symbol.valueDeclaration !== undefined) {
    members.push(...checker.getTypeOfSymbol(symbol).getProperties());
  }
  const isObject = ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias;
  if (symbol.flags & isObject) {
    for (const part of partsOf(checker.getDeclaredTypeOfSymbol(symbol))) members.push(...part.getProperties());
  }
  return [...new Set(members)].filter((member) => member.declarations?.some(isPublicDeclaration));
}

/**
 * @param {ts.Type} type
 * @returns {ts.Type[]} the object types that a union or an intersection joins
 */
function partsOf(type) {
  return type.isUnionOrIntersection() ? type.types.flatMap(partsOf) : [type];
}

/** @param {ts.Declaration} declaration */
function isPublicDeclaration(declaration) {
  const { fileName } = declaration.getSourceFile();
  if (!fileName.startsWith(root.replaceAll("\\", "/")) || fileName.includes("/node_modules/")) return false;
  const name = ts.getNameOfDeclaration(declaration);
  if (name === undefined || ts.isPrivateIdentifier(name)) return false;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (ts.getCombinedModifierFlags(declaration) & hidden) === 0;
}
