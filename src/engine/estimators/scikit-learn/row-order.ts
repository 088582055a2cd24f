import { RandomState } from "../../random/random-state.ts";

/** Upper bound, excluded, of the seeds that scikit-learn draws: the largest 32-bit signed integer. */
const LARGEST_SEED = 2147483647;

/**
 * The order in which scikit-learn's stochastic gradient descent takes the rows: before every epoch the last order is
 * shuffled (Fisher and Yates, from the front) with a 32-bit xorshift generator (Marsaglia 2003), started from the same
 * seed each time.
 */
export class RowOrder {
  readonly #order: Uint32Array;
  readonly #seed: number;
  readonly #shuffle: boolean;

  /** @param seed - of the xorshift; see {@link orderSeeds} */
  constructor(rows: number, seed: number, shuffle: boolean) {
    this.#order = Uint32Array.from({ length: rows }, (_, row) => row);
    this.#seed = seed;
    this.#shuffle = shuffle;
  }

  /** The order of the next epoch; written to again by the call after. */
  next(): Uint32Array {
    const order = this.#order;
    if (!this.#shuffle) return order;
    let state = this.#seed === 0 ? 1 : this.#seed;
    const last = order.length - 1;
    for (let i = 0; i < last; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      const j = i + (((state >>> 0) & 0x7fffffff) % (order.length - i));
      const row = order[i];
      order[i] = order[j];
      order[j] = row;
    }
    return order;
  }
}

/**
 * The seeds of the row orders that scikit-learn draws from `random_state`: one for a regressor or two classes, one for each
 * class against the rest for more.
 */
export function orderSeeds(seed: number, classes: number): number[] {
  const random = new RandomState(seed);
  if (classes === 0) return [random.randint(0, LARGEST_SEED)];
  if (classes === 2) return [seedOfClasses(random)];
  const each = random.randint(0, LARGEST_SEED, classes) as Float64Array;
  return Array.from(each, (own) => seedOfClasses(new RandomState(own)));
}

/** A classifier draws a number that dense rows do not use, then the seed. */
function seedOfClasses(random: RandomState): number {
  random.randint(1, LARGEST_SEED);
  return random.randint(0, LARGEST_SEED);
}
