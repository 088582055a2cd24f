import type { ColumnFacts } from "../../node/report/content.ts";
import { grouped, percent } from "../../node/report/numbers.ts";
import { printable } from "../printable.ts";
import { textTable } from "../text-table.ts";

/** Columns that are listed before "and … more". */
const LISTED = 40;

/** The columns of a table: name, kind, missing share, what it becomes. */
export function columnsText(columns: readonly ColumnFacts[]): string {
  const rows = columns.slice(0, LISTED).map(({ name, kind, missing, becomes }) => {
    const share = missing === undefined || missing === 0 ? "-" : percent(missing);
    return [printable(name), kind, share, printable(becomes, 60)];
  });
  const left = columns.length - LISTED;
  const more = left > 0 ? `and ${grouped(left)} more columns\n` : "";
  return `${textTable(["column", "kind", "missing", "becomes"], rows, "all")}${more}`;
}

/** Each warning on a line of its own. */
export function warningsText(warnings: readonly string[]): string {
  return warnings.map((warning) => `warning: ${printable(warning, 1000)}\n`).join("");
}
