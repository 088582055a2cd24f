const length = 624;
const offset = 397;

/**
 * The Mersenne Twister MT19937 (Matsumoto and Nishimura, ACM TOMACS 8, 1998), seeded by one 32-bit number
 * (`init_genrand` of the authors' 2002 version). Same words as `numpy.random.MT19937` after `_legacy_seeding(seed)`.
 */
export class Mt19937 {
  readonly #state = new Uint32Array(length);
  #position = length;

  /** @param seed - a whole number from 0 to 2**32 - 1, not checked */
  constructor(seed: number) {
    this.#state[0] = seed;
    for (let i = 1; i < length; i++) {
      const previous = this.#state[i - 1];
      this.#state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
  }

  /** The next word: a whole number from 0 to 2**32 - 1. */
  nextUint32(): number {
    if (this.#position === length) this.#twist();
    return tempered(this.#state[this.#position++]) >>> 0;
  }

  /** The next multiple of 2**-53 in [0, 1), from two words. */
  nextDouble(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** Writes the state and how much of it is used, [625]. */
  save(to: Uint32Array): void {
    to.set(this.#state);
    to[length] = this.#position;
  }

  /** Goes on from what {@link save} wrote. */
  restore(from: Uint32Array): void {
    this.#state.set(from.subarray(0, length));
    this.#position = from[length];
  }

  #twist(): void {
    const state = this.#state;
    for (let i = 0; i < length - offset; i++) state[i] = state[i + offset] ^ twisted(state[i], state[i + 1]);
    for (let i = length - offset; i < length - 1; i++) {
      state[i] = state[i + offset - length] ^ twisted(state[i], state[i + 1]);
    }
    state[length - 1] = state[offset - 1] ^ twisted(state[length - 1], state[0]);
    this.#position = 0;
  }
}

function twisted(high: number, low: number): number {
  const word = (high & 0x80000000) | (low & 0x7fffffff);
  return (word >>> 1) ^ (word & 1 ? 0x9908b0df : 0);
}

function tempered(word: number): number {
  word ^= word >>> 11;
  word ^= (word << 7) & 0x9d2c5680;
  word ^= (word << 15) & 0xefc60000;
  return word ^ (word >>> 18);
}
