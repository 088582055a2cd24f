/** `base` to a whole power >= 0, by squaring: plain multiplications, so the same bits in every JavaScript engine. */
export function integerPower(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
