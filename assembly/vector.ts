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

/** Sum of the lanes: (l0 + l1) + (l2 + l3) for f32, l0 + l1 for f64. */
// @ts-ignore: decorator
@inline
export function sumLanes<T>(v: v128): T {
  if (sizeof<T>() == 4) {
    return <T>(
      (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3)))
    );
  }
  return <T>(f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1));
}

/** a * b + c, each operation rounded on its own (no fused multiply-add: bytes must not depend on the host). */
// @ts-ignore: decorator
@inline
export function mulAdd<T>(a: v128, b: v128, c: v128): v128 {
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/** A vector of the constant c in every lane. */
// @ts-ignore: decorator
@inline
export function constant<T>(c: f64): v128 {
  return v128.splat<T>(<T>c);
}
