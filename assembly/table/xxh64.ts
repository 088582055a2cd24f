// XXH64 without a seed, a stretch of bytes after another. https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md

const PRIME_1: u64 = 0x9e3779b185ebca87;
const PRIME_2: u64 = 0xc2b2ae3d27d4eb4f;
const PRIME_3: u64 = 0x165667b19e3779f9;
const PRIME_4: u64 = 0x85ebca77c2b2ae63;
const PRIME_5: u64 = 0x27d4eb2f165667c5;

/** Bytes of a stripe: a word for each of the four accumulators. */
const STRIPE: usize = 32;

/** The accumulators. */
const state: usize = memory.data(32);

/** Begins a hash. */
export function hashBegin(): void {
  store<u64>(state, PRIME_1 + PRIME_2);
  store<u64>(state, PRIME_2, 8);
  store<u64>(state, 0, 16);
  store<u64>(state, 0 - PRIME_1, 24);
}

/** Hashes whole stripes. */
export function hashStripes(at: usize, bytes: usize): void {
  let a = load<u64>(state);
  let b = load<u64>(state, 8);
  let c = load<u64>(state, 16);
  let d = load<u64>(state, 24);
  for (const end = at + bytes; at < end; at += STRIPE) {
    a = round(a, load<u64>(at));
    b = round(b, load<u64>(at, 8));
    c = round(c, load<u64>(at, 16));
    d = round(d, load<u64>(at, 24));
  }
  store<u64>(state, a);
  store<u64>(state, b, 8);
  store<u64>(state, c, 16);
  store<u64>(state, d, 24);
}

/**
 * Ends a hash and gives its lower half.
 *
 * @param rest - bytes behind the last whole stripe, fewer than a stripe has
 * @param total - bytes in all
 */
export function hashEnd(at: usize, rest: usize, total: f64): u32 {
  let hash = PRIME_5;
  if (total >= <f64>STRIPE) {
    hash = rotl(load<u64>(state), 1) + rotl(load<u64>(state, 8), 7) + rotl(load<u64>(state, 16), 12) + rotl(load<u64>(state, 24), 18);
    for (let i: usize = 0; i < STRIPE; i += 8) hash = (hash ^ round(0, load<u64>(state + i))) * PRIME_1 + PRIME_4;
  }
  hash += <u64>total;
  const end = at + rest;
  for (; at + 8 <= end; at += 8) hash = rotl(hash ^ round(0, load<u64>(at)), 27) * PRIME_1 + PRIME_4;
  if (at + 4 <= end) {
    hash = rotl(hash ^ (<u64>load<u32>(at) * PRIME_1), 23) * PRIME_2 + PRIME_3;
    at += 4;
  }
  for (; at < end; at++) hash = rotl(hash ^ (<u64>load<u8>(at) * PRIME_5), 11) * PRIME_1;
  hash = (hash ^ (hash >> 33)) * PRIME_2;
  hash = (hash ^ (hash >> 29)) * PRIME_3;
  return <u32>(hash ^ (hash >> 32));
}

// @ts-ignore: decorator
@inline
function round(sum: u64, word: u64): u64 {
  return rotl(sum + word * PRIME_2, 31) * PRIME_1;
}
