/** What a row of a table is for: to train on, to test on, or for nothing. */
export const PART = { train: 0, test: 1, none: 2 } as const;

/**
 * The parts of rows that are not split: those that have a target test, the others are for nothing.
 *
 * @param outputs - targets of a row, where it has several; one that is missing is missing with all others
 */
export function unsplit(targets: Float64Array, outputs: number = 1): Uint8Array {
  const part = new Uint8Array(targets.length / outputs);
  for (let row = 0; row < part.length; row++) part[row] = Number.isNaN(targets[row * outputs]) ? PART.none : PART.test;
  return part;
}
