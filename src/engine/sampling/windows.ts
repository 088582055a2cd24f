/**
 * In which order an epoch visits the rows.
 *
 * - `none`: as given, every epoch the same
 * - `full`: a new random permutation of all rows every epoch; each row is then fetched from a random place in memory
 * - `block`: when training starts the rows are dealt evenly to windows that fit the L2 cache; every epoch visits the
 *   windows in a new random order and the rows of a window in a new random order. Data that fit one window are shuffled
 *   as by `full`; larger data converge like it (bench/shuffle.mjs), several times as fast.
 */
export type ShuffleMode = "none" | "full" | "block";

/** Modes that {@link ShuffleMode} allows. */
export const SHUFFLE_MODES: readonly ShuffleMode[] = ["none", "full", "block"];

/** Bytes of a window of the block shuffle: well within the L2 cache of today's processors (256 KiB and more). */
const WINDOW_BYTES = 262144;

/** Which rows of the engine's copy belong together. */
export interface WindowPlan {
  /** Number of windows, 1 or more. */
  readonly count: number;
  /** Place of a window's first row. */
  start(window: number): number;
  /** Rows of a window; windows differ by at most one row. */
  size(window: number): number;
}

/**
 * Cuts `rows` > 0 rows of `rowBytes` bytes into windows as the shuffle mode wants them. Rows that fit one window of the
 * usual size are one window.
 *
 * @param windowBytes - bytes of a window, where the usual size is not meant
 */
export function planWindows(
  mode: ShuffleMode,
  rows: number,
  rowBytes: number,
  windowBytes: number = WINDOW_BYTES,
): WindowPlan {
  const bytes = rows * rowBytes;
  const cut = mode === "block" && bytes > WINDOW_BYTES;
  const count = cut ? Math.min(rows, Math.ceil(bytes / windowBytes)) : 1;
  const base = Math.floor(rows / count);
  const larger = rows % count;
  return {
    count,
    start: (window) => window * base + Math.min(window, larger),
    size: (window) => base + (window < larger ? 1 : 0),
  };
}
