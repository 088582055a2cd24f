// The words of the Mersenne Twister MT19937 (Matsumoto and Nishimura 1998) and what is drawn from them; the same as
// src/engine/random/mt19937.ts. `words` has its 624 words of state, then the number of those that are used.

const LENGTH: u32 = 624;
const OFFSET: u32 = 397;
const POSITION: usize = <usize>LENGTH << 2;

function twist(words: usize): void {
  for (let i: u32 = 0; i < LENGTH; i++) {
    const next = i + 1 == LENGTH ? 0 : i + 1;
    const far = i < LENGTH - OFFSET ? i + OFFSET : i + OFFSET - LENGTH;
    const word = (load<u32>(words + (<usize>i << 2)) & 0x80000000) | (load<u32>(words + (<usize>next << 2)) & 0x7fffffff);
    const twisted = (word >> 1) ^ (word & 1 ? 0x9908b0df : 0);
    store<u32>(words + (<usize>i << 2), load<u32>(words + (<usize>far << 2)) ^ twisted);
  }
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

/** A whole number from 0 to `max` > 0 (NumPy's `random_interval`). */
// @ts-ignore: decorator
@inline
function nextInterval(words: usize, max: u32): u32 {
  const mask = <u32>0xffffffff >> clz<u32>(max);
  let value = nextWord(words) & mask;
  while (value > max) value = nextWord(words) & mask;
  return value;
}

/** The steps of Fisher and Yates' shuffle of u32[count] from the last index down to `first` > 0. */
export function shuffle(words: usize, indices: usize, count: u32, first: u32): void {
  for (let i = count; i > first; i--) {
    const at = indices + (<usize>(i - 1) << 2);
    const other = indices + (<usize>nextInterval(words, i - 1) << 2);
    const index = load<u32>(at);
    store<u32>(at, load<u32>(other));
    store<u32>(other, index);
  }
}

/** Draws what the steps of a shuffle from the index `last` down to 1 would draw. */
export function drawShuffle(words: usize, last: u32): void {
  for (let i = last; i > 0; i--) nextInterval(words, i);
}
