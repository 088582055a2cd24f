import type { OptionSpec } from "../options/option-table.ts";
import { someText } from "../options/value-type.ts";

/** The option that says what separates the values of a CSV file; `tab` or `\\t` stand for a tabulator. */
export const delimiter: OptionSpec<string> = {
  flags: "--delimiter <text>",
  help: "what separates the values of a CSV file (default: found out)",
  type: {
    ...someText("a character such as , ; | or tab"),
    parse: (text) => (text === "tab" || text === "\\t" ? "\t" : text === "" ? undefined : text),
  },
};
