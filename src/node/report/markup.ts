import { printableMarkup } from "../charts/markup.ts";

/** Text that is markup already and goes into a page as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What a template takes: anything but markup is escaped; lists are put one after another; `undefined` and `false` are nothing. */
export type Part = Markup | string | number | boolean | undefined | null | readonly Part[];

/**
 * A tag for templates of HTML or SVG: every value in them is escaped, as text and for a quoted attribute alike, unless
 * it is {@link Markup} itself. A name from a file can therefore never become an element.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let text = strings[0] ?? "";
  for (const [i, part] of parts.entries()) text += render(part) + (strings[i + 1] ?? "");
  return new Markup(text);
}

function render(part: Part): string {
  if (part === undefined || part === null || part === false) return "";
  if (part instanceof Markup) return part.text;
  if (Array.isArray(part)) return part.map(render).join("");
  return escaped(String(part));
}

function escaped(text: string): string {
  return printableMarkup(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
