/** Columns of a table that stand to the left; all others stand to the right. */
export type LeftColumns = "first" | "all";

/**
 * Rows of text as aligned columns, two spaces apart.
 *
 * @param header - names of the columns
 * @param rows - cells, as many in each row as there are names
 * @param left - which columns stand to the left. Default: the first
 * @returns one line for the header and for each row, each ending in a line break
 */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  left: LeftColumns = "first",
): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => `${alignedLine(line, widths, left)}\n`).join("");
}

function alignedLine(cells: readonly string[], widths: readonly number[], left: LeftColumns): string {
  const aligned = cells.map((cell, column) => {
    const width = widths[column] ?? 0;
    return column === 0 || left === "all" ? cell.padEnd(width) : cell.padStart(width);
  });
  return aligned.join("  ").trimEnd();
}
