import type { PlainMatrix } from "./plain-matrix.ts";

/** Below this scale it is multiplied into the weights. */
const SMALLEST_SCALE = 1e-9;

/**
 * Weights with a scale beside them, so that the L2 penalty need not touch them all, and their mean kept up lazily (Bottou,
 * Stochastic Gradient Descent Tricks, 2012, sections 5.1 and 5.2): as scikit-learn keeps them, operation by operation. Its
 * runs with long first steps amplify the last bit of a weight to the third digit, so nothing else gives its numbers.
 */
export class ScaledWeights {
  /** The weights, to be multiplied by {@link scale}. */
  readonly values: Float64Array;
  /** What they are multiplied by. */
  scale = 1;
  /** Sum of squares of the weights, as of the last step along a row. */
  squares = 0;
  /** Sum of sizes of the weights, as of the last step along a row. */
  sizes = 0;
  readonly #mean: Float64Array | undefined;
  readonly #paid: Float64Array | undefined;
  #meanFactor = 0;
  #meanDivisor = 1;
  #due = 0;

  /**
   * @param weights - copied
   * @param mean - their mean so far, copied; undefined: none is kept
   * @param hasL1 - whether there is an L1 penalty to pay
   */
  constructor(weights: ArrayLike<number>, mean: ArrayLike<number> | undefined, hasL1: boolean) {
    this.values = Float64Array.from(weights);
    if (mean) this.#mean = Float64Array.from(mean);
    if (hasL1) this.#paid = new Float64Array(weights.length);
    for (const weight of this.values) {
      this.squares += weight * weight;
      this.sizes += Math.abs(weight);
    }
  }

  /** The product with a row. */
  dot({ numbers, columns, width, starts }: PlainMatrix, row: number): number {
    const { values } = this;
    const from = starts ? starts[row] : row * width;
    const to = starts ? starts[row + 1] : from + width;
    let sum = 0;
    for (let i = from; i < to; i++) sum += values[columns ? columns[i] : i - from] * numbers[i];
    return sum * this.scale;
  }

  /** Multiplies the weights. */
  shrink(factor: number): void {
    this.scale *= factor;
    this.squares *= factor * factor;
    this.sizes *= Math.abs(factor);
    if (this.scale < SMALLEST_SCALE) this.unscale();
  }

  /** Adds `step` times a row. */
  add({ numbers, columns, width, starts }: PlainMatrix, row: number, step: number): void {
    const { values, scale } = this;
    const scaled = step / scale;
    const from = starts ? starts[row] : row * width;
    const to = starts ? starts[row + 1] : from + width;
    let squares = 0;
    let sizes = 0;
    for (let i = from; i < to; i++) {
      const j = columns ? columns[i] : i - from;
      const weight = values[j] + numbers[i] * scaled;
      values[j] = weight;
      squares += weight * weight;
      sizes += Math.abs(weight);
    }
    this.squares = squares * (scale * scale);
    this.sizes = sizes * scale;
  }

  /** Takes the weights into their mean, after a step of `step` times a row. */
  average({ numbers, columns, width, starts }: PlainMatrix, row: number, step: number, count: number): void {
    const mean = this.#mean;
    if (!mean) return;
    const back = -step / this.scale;
    const from = starts ? starts[row] : row * width;
    const to = starts ? starts[row + 1] : from + width;
    for (let i = from; i < to; i++) {
      mean[columns ? columns[i] : i - from] += this.#meanFactor * numbers[i] * back;
    }
    const share = 1 / count;
    if (count > 1) this.#meanDivisor /= 1 - share;
    this.#meanFactor += share * this.#meanDivisor * this.scale;
  }

  /**
   * Lets each weight of a row's columns pay what it owes of the L1 penalty, `amount` more than before, but never cross 0
   * (Tsuruoka et al. 2009).
   */
  payL1({ columns, width, starts }: PlainMatrix, row: number, amount: number): void {
    const { values, scale } = this;
    const paid = this.#paid;
    if (!paid) return;
    this.#due += amount;
    const from = starts ? starts[row] : row * width;
    const to = starts ? starts[row + 1] : from + width;
    for (let i = from; i < to; i++) {
      const j = columns ? columns[i] : i - from;
      const before = values[j];
      if (scale * before > 0) values[j] = Math.max(0, before - (this.#due + paid[j]) / scale);
      else if (scale * before < 0) values[j] = Math.min(0, before + (this.#due - paid[j]) / scale);
      paid[j] += scale * (values[j] - before);
    }
  }

  /** Multiplies the scale into the weights. */
  unscale(): void {
    const { values } = this;
    const mean = this.#mean;
    if (mean) {
      const share = 1 / this.#meanDivisor;
      for (let j = 0; j < mean.length; j++) mean[j] = (mean[j] + this.#meanFactor * values[j]) * share;
      this.#meanFactor = 0;
      this.#meanDivisor = 1;
    }
    for (let j = 0; j < values.length; j++) values[j] *= this.scale;
    this.scale = 1;
  }

  /** A copy of the weights as they are. */
  current(): Float64Array {
    return this.values.map((weight) => weight * this.scale);
  }

  /** A copy of their mean. */
  mean(): Float64Array {
    const mean = this.#mean;
    if (!mean) return this.current();
    return mean.map((sum, j) => (sum + this.#meanFactor * this.values[j]) / this.#meanDivisor);
  }
}
