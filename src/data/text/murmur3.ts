const encoder = new TextEncoder();

/**
 * The 32-bit MurmurHash3 (x86) of a text's UTF-8 bytes, as a signed number: scikit-learn's
 * `murmurhash3_32(text, seed)`.
 *
 * @param text - the text
 * @param seed - a whole number from 0 to 2^32 - 1
 * @see Appleby, MurmurHash3.cpp, `MurmurHash3_x86_32` (public domain)
 */
export function hashString(text: string, seed: number): number {
  const bytes = encoder.encode(text);
  const whole = bytes.length - (bytes.length % 4);
  let h = seed | 0;
  for (let i = 0; i < whole; i += 4) {
    h ^= scramble(bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let i = bytes.length - 1; i >= whole; i--) rest = (rest << 8) | bytes[i]!;
  h ^= scramble(rest) ^ bytes.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

function scramble(block: number): number {
  const k = Math.imul(block, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}
