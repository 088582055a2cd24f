// Rows that are held out of a training to stop it by.

import { nextDouble } from "./mt19937";

// What is known of a class, 64-bit floats each: its rows so far but the first, its stretches so far, where the last one ends, and its
// row that is held out.
const SEEN: usize = 0;
const STRETCHES: usize = 8;
const END: usize = 16;
const DRAWN: usize = 24;

/**
 * Holds one row out of every stretch of 1 / `share` rows of a class, one that is drawn; the first row of a class never. Writes the
 * others to `train` and these to `held`, counted from `first`, and gives how many they are.
 *
 * @param codes - i32 for each row, from 0
 * @param classes - 32 bytes for each class, the rows so far being -1 to begin with
 */
export function holdOut(
  words: usize,
  codes: usize,
  rows: u32,
  first: u32,
  share: f64,
  classes: usize,
  train: usize,
  held: usize,
): u32 {
  const start = held;
  for (let row: u32 = 0; row < rows; row++, codes += 4) {
    const known = classes + (<usize>load<u32>(codes) << 5);
    const number = load<f64>(known, SEEN);
    store<f64>(known, number + 1, SEEN);
    if (number >= load<f64>(known, END)) {
      const stretches = load<f64>(known, STRETCHES) + 1;
      const end = ceil(stretches / share);
      store<f64>(known, stretches, STRETCHES);
      store<f64>(known, end, END);
      store<f64>(known, number + floor(nextDouble(words) * (end - number)), DRAWN);
    }
    if (number >= 0 && number == load<f64>(known, DRAWN)) {
      store<u32>(held, first + row);
      held += 4;
    } else {
      store<u32>(train, first + row);
      train += 4;
    }
  }
  return <u32>((held - start) >> 2);
}
