import { duration, grouped, lossText } from "../../node/report/numbers.ts";
import type { ReadProgress } from "../../node/training/types.ts";

/** How far a training is. */
export interface ProgressState {
  /** Epoch under way, from 1. */
  readonly epoch: number;
  /** Epochs at most. */
  readonly epochs: number;
  /** Share of the current epoch that is done, 0 to 1. */
  readonly share: number;
  /** Mean loss per row of this epoch so far, or of the last one. */
  readonly loss?: number | undefined;
  /** Loss of the validation rows after the last epoch. */
  readonly validation?: number | undefined;
  /** Rows trained on per second. */
  readonly rowsPerSecond: number;
  /** Seconds until the last epoch is done, at this pace. */
  readonly secondsLeft: number;
}

const BAR = 24;
/** Eighths of a character, from the left. */
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;

/**
 * One line of a live progress display: bar, epoch, losses, pace, time left. What does not fit is left out from the
 * end, so that the line never wraps.
 *
 * @param columns - width of the terminal
 */
export function progressLine(state: ProgressState, columns: number): string {
  const { epoch, epochs, loss, validation, rowsPerSecond, secondsLeft } = state;
  const done = Math.max(0, Math.min(1, (epoch - 1 + state.share) / epochs));
  const parts = [
    ...barAndShare(done),
    `epoch ${grouped(epoch)}/${grouped(epochs)}`,
    ...(loss === undefined || Number.isNaN(loss) ? [] : [`loss ${lossText(loss)}`]),
    ...(validation === undefined ? [] : [`validation ${lossText(validation)}`]),
    `${pace(rowsPerSecond)} rows/s`,
    ...(Number.isFinite(secondsLeft) ? [`${timeLeft(secondsLeft)} left`] : []),
  ];
  return fitting(parts, columns);
}

/**
 * One line of a live display of how far the reading of a table is.
 *
 * @param columns - width of the terminal
 */
export function readingLine({ rows, share }: ReadProgress, columns: number): string {
  const read = rows === undefined ? "reading" : `reading, ${grouped(rows)} rows so far`;
  return fitting([...(share === undefined ? [] : barAndShare(share)), read], columns);
}

/** As many of the parts as fit on a line. */
function fitting(parts: readonly string[], columns: number): string {
  let line = "";
  for (const part of parts) {
    const longer = line === "" ? part : `${line}  ${part}`;
    if (longer.length >= columns) break;
    line = longer;
  }
  return line;
}

function barAndShare(done: number): string[] {
  return [bar(done), `${String(Math.floor(100 * done)).padStart(3)} %`];
}

function bar(done: number): string {
  const eighths = Math.floor(done * BAR * 8);
  const filled = "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
  return `▕${filled.padEnd(BAR)}▏`;
}

function pace(rowsPerSecond: number): string {
  if (rowsPerSecond >= 1e6) return `${(rowsPerSecond / 1e6).toFixed(1)} M`;
  return rowsPerSecond >= 1e4 ? `${Math.round(rowsPerSecond / 1000)} k` : grouped(Math.round(rowsPerSecond));
}

function timeLeft(seconds: number): string {
  return seconds < 1 ? "< 1 s" : duration(Math.round(seconds)).replace(".0 s", " s");
}
