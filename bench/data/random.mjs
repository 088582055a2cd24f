// @ts-check
// The benchmark's own generator: its data must not change when the library's generators do.

/** xoshiro128** (Blackman and Vigna 2018), seeded by splitmix32; normals by Box and Muller 1958. */
export class Random {
  #state = new Uint32Array(4);
  #spare = Number.NaN;

  /** @param {number} seed - a whole number of 32 bits */
  constructor(seed) {
    let s = seed >>> 0;
    for (let i = 0; i < 4; i++) {
      s = (s + 0x9e3779b9) >>> 0;
      let z = Math.imul(s ^ (s >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      this.#state[i] = z ^ (z >>> 15);
    }
  }

  /** The next whole number of 32 bits. */
  next() {
    const s = this.#state;
    const x = Math.imul(s[1], 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /** Uniform in (0, 1). */
  uniform() {
    return (this.next() + 0.5) / 2 ** 32;
  }

  /** Standard normal. */
  normal() {
    if (!Number.isNaN(this.#spare)) {
      const kept = this.#spare;
      this.#spare = Number.NaN;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
}
