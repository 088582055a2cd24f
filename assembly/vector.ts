// Vectors of 16 bytes, generic over the element type: 4 lanes of f32 or 2 lanes of f64.

/** Lanes of T in a vector. */
// @ts-ignore: decorator
@inline
export function lanes<T>(): i32 {
  return 16 / sizeof<T>();
}

/** Largest multiple of the lane count that is not above n. */
// @ts-ignore: decorator
@inline
export function vectorEnd<T>(n: i32): i32 {
  return n & -lanes<T>();
}

/** a * b + c, each operation rounded on its own (no fused multiply-add: bytes must not depend on the host). */
// @ts-ignore: decorator
@inline
export function mulAdd<T>(a: v128, b: v128, c: v128): v128 {
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/** A vector of zeros. */
// @ts-ignore: decorator
@inline
export function zero<T>(): v128 {
  return v128.splat<T>(0 as T);
}

/** (l0 + l1) + (l2 + l3), or l0 + l1. */
// @ts-ignore: decorator
@inline
export function sumLanes<T>(v: v128): T {
  if (sizeof<T>() == 8) return <T>(f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1));
  const low = f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1);
  return <T>(low + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3)));
}

/** a . b: whole vectors lane by lane, then the lanes, then the elements left over one after another. */
export function dot<T>(a: usize, b: usize, length: i32): T {
  const end = <usize>vectorEnd<T>(length) * sizeof<T>();
  let lanesSum = zero<T>();
  let at: usize = 0;
  for (; at < end; at += 16) lanesSum = mulAdd<T>(v128.load(a + at), v128.load(b + at), lanesSum);
  let sum = sumLanes<T>(lanesSum);
  const all = <usize>length * sizeof<T>();
  for (; at < all; at += sizeof<T>()) sum += load<T>(a + at) * load<T>(b + at);
  return sum;
}

/** to += from. */
export function addVector<T>(from: usize, to: usize, length: i32): void {
  const end = <usize>vectorEnd<T>(length) * sizeof<T>();
  let at: usize = 0;
  for (; at < end; at += 16) v128.store(to + at, v128.add<T>(v128.load(from + at), v128.load(to + at)));
  const all = <usize>length * sizeof<T>();
  for (; at < all; at += sizeof<T>()) store<T>(to + at, load<T>(from + at) + load<T>(to + at));
}
