/** Characters that no XML document may hold, not even escaped: most control characters and lone surrogates. */
const unprintable = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Markup with every character that XML forbids replaced by U+FFFD. */
export function printableMarkup(markup: string): string {
  return markup.replace(unprintable, "\u{FFFD}");
}

/** Text as the content of an XML element. */
export function markupText(text: string): string {
  return printableMarkup(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
