import { loadTypesetter } from "./font.ts";
import { fontSizes } from "./theme.ts";

/** A chart's title as Vega-Lite takes it. */
export interface Heading {
  text: string[];
  subtitle?: string[];
}

/**
 * Breaks a title, and notes under it, into lines no wider than the plot, or a quarter wider above a legend.
 *
 * @param title - one or more lines; empty for no title
 * @param notes - remarks, each begins a new line
 * @param plotWidth - the plot's width in pixels
 * @param legend - whether there is a legend beside the plot
 */
export async function headingOf(
  title: string,
  notes: readonly string[],
  plotWidth: number,
  legend: boolean,
): Promise<Heading> {
  const { textWidth } = await loadTypesetter();
  const width = legend ? 1.25 * plotWidth : plotWidth;
  const wrap = (text: string, fontSize: number): string[] =>
    text.split("\n").flatMap((line) => wrapLine(line, (part) => textWidth(part, fontSize) <= width));
  const text = wrap(title, fontSizes.title);
  // Vega keeps room for a subtitle that has no lines.
  return notes.length === 0 ? { text } : { text, subtitle: notes.flatMap((note) => wrap(note, fontSizes.subtitle)) };
}

/** Lines that fit, broken at spaces, and inside a word only where the word alone does not fit. */
function wrapLine(text: string, fits: (part: string) => boolean): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = "";
    for (const character of word) {
      if (line !== "" && !fits(line + character)) {
        lines.push(line);
        line = "";
      }
      line += character;
    }
  }
  return [...lines, line];
}
