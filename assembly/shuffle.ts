// Orders and copies for the two-level shuffle. Random numbers are PCG XSH-RR 64/32 (O'Neill 2014), bounded
// without bias by Lemire's method (2019).

let state: u64 = 0;

/** Starts the stream for a key of two words (seed, epoch). */
export function seed(high: u32, low: u32): void {
  state = ((<u64>high << 32) | <u64>low) + 1442695040888963407;
  next();
  state += 0x9e3779b97f4a7c15;
  next();
}

// @ts-ignore: decorator
@inline
function next(): u32 {
  const old = state;
  state = old * 6364136223846793005 + 1442695040888963407;
  return rotr<u32>(<u32>(((old >> 18) ^ old) >> 27), <u32>(old >> 59));
}

// @ts-ignore: decorator
@inline
function below(bound: u32): u32 {
  let product = <u64>next() * <u64>bound;
  if (<u32>product < bound) {
    const threshold: u32 = (<u32>0 - bound) % bound;
    while (<u32>product < threshold) product = <u64>next() * <u64>bound;
  }
  return <u32>(product >> 32);
}

/** Fills u32[count] at `to` with a random permutation of 0 … count - 1. */
export function permutation(to: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    const j = below(i + 1);
    const last = to + (<usize>i << 2);
    const at = to + (<usize>j << 2);
    store<u32>(last, load<u32>(at));
    store<u32>(at, i);
  }
}

/**
 * Copies chunks[from, to) one behind the other. A chunk is `chunkRows` rows (the last of the data may be
 * shorter) of `stride` bytes, with their targets of `targetStride` bytes. Returns how many rows were copied.
 */
export function gatherChunks(
  chunks: usize,
  from: i32,
  to: i32,
  chunkRows: i32,
  totalRows: i32,
  rows: usize,
  stride: usize,
  targets: usize,
  targetStride: usize,
  toRows: usize,
  toTargets: usize,
): i32 {
  let copied = 0;
  for (let c = from; c < to; c++) {
    const first = <i32>load<u32>(chunks + (<usize>c << 2)) * chunkRows;
    const count = min(chunkRows, totalRows - first);
    memory.copy(toRows + <usize>copied * stride, rows + <usize>first * stride, <usize>count * stride);
    memory.copy(
      toTargets + <usize>copied * targetStride,
      targets + <usize>first * targetStride,
      <usize>count * targetStride,
    );
    copied += count;
  }
  return copied;
}

export function blockOrder(chunks: usize, from: i32, to: i32, chunkRows: i32, totalRows: i32, order: usize): i32 {
  let count: u32 = 0;
  for (let c = from; c < to; c++) {
    const first = load<u32>(chunks + (<usize>c << 2)) * chunkRows;
    const rows = min<u32>(chunkRows, totalRows - first);
    for (let r: u32 = 0; r < rows; r++) {
      const j = below(count + 1);
      const at = order + (<usize>j << 2);
      store<u32>(order + (<usize>count << 2), load<u32>(at));
      store<u32>(at, first + r);
      count++;
    }
  }
  return <i32>count;
}
export function touch(chunks: usize, from: i32, to: i32, chunkRows: i32, totalRows: i32, rows: usize, stride: usize): i32 {
  let a: i32 = 0, b: i32 = 0, d: i32 = 0, e: i32 = 0;
  for (let c = from; c < to; c++) {
    const first = <i32>load<u32>(chunks + (<usize>c << 2)) * chunkRows;
    const count = min(chunkRows, totalRows - first);
    let p = rows + <usize>first * stride;
    const end = p + <usize>count * stride;
    for (; p + 192 < end; p += 256) { a |= load<i32>(p); b |= load<i32>(p, 64); d |= load<i32>(p, 128); e |= load<i32>(p, 192); }
    for (; p < end; p += 64) a |= load<i32>(p);
  }
  return a | b | d | e;
}

export function scatterChunks(chunks: usize, from: i32, to: i32, chunkRows: i32, totalRows: i32, rows: usize, stride: usize, targets: usize, places: usize, toRows: usize, toTargets: usize): void {
  const whole = stride & ~15;
  for (let c = from; c < to; c++) {
    const first = <i32>load<u32>(chunks + (<usize>c << 2)) * chunkRows;
    const count = min(chunkRows, totalRows - first);
    let x = rows + <usize>first * stride;
    let y = targets + <usize>first * 4;
    for (let r = 0; r < count; r++, places += 4, y += 4) {
      const place = <usize>load<u32>(places);
      let at = toRows + place * stride;
      store<u32>(toTargets + (place << 2), load<u32>(y));
      for (const end = x + whole; x < end; x += 16, at += 16) v128.store(at, v128.load(x));
    }
  }
}
