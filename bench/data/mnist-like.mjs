// @ts-check
// Rows shaped like the MNIST pictures: 28 x 28 pixels k / 255 of smooth blobs, about 80 % of them zero, ten classes
// of four prototypes each. The label is the class, or 1 for the odd classes.

import { Random } from "./random.mjs";

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const CLASSES = 10;
const PER_CLASS = 4;
const THRESHOLD = 1.14;
const TAPS = [1.5, 2].map(gaussian);

/**
 * @param {number} rows
 * @param {number} seed
 * @param {number} [labels] - how many there are: 2, or one for each class
 * @returns {{ x: Float32Array, y: Float32Array, columns: number }}
 */
export function mnistLike(rows, seed, labels = 2) {
  const random = new Random(seed);
  const prototypes = Array.from({ length: CLASSES * PER_CLASS }, () => blobs(random, TAPS[1]).slice());
  const x = new Float32Array(rows * PIXELS);
  const y = new Float32Array(rows);
  for (let row = 0, at = 0; row < rows; row++) {
    const index = random.next() % prototypes.length;
    const prototype = prototypes[index];
    y[row] = Math.floor(index / PER_CLASS) % labels;
    const noise = blobs(random, TAPS[0]);
    for (let i = 0; i < PIXELS; i++, at++) {
      const ink = (0.9 * prototype[i] + noise[i] - THRESHOLD) / 2;
      x[at] = Math.round(255 * Math.min(1, Math.max(0, ink))) / 255;
    }
  }
  return { x, y, columns: PIXELS };
}

/** Half of a Gaussian filter, from the middle outwards, scaled so that filtered white noise has deviation 1. */
function gaussian(/** @type {number} */ sigma) {
  const taps = Array.from({ length: Math.ceil(3 * sigma) + 1 }, (_, i) => Math.exp((-i * i) / (2 * sigma * sigma)));
  const norm = Math.sqrt(taps.reduce((sum, tap, i) => sum + (i ? 2 : 1) * tap * tap, 0));
  return taps.map((tap) => tap / norm);
}

const across = new Float64Array(PIXELS);
const down = new Float64Array(PIXELS);

/** White noise, filtered along rows and columns with wrapped edges; the array is used again by the next call. */
function blobs(/** @type {Random} */ random, /** @type {number[]} */ taps) {
  for (let i = 0; i < PIXELS; i++) down[i] = random.normal();
  filter(down, across, taps);
  filter(across, down, taps);
  return down;
}

/** Filters every row of `from` and writes it as a column of `to`. */
function filter(/** @type {Float64Array} */ from, /** @type {Float64Array} */ to, /** @type {number[]} */ taps) {
  for (let row = 0; row < SIDE; row++) {
    const start = row * SIDE;
    for (let column = 0; column < SIDE; column++) {
      let sum = taps[0] * from[start + column];
      for (let i = 1; i < taps.length; i++) {
        sum += taps[i] * (from[start + ((column + i) % SIDE)] + from[start + ((column - i + SIDE) % SIDE)]);
      }
      to[column * SIDE + row] = sum;
    }
  }
}
