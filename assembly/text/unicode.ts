// Code points from UTF-8, and what the tables say of them.

/** The table's entry of a code point: its lower case in the low 21 bits, then these. */
export const IS_WORD: u32 = 1 << 30;
export const IS_SPACE: u32 = 1 << 31;
/** Lower case depends on the text around it, or is more than one code point. */
export const IS_SPECIAL: u32 = 1 << 29;
export const CODE_POINT: u32 = 0x1fffff;

/** The code point that {@link decode} read. */
export let codePoint: u32 = 0;

/** Reads a code point of more than one byte at `p`. Returns where the next one starts; 0 where there is no valid one. */
export function decode(p: usize, end: usize): usize {
  const a = <u32>load<u8>(p);
  const b = p + 1 < end ? <u32>load<u8>(p, 1) : 0;
  if (a < 0xc2 || (b & 0xc0) != 0x80) return 0;
  if (a < 0xe0) {
    codePoint = ((a & 31) << 6) | (b & 63);
    return p + 2;
  }
  const c = p + 2 < end ? <u32>load<u8>(p, 2) : 0;
  if ((c & 0xc0) != 0x80) return 0;
  if (a < 0xf0) {
    codePoint = ((a & 15) << 12) | ((b & 63) << 6) | (c & 63);
    return codePoint < 0x800 || (codePoint >= 0xd800 && codePoint < 0xe000) ? 0 : p + 3;
  }
  const d = p + 3 < end ? <u32>load<u8>(p, 3) : 0;
  if (a > 0xf4 || (d & 0xc0) != 0x80) return 0;
  codePoint = ((a & 7) << 18) | ((b & 63) << 12) | ((c & 63) << 6) | (d & 63);
  return codePoint < 0x10000 || codePoint > 0x10ffff ? 0 : p + 4;
}

/** Writes a code point as UTF-8; returns where the next one goes. */
// @ts-ignore: decorator
@inline
export function encode(to: usize, c: u32): usize {
  if (c < 0x80) {
    store<u8>(to, c);
    return to + 1;
  }
  if (c < 0x800) {
    store<u8>(to, 0xc0 | (c >> 6));
    store<u8>(to, 0x80 | (c & 63), 1);
    return to + 2;
  }
  if (c < 0x10000) {
    store<u8>(to, 0xe0 | (c >> 12));
    store<u8>(to, 0x80 | ((c >> 6) & 63), 1);
    store<u8>(to, 0x80 | (c & 63), 2);
    return to + 3;
  }
  store<u8>(to, 0xf0 | (c >> 18));
  store<u8>(to, 0x80 | ((c >> 12) & 63), 1);
  store<u8>(to, 0x80 | ((c >> 6) & 63), 2);
  store<u8>(to, 0x80 | (c & 63), 3);
  return to + 4;
}

/** Where the first byte is that is no valid UTF-8; `end` where all is. */
export function invalidUtf8(p: usize, end: usize): usize {
  while (p < end) {
    if (p + 8 <= end && (load<u64>(p) & 0x8080808080808080) == 0) p += 8;
    else if (load<u8>(p) < 0x80) p++;
    else {
      const next = decode(p, end);
      if (next == 0) return p;
      p = next;
    }
  }
  return end;
}
