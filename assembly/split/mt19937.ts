// The words of the Mersenne Twister MT19937 (Matsumoto and Nishimura 1998) and what is drawn from them; the same as
// src/engine/random/mt19937.ts. `words` has its 624 words of state, then the number of those that are used, then room for what is
// drawn from them at a time.

const LENGTH: u32 = 624;
const OFFSET: u32 = 397;
const POSITION: usize = <usize>LENGTH << 2;
const DRAWN: usize = POSITION + 4;

/** Four words of state in the place of those at `at`; at `far` are the ones that lie 397 further on. */
// @ts-ignore: decorator
@inline
function twistFour(at: usize, far: usize): void {
  const word = v128.bitselect(v128.load(at), v128.load(at, 4), i32x4.splat(0x80000000));
  const odd = v128.and(i32x4.neg(v128.and(word, i32x4.splat(1))), i32x4.splat(0x9908b0df));
  v128.store(at, v128.xor(v128.load(far), v128.xor(i32x4.shr_u(word, 1), odd)));
}

// @ts-ignore: decorator
@inline
function twistOne(at: usize, next: usize, far: usize): void {
  const word = (load<u32>(at) & 0x80000000) | (load<u32>(next) & 0x7fffffff);
  store<u32>(at, load<u32>(far) ^ (word >> 1) ^ (word & 1 ? 0x9908b0df : 0));
}

function twist(words: usize): void {
  const last = words + POSITION - 4;
  // The words from here on take those that lie further on from the beginning, where they are new.
  const wrap = words + (<usize>(LENGTH - OFFSET) << 2);
  let at = words;
  for (; at + 16 <= wrap; at += 16) twistFour(at, at + (<usize>OFFSET << 2));
  for (; at < wrap; at += 4) twistOne(at, at + 4, at + (<usize>OFFSET << 2));
  for (; at < last; at += 16) twistFour(at, at - (wrap - words));
  twistOne(last, words, last - (wrap - words));
  store<u32>(words, 0, POSITION);
}

// @ts-ignore: decorator
@inline
function nextWord(words: usize): u32 {
  if (load<u32>(words, POSITION) == LENGTH) twist(words);
  const position = load<u32>(words, POSITION);
  store<u32>(words, position + 1, POSITION);
  let word = load<u32>(words + (<usize>position << 2));
  word ^= word >> 11;
  word ^= (word << 7) & 0x9d2c5680;
  word ^= (word << 15) & 0xefc60000;
  return word ^ (word >> 18);
}

/** The next multiple of 2**-53 in [0, 1), from two words. */
// @ts-ignore: decorator
@inline
export function nextDouble(words: usize): f64 {
  const high = <f64>(nextWord(words) >> 5);
  const low = <f64>(nextWord(words) >> 6);
  return (high * 67108864 + low) / 9007199254740992;
}

/** Brings the words of state, as they are drawn, to the room for it. */
function temper(words: usize): void {
  for (let at = words; at < words + POSITION; at += 16) {
    let word = v128.load(at);
    word = v128.xor(word, i32x4.shr_u(word, 11));
    word = v128.xor(word, v128.and(i32x4.shl(word, 7), i32x4.splat(0x9d2c5680)));
    word = v128.xor(word, v128.and(i32x4.shl(word, 15), i32x4.splat(0xefc60000)));
    v128.store(at, v128.xor(word, i32x4.shr_u(word, 18)), DRAWN);
  }
}

/**
 * Draws a whole number from 0 to i (NumPy's `random_interval`) for each `i` from `from` down to `last` > 0, as far as the words at hand
 * go. They lie in the room for it then; gives the first index that there is none for.
 */
function drawIntervals(words: usize, from: u32, last: u32): u32 {
  if (load<u32>(words, POSITION) == LENGTH) twist(words);
  temper(words);
  const drawn = words + DRAWN;
  const end = drawn + POSITION;
  let word = drawn + (<usize>load<u32>(words, POSITION) << 2);
  let to = drawn;
  let i = from;
  while (i >= last && word < end) {
    const mask = <u32>0xffffffff >> clz<u32>(i);
    // The last index that has this mask.
    const low = max<u32>(last, (mask >> 1) + 1);
    for (; i >= low && word < end; word += 4) {
      const value = load<u32>(word) & mask;
      store<u32>(to, value);
      // One that is too large is drawn again, over it: to branch by chance takes longer than all else.
      const isDrawn = <u32>(value <= i);
      to += <usize>isDrawn << 2;
      i -= isDrawn;
    }
  }
  store<u32>(words, <u32>((word - drawn) >> 2), POSITION);
  return i;
}

/** The steps of Fisher and Yates' shuffle of u32[count] from the last index down to `first` > 0. */
export function shuffle(words: usize, indices: usize, count: u32, first: u32): void {
  if (count <= first) return;
  for (let i = count - 1; i >= first; ) {
    const next = drawIntervals(words, i, first);
    for (let drawn = words + DRAWN; i > next; i--, drawn += 4) {
      const at = indices + (<usize>i << 2);
      const other = indices + (<usize>load<u32>(drawn) << 2);
      const index = load<u32>(at);
      store<u32>(at, load<u32>(other));
      store<u32>(other, index);
    }
  }
}

/** Draws what the steps of a shuffle from the index `last` down to 1 would draw. */
export function drawShuffle(words: usize, last: u32): void {
  for (let i = last; i > 0; ) i = drawIntervals(words, i, 1);
}
