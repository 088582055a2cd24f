// Kernels that only read memory.

/**
 * Reads one word of every cache line, in order: rows that follow in random order are then found in the L2 cache,
 * where the processor's prefetcher would not have brought them.
 */
export function touch(from: usize, bytes: usize): i32 {
  let a = i32x4.splat(0);
  let b = a;
  const end = from + bytes;
  for (; from + 256 <= end; from += 256) {
    a = v128.or(v128.or(a, v128.load(from)), v128.load(from, 128));
    b = v128.or(v128.or(b, v128.load(from, 64)), v128.load(from, 192));
  }
  for (; from + 16 <= end; from += 64) a = v128.or(a, v128.load(from));
  return i32(v128.any_true(v128.or(a, b)));
}

/** Index of the first of `count` numbers that is NaN or infinite, or -1. */
export function findNonFinite<T>(from: usize, count: i32): i32 {
  const zero = i64x2.splat(0);
  const perVector = 16 / sizeof<T>();
  let i = 0;
  for (; i + perVector <= count; i += perVector) {
    const v = v128.load(from + <usize>i * sizeof<T>());
    if (v128.any_true(v128.ne<T>(v128.sub<T>(v, v), zero))) break;
  }
  for (; i < count; i++) {
    const x = load<T>(from + <usize>i * sizeof<T>());
    if (x - x != 0) return i;
  }
  return -1;
}
