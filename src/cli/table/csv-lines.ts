import type { TablePredictions } from "../../node/tables/types.ts";

/** Rows in one piece of text. */
const rowsPerChunk = 4096;

/**
 * Predictions as CSV (RFC 4180, lines ending in `\n`): the column `prediction` and, for classes, a column
 * `probability <class>` for each, in the order of the rows predicted.
 *
 * @returns the text in pieces of some thousand lines, the first of which begins with the header
 */
export function* predictionsCsv(predictions: TablePredictions): Generator<string> {
  let text = `${csvLine(csvHeader(predictions))}`;
  for (let row = 0; row < predictions.rows; row++) {
    text += csvLine(csvCells(predictions, row));
    if ((row + 1) % rowsPerChunk === 0) {
      yield text;
      text = "";
    }
  }
  if (text !== "") yield text;
}

function csvHeader(predictions: TablePredictions): string[] {
  if (predictions.task === "regression") return ["prediction"];
  return ["prediction", ...predictions.classes.map((label) => `probability ${label}`)];
}

function csvCells(predictions: TablePredictions, row: number): unknown[] {
  if (predictions.task === "regression") return [predictions.values[row]];
  return [predictions.labels[row], ...predictions.probabilities.row(row)];
}

function csvLine(cells: readonly unknown[]): string {
  return `${cells.map((cell) => csvCell(String(cell))).join(",")}\n`;
}

/** An empty text is quoted, because an empty cell means a missing value. */
function csvCell(text: string): string {
  return text === "" || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
