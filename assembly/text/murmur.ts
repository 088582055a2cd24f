// MurmurHash3 x86 32 (Appleby, public domain), which scikit-learn's hashers and Vowpal Wabbit's default hash both are.

/** The hash of `length` bytes at `p`. */
export function murmur32(p: usize, length: usize, seed: u32): u32 {
  let h = seed;
  const end = p + (length & ~3);
  for (; p < end; p += 4) {
    h ^= rotl<u32>(load<u32>(p) * 0xcc9e2d51, 15) * 0x1b873593;
    h = rotl<u32>(h, 13) * 5 + 0xe6546b64;
  }
  const rest = length & 3;
  if (rest != 0) {
    let k: u32 = load<u8>(p);
    if (rest > 1) k |= <u32>load<u8>(p, 1) << 8;
    if (rest > 2) k |= <u32>load<u8>(p, 2) << 16;
    h ^= rotl<u32>(k * 0xcc9e2d51, 15) * 0x1b873593;
  }
  h ^= <u32>length;
  h = (h ^ (h >> 16)) * 0x85ebca6b;
  h = (h ^ (h >> 13)) * 0xc2b2ae35;
  return h ^ (h >> 16);
}

/** Whether the last call of {@link hashedColumn} has sign -1. */
export let hashIsNegative: bool = false;

/**
 * Column and sign of a hash, as scikit-learn's FeatureHasher has them: |h| modulo the number of columns, and the sign of
 * h, taken as a signed number.
 */
// @ts-ignore: decorator
@inline
export function hashedColumn(hash: u32, columns: u32): u32 {
  const h = <i32>hash;
  hashIsNegative = h < 0;
  // |-2^31| is 2^31 as an unsigned number.
  const size = h < 0 ? <u32>0 - hash : hash;
  return (columns & (columns - 1)) == 0 ? size & (columns - 1) : size % columns;
}
