// @ts-check
// Clicks: 39 hashed words in a row, one of each field, of vocabularies of 4 to 1,000,000 words with Zipf shares, and a class
// from a planted weight of each word. After the shape of the Criteo data.

import { Random } from "./random.mjs";

/** Words of each field: 13 binned numbers, 26 categories. */
const VOCABULARIES = [
  ...[60, 120, 100, 40, 5000, 400, 120, 50, 200, 8, 60, 30, 90],
  ...[1400, 560, 1_000_000, 500_000, 300, 24, 12_000, 630, 4, 60_000, 5_600, 900_000],
  ...[3_200, 27, 13_000, 800_000, 10, 5_300, 2_100, 4, 850_000, 18, 15, 150_000, 100, 100_000],
];

/** Words of a row. */
export const FIELDS = VOCABULARIES.length;

/**
 * The rows as words, before they are hashed.
 *
 * @param {number} rows
 * @param {number} seed
 * @returns {{ words: Uint32Array, y: Float32Array }} number of each word in its field, [rows][fields], and classes
 */
export function clicks(rows, seed) {
  const random = new Random(seed);
  const scores = new Float64Array(rows);
  const words = new Uint32Array(rows * FIELDS);
  for (const [field, count] of VOCABULARIES.entries()) {
    const weights = Float64Array.from({ length: count }, () => 0.35 * random.normal());
    // The share of word k falls like 1 / (k + 2): its rank is exponential in a uniform number.
    const range = Math.log((count + 2) / 2);
    for (let r = 0; r < rows; r++) {
      const word = Math.min(count - 1, Math.floor(2 * Math.exp(range * random.uniform())) - 2);
      scores[r] += weights[word];
      words[r * FIELDS + field] = word;
    }
  }
  const mean = scores.reduce((sum, z) => sum + z, 0) / rows;
  const y = Float32Array.from(scores, (z) => Number(random.uniform() < 1 / (1 + Math.exp(1.6 + mean - z))));
  return { words, y };
}

/**
 * The rows as entries.
 *
 * @param {number} rows
 * @param {number} seed
 * @param {number} bits - words are hashed to 2^bits columns
 * @returns {import("./rcv1-like.mjs").SparseData}
 */
export function ctrLike(rows, seed, bits) {
  const { words, y } = clicks(rows, seed);
  const columns = 2 ** bits;
  const starts = new Uint32Array(rows + 1);
  const indices = new Uint32Array(rows * FIELDS);
  const values = new Float32Array(rows * FIELDS);
  const row = new Uint32Array(FIELDS);
  let end = 0;
  for (let r = 0; r < rows; r++) {
    for (let field = 0; field < FIELDS; field++) row[field] = mix(words[r * FIELDS + field], field) & (columns - 1);
    row.sort();
    for (let i = 0; i < FIELDS; i++) {
      if (i > 0 && row[i] === row[i - 1]) values[end - 1]++;
      else {
        indices[end] = row[i];
        values[end++] = 1;
      }
    }
    starts[r + 1] = end;
  }
  return { starts, indices: indices.slice(0, end), values: values.slice(0, end), y, columns };
}

/** Spreads the words of a field over 32 bits. */
function mix(/** @type {number} */ word, /** @type {number} */ field) {
  let z = Math.imul(word + 1, 0x9e3779b1) ^ Math.imul(field + 1, 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}
