/** Control characters: a name from a file that holds them could move the cursor or break a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * A name as one piece of a line on a terminal: control characters become U+FFFD, and what is longer than `most`
 * characters is cut, with `…` at its end.
 */
export function printable(text: string, most = 40): string {
  const clean = text.replace(control, "\u{FFFD}");
  const characters = Array.from(clean);
  return characters.length <= most ? clean : `${characters.slice(0, most - 1).join("")}…`;
}
