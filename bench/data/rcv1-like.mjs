// @ts-check
// Documents: 47,236 words, about 75 in a row, drawn by a Zipf law, weighted by tf-idf, rows of unit length, and two classes
// of a planted linear model. After the recipe of RCV1's statistics.

import { Random } from "./random.mjs";

/** Words of the vocabulary. */
export const WORDS = 47_236;

/** @typedef {{ starts: Uint32Array, indices: Uint32Array, values: Float32Array, y: Float32Array, columns: number }} SparseData */

/**
 * @param {number} rows
 * @param {number} seed
 * @returns {SparseData}
 */
export function rcv1Like(rows, seed) {
  const random = new Random(seed);
  const draw = zipf(random, WORDS);
  const lengths = Uint32Array.from({ length: rows }, () =>
    Math.min(500, Math.max(8, Math.floor(67 * Math.exp(0.55 * random.normal())))),
  );
  const room = lengths.reduce((sum, length) => sum + length, 0);
  const indices = new Uint32Array(room);
  const values = new Float32Array(room);
  const starts = new Uint32Array(rows + 1);
  const documents = new Uint32Array(WORDS);
  let end = 0;
  for (let r = 0; r < rows; r++) {
    const words = Uint32Array.from({ length: lengths[r] }, draw).sort();
    for (let i = 0; i < words.length; i++) {
      if (i > 0 && words[i] === words[i - 1]) values[end - 1]++;
      else {
        indices[end] = words[i];
        values[end++] = 1;
        documents[words[i]]++;
      }
    }
    starts[r + 1] = end;
  }
  weigh(rows, starts, indices, values, documents);
  const y = label(random, rows, starts, indices, values);
  return { starts, indices: indices.slice(0, end), values: values.slice(0, end), y, columns: WORDS };
}

/** Draws words whose rank k has the probability 1 / (k + 30)^1.05, by Walker's alias method; ranks are spread over the numbers. */
function zipf(/** @type {Random} */ random, /** @type {number} */ words) {
  const shares = Float64Array.from({ length: words }, (_, k) => 1 / (k + 30) ** 1.05);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const left = shares.map((share) => (share / total) * words);
  const other = Uint32Array.from({ length: words }, (_, k) => k);
  /** @type {number[]} */
  const small = [];
  /** @type {number[]} */
  const large = [];
  for (let k = 0; k < words; k++) (left[k] < 1 ? small : large).push(k);
  for (;;) {
    const s = small.pop();
    const l = large.pop();
    if (s === undefined || l === undefined) break;
    other[s] = l;
    left[l] -= 1 - left[s];
    (left[l] < 1 ? small : large).push(l);
  }
  const numbers = Uint32Array.from({ length: words }, (_, k) => k);
  for (let k = words - 1; k > 0; k--) {
    const j = Math.floor(random.uniform() * (k + 1));
    [numbers[k], numbers[j]] = [numbers[j], numbers[k]];
  }
  return () => {
    const k = Math.floor(random.uniform() * words);
    return numbers[random.uniform() < left[k] ? k : other[k]];
  };
}

/**
 * Counts become (1 + log count) log(rows / documents of the word), rows of length 1.
 *
 * @param {number} rows
 * @param {Uint32Array} starts
 * @param {Uint32Array} indices
 * @param {Float32Array} values
 * @param {Uint32Array} documents
 */
function weigh(rows, starts, indices, values, documents) {
  for (let r = 0; r < rows; r++) {
    let squares = 0;
    for (let i = starts[r]; i < starts[r + 1]; i++) {
      values[i] = (1 + Math.log(values[i])) * Math.log((rows + 1) / documents[indices[i]]);
      squares += values[i] ** 2;
    }
    const norm = Math.sqrt(squares);
    for (let i = starts[r]; i < starts[r + 1]; i++) values[i] /= norm;
  }
}

/**
 * @param {Random} random
 * @param {number} rows
 * @param {Uint32Array} starts
 * @param {Uint32Array} indices
 * @param {Float32Array} values
 */
function label(random, rows, starts, indices, values) {
  const weights = Float64Array.from({ length: WORDS }, () => (random.uniform() < 0.3 ? random.normal() : 0));
  const scores = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    for (let i = starts[r]; i < starts[r + 1]; i++) scores[r] += values[i] * weights[indices[i]];
  }
  const mean = scores.reduce((sum, z) => sum + z, 0) / rows;
  const deviation = Math.sqrt(scores.reduce((sum, z) => sum + (z - mean) ** 2, 0) / rows);
  return Float32Array.from(scores, (z) => Number(random.uniform() < 1 / (1 + Math.exp((-5 * (z - mean)) / deviation))));
}
