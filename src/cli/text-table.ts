/**
 * Rows of text as aligned columns, two spaces apart: the first column to the left, the others to the right.
 *
 * @param header - names of the columns
 * @param rows - cells, as many in each row as there are names
 * @returns one line for the header and for each row, each ending in a line break
 */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => `${alignedLine(line, widths)}\n`).join("");
}

function alignedLine(cells: readonly string[], widths: readonly number[]): string {
  const aligned = cells.map((cell, column) => {
    const width = widths[column] ?? 0;
    return column === 0 ? cell.padEnd(width) : cell.padStart(width);
  });
  return aligned.join("  ").trimEnd();
}
