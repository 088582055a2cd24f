/**
 * The tables of assembly/text/decimal.ts: 10^0 … 10^22 as f64, padded to 24 numbers; then, for q from -342 to 308, the
 * first 128 bits of 5^q as two 64-bit words, the high one first: cut off for q >= 0, and of the reciprocal of 5^-q plus
 * one unit for q < 0 (Lemire 2021, section 5).
 *
 * @param buffer - the kernels' memory
 * @param at - where the tables go; a multiple of 8
 */
export function writeDecimalTables(buffer: ArrayBuffer, at: number): void {
  const powers = new Float64Array(buffer, at, 24);
  for (let n = 0; n <= 22; n++) powers[n] = Number(10n ** BigInt(n));
  const words = new BigUint64Array(buffer, at + 192, 2 * (LARGEST_POWER - SMALLEST_POWER + 1));
  for (let q = SMALLEST_POWER; q <= LARGEST_POWER; q++) {
    const bits = q < 0 ? reciprocalBits(-q) : powerBits(q);
    const i = 2 * (q - SMALLEST_POWER);
    words[i] = bits >> 64n;
    words[i + 1] = bits & 0xffffffffffffffffn;
  }
}

const SMALLEST_POWER = -342;
const LARGEST_POWER = 308;

function powerBits(q: number): bigint {
  const power = 5n ** BigInt(q);
  const shift = 128 - bitLength(power);
  return shift >= 0 ? power << BigInt(shift) : power >> BigInt(-shift);
}

function reciprocalBits(q: number): bigint {
  const power = 5n ** BigInt(q);
  const bits = bitLength(power);
  // One unit is added before the bits beyond 128 are cut off, as in the proof of the algorithm.
  if (q <= 27) return (1n << BigInt(bits + 127)) / power + 1n;
  const quotient = (1n << BigInt(2 * bits + 128)) / power + 1n;
  return quotient >> BigInt(bitLength(quotient) - 128);
}

function bitLength(n: bigint): number {
  return n.toString(2).length;
}
