// @ts-check

/**
 * Asks for TSDoc on everything that the package gives away: each export, each public member of a class, each field
 * of an options type. A function that throws a MinibatchError itself must say so, with its code.
 */

import { relative } from "node:path";
import ts from "typescript";
import { membersOf, readPublicApi, root } from "./public-api.mjs";

const { checker, entries } = readPublicApi("minibatch-source");

/** @param {ts.Symbol} symbol */
function place(symbol) {
  const node = symbol.declarations?.[0];
  if (node === undefined) return symbol.name;
  const source = node.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
  return `${relative(root, source.fileName)}:${line + 1}`;
}

/** @param {ts.Declaration} node */
const isOverride = (node) => (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Override) !== 0;

/**
 * @param {ts.Symbol} symbol
 * @param {string} name
 * @returns {string[]} what the documentation of one symbol lacks
 */
function checkSymbol(symbol, name) {
  const faults = [];
  const isTold = symbol.getDocumentationComment(checker).length > 0 || symbol.declarations?.some(isOverride);
  if (!isTold) faults.push(`${place(symbol)}: ${name} has no TSDoc`);
  for (const code of codesThrownBy(symbol)) {
    const tags = symbol.getJsDocTags(checker).filter((tag) => tag.name === "throws");
    const isNamed = tags.some((tag) => ts.displayPartsToString(tag.text).includes(code));
    if (!isNamed) faults.push(`${place(symbol)}: ${name} throws ${code} but has no @throws with it`);
  }
  return faults;
}

/**
 * @param {ts.Symbol} symbol
 * @returns {Set<string>} the codes of `throw new MinibatchError("CODE", …)` in the body itself
 */
function codesThrownBy(symbol) {
  /** @type {Set<string>} */
  const codes = new Set();
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isThrowStatement(node) && ts.isNewExpression(node.expression)) {
      const [code] = node.expression.arguments ?? [];
      const isOurs = node.expression.expression.getText() === "MinibatchError";
      if (isOurs && code !== undefined && ts.isStringLiteral(code)) codes.add(code.text);
    }
    ts.forEachChild(node, visit);
  };
  for (const declaration of symbol.declarations ?? []) bodyOf(declaration)?.forEachChild(visit);
  return codes;
}

/**
 * @param {ts.Node} node
 * @returns {ts.Node | undefined} the body of a function, also of one that a constant holds
 */
function bodyOf(node) {
  if (ts.isVariableDeclaration(node)) return node.initializer && bodyOf(node.initializer);
  return ts.isFunctionLike(node) && "body" in node ? node.body : undefined;
}

/** @type {Map<ts.Symbol, string>} */
const names = new Map();
for (const { name, symbol } of entries.flatMap((entry) => entry.exports)) {
  if (!names.has(symbol)) names.set(symbol, name);
  for (const member of membersOf(checker, symbol)) {
    if (!names.has(member)) names.set(member, `${name}.${member.name}`);
  }
}
const faults = [...names].flatMap(([symbol, name]) => checkSymbol(symbol, name));
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
