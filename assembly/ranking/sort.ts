// Numbers at 32 bits that are no NaN, sorted digit by digit of their bits, from the last to the first.

const DIGIT_BITS: u32 = 11;
const DIGITS: u32 = 1 << DIGIT_BITS;
const MASK: u32 = DIGITS - 1;
const TABLE_BYTES: usize = <usize>DIGITS << 2;

/**
 * Sorts numbers, ascending, in place.
 *
 * @param scratch - as much room as the numbers take
 * @param digits - three tables of 2048 x 4 bytes
 */
export function sortFloats(values: usize, count: i32, scratch: usize, digits: usize): void {
  memory.fill(digits, 0, 3 * TABLE_BYTES);
  const end = values + (<usize>count << 2);
  for (let at = values; at < end; at += 4) {
    // Keys that ascend with the numbers: those of negative ones are turned over.
    const bits = load<u32>(at);
    const key = bits ^ (<u32>(<i32>bits >> 31) | 0x80000000);
    store<u32>(at, key);
    addOne(digits + (<usize>(key & MASK) << 2));
    addOne(digits + TABLE_BYTES + (<usize>((key >> DIGIT_BITS) & MASK) << 2));
    addOne(digits + 2 * TABLE_BYTES + (<usize>(key >> (2 * DIGIT_BITS)) << 2));
  }
  spread(values, count, scratch, digits, 0);
  spread(scratch, count, values, digits + TABLE_BYTES, DIGIT_BITS);
  spread(values, count, scratch, digits + 2 * TABLE_BYTES, 2 * DIGIT_BITS);
  for (let at = values; at < end; at += 4, scratch += 4) {
    const key = load<u32>(scratch);
    store<u32>(at, key ^ (<u32>(<i32>~key >> 31) | 0x80000000));
  }
}

// @ts-ignore: decorator
@inline
function addOne(at: usize): void {
  store<u32>(at, load<u32>(at) + 1);
}

/** Puts each number at the next place of its digit, whose numbers are counted. */
function spread(from: usize, count: i32, to: usize, digits: usize, shift: u32): void {
  let next: u32 = 0;
  for (let at = digits; at < digits + TABLE_BYTES; at += 4) {
    const own = load<u32>(at);
    store<u32>(at, next);
    next += own;
  }
  for (const end = from + (<usize>count << 2); from < end; from += 4) {
    const key = load<u32>(from);
    const digit = digits + (<usize>((key >> shift) & MASK) << 2);
    const place = load<u32>(digit);
    store<u32>(digit, place + 1);
    store<u32>(to + (<usize>place << 2), key);
  }
}
