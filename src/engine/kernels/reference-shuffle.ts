const MULTIPLIER = 6364136223846793005n;
const INCREMENT = 1442695040888963407n;

/** The naive form of assembly/shuffle.ts: PCG XSH-RR 64/32 (O'Neill 2014), bounded as in Lemire (2019). */
export class ReferenceShuffle {
  #state = 0n;

  /** Starts the random numbers of a key of two 32-bit words, mixed as SplitMix64 does (Steele et al. 2014). */
  seed(high: number, low: number): void {
    const u64 = (x: bigint): bigint => BigInt.asUintN(64, x);
    let key = u64((BigInt(high >>> 0) << 32n) + BigInt(low >>> 0) + 0x9e3779b97f4a7c15n);
    key = u64((key ^ (key >> 30n)) * 0xbf58476d1ce4e5b9n);
    key = u64((key ^ (key >> 27n)) * 0x94d049bb133111ebn);
    this.#state = key ^ (key >> 31n);
    this.#next();
  }

  /** Fills u32[count] at `to` with first … first + count - 1: the number i takes the place of one of 0 … i. */
  randomOrder(memory: DataView, to: number, first: number, count: number): void {
    for (let i = 0; i < count; i++) {
      const at = to + this.#below(i + 1) * 4;
      memory.setUint32(to + i * 4, memory.getUint32(at, true), true);
      memory.setUint32(at, first + i, true);
    }
  }

  /** A word of 32 bits: bits 27 … 58 of state ^ (state >> 18), rotated right by the state's top 5 bits. */
  #next(): bigint {
    const old = this.#state;
    this.#state = BigInt.asUintN(64, old * MULTIPLIER + INCREMENT);
    const word = BigInt.asUintN(32, ((old >> 18n) ^ old) >> 27n);
    const rotation = old >> 59n;
    return BigInt.asUintN(32, (word >> rotation) | (word << (32n - rotation)));
  }

  /** The high word of word * bound; words whose low word is below 2^32 mod bound are drawn again. */
  #below(bound: number): number {
    const rejected = (1n << 32n) % BigInt(bound);
    for (;;) {
      const product = this.#next() * BigInt(bound);
      if (BigInt.asUintN(32, product) >= rejected) return Number(product >> 32n);
    }
  }
}
