// Random orders. Numbers are PCG XSH-RR 64/32 (O'Neill 2014), bounded without bias as Lemire (2019) does.

let state: u64 = 0;

/**
 * Starts the stream of a key of two words, such as (seed, epoch). The key is mixed as SplitMix64 does (Steele et al.
 * 2014): states that differ in their high bits only would give streams that resemble each other.
 */
export function seed(high: u32, low: u32): void {
  let key = ((<u64>high << 32) | <u64>low) + 0x9e3779b97f4a7c15;
  key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9;
  key = (key ^ (key >> 27)) * 0x94d049bb133111eb;
  state = key ^ (key >> 31);
  next();
}

// @ts-ignore: decorator
@inline
function next(): u32 {
  const old = state;
  state = old * 6364136223846793005 + 1442695040888963407;
  return rotr<u32>(<u32>(((old >> 18) ^ old) >> 27), <u32>(old >> 59));
}

/** A number below `bound` > 0. */
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

/** Fills u32[count] at `to` with the numbers first … first + count - 1 in random order (Fisher-Yates, inside out). */
export function randomOrder(to: usize, first: u32, count: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    const at = to + (<usize>below(i + 1) << 2);
    store<u32>(to + (<usize>i << 2), load<u32>(at));
    store<u32>(at, first + i);
  }
}

/**
 * Deals rows to windows: every stretch of `windows` consecutive rows gives each window one row, at random. The last,
 * shorter stretch of `total` rows goes to the first windows. So each window is an even sample of the whole, also where
 * the rows come sorted.
 *
 * @param rows - `count` rows of `stride` bytes, the rows `first` … of all
 * @param targets - their target records of `targetBytes` bytes, a multiple of 4
 * @param starts - u32[windows]: the place of each window's first row
 * @param deck - u32[windows], kept from call to call: who gets which row of the stretch
 */
export function dealRows(
  rows: usize,
  targets: usize,
  first: u32,
  count: u32,
  total: u32,
  stride: usize,
  targetBytes: usize,
  windows: u32,
  starts: usize,
  deck: usize,
  toRows: usize,
  toTargets: usize,
): void {
  const whole = stride & ~15;
  let stretch = first / windows;
  let card = first % windows;
  for (let r: u32 = 0; r < count; r++) {
    if (card == 0) randomOrder(deck, 0, min(windows, total - stretch * windows));
    const window = load<u32>(deck + (<usize>card << 2));
    const place = <usize>(load<u32>(starts + (<usize>window << 2)) + stretch);
    if (targetBytes == 4) store<u32>(toTargets + (place << 2), load<u32>(targets));
    else {
      const to = toTargets + place * targetBytes;
      for (let i: usize = 0; i < targetBytes; i += 4) store<u32>(to + i, load<u32>(targets + i));
    }
    const at = toRows + place * stride;
    let i: usize = 0;
    for (; i < whole; i += 16) v128.store(at + i, v128.load(rows + i));
    for (; i < stride; i += 4) store<u32>(at + i, load<u32>(rows + i));
    rows += stride;
    targets += targetBytes;
    if (++card == windows) {
      card = 0;
      stretch++;
    }
  }
}
