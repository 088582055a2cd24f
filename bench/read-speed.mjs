// @ts-check
// The machine's own memory read speed, one thread: the yardstick of the tables. The WebAssembly is written out
// here instead of taken from the library, so that no change of the library moves the yardstick.

const PAGE = 65536;
const STREAMS = 4;
const STEP = 64;

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
const load = (/** @type {number} */ offset) => [0xfd, 0x00, 4, ...leb(offset)];
const ADD = 0x6a;
const XOR = [0xfd, 0x51];
const QUARTER = [...get(1), 0x41, 2, 0x76];

/**
 * `read(from, bytes)`: xors `bytes` bytes (a multiple of 256) from address `from` on, as 4 streams of a quarter
 * each, 64 bytes of every stream a turn. Parameters: 0 from, 1 bytes. Locals: 2 end of the first stream,
 * 3-6 sums (v128), 7-10 stream addresses.
 */
function readFunction() {
  const code = [...get(0), ...QUARTER, ADD, ...set(2), ...get(0), ...set(7)];
  for (let s = 1; s < STREAMS; s++) code.push(...get(6 + s), ...QUARTER, ADD, ...set(7 + s));
  code.push(0x02, 0x40, 0x03, 0x40, ...get(7), ...get(2), 0x4f, 0x0d, 1); // block, loop: leave when first >= end
  for (let s = 0; s < STREAMS; s++) {
    for (let offset = 0; offset < STEP; offset += 16) {
      code.push(...get(3 + s), ...get(7 + s), ...load(offset), ...XOR, ...set(3 + s));
    }
    code.push(...get(7 + s), 0x41, 0xc0, 0x00, ADD, ...set(7 + s)); // address += 64
  }
  code.push(0x0c, 0, 0x0b, 0x0b); // again
  code.push(...get(3), ...get(4), ...XOR, ...get(5), ...get(6), ...XOR, ...XOR, 0xfd, 0x1b, 0, 0x0b); // first lane
  return [3, 1, 0x7f, 4, 0x7b, 4, 0x7f, ...code];
}

/** @param {number} pages - of 64 KiB */
function moduleBytes(pages) {
  const body = readFunction();
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 2, 0x7f, 0x7f, 1, 0x7f]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, ...leb(pages)]),
    ...section(7, [2, ...name("memory"), 2, 0, ...name("read"), 0, 0]),
    ...section(10, [1, ...leb(body.length), ...body]),
  ]);
}

/**
 * Fills memory of `bytes` bytes (rounded up to 64 KiB) and returns a function that reads all of it once.
 *
 * @param {number} bytes
 * @returns {{ bytes: number, pass: () => number }} `pass` returns the seconds it took
 */
export function memoryReader(bytes) {
  const pages = Math.ceil(bytes / PAGE);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes(pages)));
  const memory = /** @type {WebAssembly.Memory} */ (exports.memory);
  const read = /** @type {(from: number, bytes: number) => number} */ (exports.read);
  const words = new Int32Array(memory.buffer);
  let expected = 0;
  for (let i = 0; i < words.length; i++) words[i] = i * 2654435761; // a page never written to would come from the cache
  for (let i = 0; i < words.length; i += 4) expected ^= words[i];
  if (read(0, pages * PAGE) !== expected) throw new Error("memory read: the module does not read every word");
  return { bytes: pages * PAGE, pass: () => timed(() => read(0, pages * PAGE)) };
}

/** @param {() => unknown} work */
function timed(work) {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1e3;
}
