const splitter = 134217729;

/** What `sum = a + b` lost to rounding, exactly (Knuth, The Art of Computer Programming 2, 4.2.2). */
export function sumError(a: number, b: number, sum: number): number {
  const bRounded = sum - a;
  return a - (sum - bRounded) + (b - bRounded);
}

/** What `product = a * b` lost to rounding, exactly (Dekker, Numerische Mathematik 18, 1971). */
export function productError(a: number, b: number, product: number): number {
  const aHigh = splitter * a - (splitter * a - a);
  const bHigh = splitter * b - (splitter * b - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
