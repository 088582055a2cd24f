// @ts-check
// The machine's own speed of loads from random places, one thread: for every entry of the rows its column and number, and the
// weight of the column, added up. The WebAssembly is written out here, so that no change of the library moves the yardstick.

const PAGE = 65536;
const LANES = 4;

/** @param {number} n - a whole number >= 0 */
function leb(n) {
  const bytes = [];
  for (; n > 127; n >>>= 7) bytes.push((n & 127) | 128);
  return [...bytes, n];
}

const section = (/** @type {number} */ id, /** @type {number[]} */ body) => [id, ...leb(body.length), ...body];
const name = (/** @type {string} */ text) => [text.length, ...Buffer.from(text)];
const get = (/** @type {number} */ local) => [0x20, local];
const set = (/** @type {number} */ local) => [0x21, local];
const ADD = 0x6a;

/**
 * `gather(entries, end, weights)`: the sum over entries of 8 bytes, u32 column and f32 number, of number times weight, in 4
 * sums. Parameters: 0 entries, 1 end, 2 weights. Locals: 3-6 sums (f32).
 */
function gatherFunction() {
  const code = [0x02, 0x40, 0x03, 0x40, ...get(0), ...get(1), 0x4f, 0x0d, 1]; // block, loop: leave when entries >= end
  for (let lane = 0; lane < LANES; lane++) {
    code.push(...get(3 + lane), ...get(0), 0x2a, 2, ...leb(lane * 8 + 4)); // sum, number
    code.push(...get(2), ...get(0), 0x28, 2, ...leb(lane * 8), 0x41, 2, 0x74, ADD, 0x2a, 2, 0); // weight
    code.push(0x94, 0x92, ...set(3 + lane)); // sum + number * weight
  }
  code.push(...get(0), 0x41, LANES * 8, ADD, ...set(0), 0x0c, 0, 0x0b, 0x0b); // next entries, again
  code.push(...get(3), ...get(4), 0x92, ...get(5), ...get(6), 0x92, 0x92, 0x0b);
  return [1, LANES, 0x7d, ...code];
}

/** @param {number} pages - of 64 KiB */
function moduleBytes(pages) {
  const body = gatherFunction();
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 3, 0x7f, 0x7f, 0x7f, 1, 0x7d]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, ...leb(pages)]),
    ...section(7, [2, ...name("memory"), 2, 0, ...name("gather"), 0, 0]),
    ...section(10, [1, ...leb(body.length), ...body]),
  ]);
}

/**
 * Lays the entries out and returns a function that gathers over all of them once.
 *
 * @param {Uint32Array} indices
 * @param {Float32Array} values
 * @param {number} columns
 * @returns {{ entries: number, pass: () => number }} `pass` returns the seconds it took
 */
export function gatherer(indices, values, columns) {
  const entries = indices.length - (indices.length % LANES);
  const weightsAt = entries * 8;
  const { exports } = new WebAssembly.Instance(
    new WebAssembly.Module(moduleBytes(Math.ceil((weightsAt + columns * 4) / PAGE))),
  );
  const { buffer } = /** @type {WebAssembly.Memory} */ (exports.memory);
  const gather = /** @type {(from: number, end: number, weights: number) => number} */ (exports.gather);
  const words = new Uint32Array(buffer, 0, entries * 2);
  const numbers = new Float32Array(buffer, 0, entries * 2);
  const weights = new Float32Array(buffer, weightsAt, columns).map((_, j) => (j % 7) - 3);
  new Float32Array(buffer, weightsAt, columns).set(weights);
  const sums = new Float32Array(LANES);
  for (let i = 0; i < entries; i++) {
    words[2 * i] = indices[i];
    numbers[2 * i + 1] = values[i];
    sums[i % LANES] += Math.fround(values[i] * weights[indices[i]]);
  }
  const expected = Math.fround(Math.fround(sums[0] + sums[1]) + Math.fround(sums[2] + sums[3]));
  if (gather(0, weightsAt, weightsAt) !== expected) throw new Error("gather: the module does not add up every entry");
  return {
    entries,
    pass: () => {
      const start = performance.now();
      gather(0, weightsAt, weightsAt);
      return (performance.now() - start) / 1e3;
    },
  };
}
