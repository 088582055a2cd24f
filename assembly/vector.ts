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
