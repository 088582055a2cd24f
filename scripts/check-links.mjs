// @ts-check

/** Follows the relative links of the Markdown pages: the file must exist, and so must the heading behind a #. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** @param {string} folder */
const markdownIn = (folder) =>
  readdirSync(folder, { recursive: true })
    .map((entry) => join(folder, String(entry)))
    .filter((file) => file.endsWith(".md"));

const pages = [
  ...readdirSync(root)
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(root, name)),
  ...["docs", "examples"]
    .map((name) => join(root, name))
    .filter(existsSync)
    .flatMap(markdownIn),
];

/**
 * @param {string} file
 * @returns {string} the page without what only looks like Markdown
 */
const proseOf = (file) =>
  readFileSync(file, "utf8")
    .replace(/^(```+|~~~+)[\s\S]*?^\1/gm, "")
    .replace(/<!--[\s\S]*?-->/g, "");

/**
 * @param {string} file
 * @returns {Set<string>} the anchors that GitHub gives to the page's headings
 */
function anchorsOf(file) {
  /** @type {Set<string>} */
  const anchors = new Set();
  const prose = proseOf(file);
  for (const [, heading = ""] of prose.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const text = heading.replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const slug = text.replace(/[^\p{L}\p{N}\p{Pc}\s-]/gu, "").replaceAll(" ", "-");
    let anchor = slug;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${slug}-${n}`;
    anchors.add(anchor);
  }
  for (const [, id = ""] of prose.matchAll(/<[a-z]+[^>]*\s(?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}

/**
 * @param {string} file
 * @returns {string[]} one message a broken link
 */
function checkPage(file) {
  const prose = proseOf(file).replace(/`[^`\n]*`/g, "");
  const inline = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
  const references = [...prose.matchAll(/^\s*\[[^\]]+\]:\s*(\S+)/gm)];
  const html = [...prose.matchAll(/<(?:a|img|source)\b[^>]*\s(?:href|src|srcset)="([^"\s]+)"/g)];
  return [...inline, ...references, ...html].flatMap(([, target = ""]) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return [];
    const [path = "", anchor = ""] = target.split("#");
    const destination = path === "" ? file : join(dirname(file), decodeURIComponent(path));
    const name = relative(root, file);
    if (!existsSync(destination)) return [`${name}: ${target} does not exist`];
    const isMissing = anchor !== "" && destination.endsWith(".md") && !anchorsOf(destination).has(anchor);
    return isMissing ? [`${name}: ${target} has no such heading`] : [];
  });
}

const faults = pages.flatMap(checkPage);
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
