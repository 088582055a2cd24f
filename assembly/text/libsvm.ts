// Rows of libsvm (svmlight) text: label [qid:n] index:value … [# comment]. src/data/kernels/text-kernels.ts describes
// the record.

import { decimalIsLong, decimalIsNot, decimalValue, eightDigits, isHalfway32, leadingDigits, readDecimal } from "./decimal";
import {
  EMPTY_ROWS,
  fail,
  INDEX_BASE,
  isBlank,
  isEnd,
  NON_ZEROS,
  NON_ZEROS_ROOM,
  ROWS,
  ROWS_ROOM,
  SEEN,
  slot,
  STATUS_FULL,
  STATUS_MORE,
  toIndices,
  toIndptr,
  toTargets,
  toValues,
  UNSEEN,
  WIDTH,
  LINES,
  AT,
  END,
  BLANK_LINES,
  ODD,
  ODD_ROOM,
  oddNumber,
  ERROR_NO_LABEL,
  ERROR_LABEL,
  ERROR_LABELS,
  ERROR_FEATURE,
  ERROR_INDEX,
  ERROR_ZERO_INDEX,
  ERROR_ORDER,
  ERROR_VALUE,
  ERROR_TOO_LARGE,
  MOST_COLUMNS,
  LABELS,
} from "./record";

// @ts-ignore: decorator
@inline
function skipBlanks(p: usize): usize {
  if (load<u8>(p) == 0x20) p++;
  while (isBlank(load<u8>(p))) p++;
  return p;
}

/** Behind the line that `p` is in. */
// @ts-ignore: decorator
@inline
function nextLine(p: usize): usize {
  while (load<u8>(p) != 0x0a) p++;
  return p + 1;
}

/** Parses the whole lines of [AT, END), as many as there is room for. */
export function parseLibsvm<T>(record: usize): i32 {
  const end: usize = slot(record, END);
  const indices = toIndices(record);
  const values = toValues(record);
  const targets = toTargets(record);
  const indptr = toIndptr(record);
  const rowsRoom = slot(record, ROWS_ROOM);
  const room = slot(record, NON_ZEROS_ROOM);
  const oddRoom = slot(record, ODD_ROOM);
  const width = slot(record, WIDTH);
  const base = slot(record, INDEX_BASE);
  let p: usize = slot(record, AT);
  let rows = slot(record, ROWS);
  let count = slot(record, NON_ZEROS);
  let seen = slot(record, SEEN);
  let lines = slot(record, LINES);
  let unseen = slot(record, UNSEEN);
  let status = STATUS_MORE;
  while (p < end) {
    const start = p;
    p = skipBlanks(p);
    const c = load<u8>(p);
    if (c == 0x0a || c == 0x23) {
      p = nextLine(p);
      lines++;
      store<u32>(record + BLANK_LINES, slot(record, BLANK_LINES) + 1);
      continue;
    }
    if (rows == rowsRoom || slot(record, ODD) + 1 >= oddRoom) {
      status = STATUS_FULL;
      p = start;
      break;
    }
    const label = p;
    const odd = slot(record, ODD);
    p = readDecimal(p);
    if (p != 0 && load<u8>(p) == 0x3a && slot(record, LABELS) == 0) {
      p = label;
      decimalIsNot();
    } else if (p == 0 || !isEnd(load<u8>(p))) {
      const next: u8 = p == 0 ? 0 : load<u8>(p);
      status = fail(record, label, next == 0x2c ? ERROR_LABELS : next == 0x3a ? ERROR_NO_LABEL : ERROR_LABEL);
      p = start;
      break;
    }
    const from = count;
    const widest = seen;
    const dropped = unseen;
    store<f64>(targets + (<usize>rows << 3), decimalValue);
    if (decimalIsLong) oddNumber(record, label, p, rows, 1);
    else if (abs(decimalValue) == Infinity) {
      status = fail(record, label, ERROR_TOO_LARGE);
      p = start;
      break;
    }
    // The smallest index that may come, before the base is taken off.
    let least = base;
    while (true) {
      p = skipBlanks(p);
      const token = p;
      const bytes = load<u64>(p);
      const n = leadingDigits(bytes);
      let index: u64;
      if (n - 1 < 7 && load<u8>(p + <usize>n) == 0x3a) {
        index = eightDigits(bytes << (64 - (n << 3)));
        p += <usize>n + 1;
      } else {
        const c = load<u8>(p);
        if (c == 0x0a || c == 0x23) break;
        p = readIndex(p);
        if (p == 0) {
          p = readQueryId(token);
          if (p != 0 && count == from) continue;
          status = fail(record, token, ERROR_FEATURE);
          break;
        }
        index = indexValue;
        if (index >= <u64>(MOST_COLUMNS + base)) {
          status = fail(record, token, ERROR_INDEX);
          break;
        }
      }
      if (index < <u64>least) {
        status = fail(record, token, index == 0 && least == 1 && base == 1 ? ERROR_ZERO_INDEX : ERROR_ORDER);
        break;
      }
      const text = p;
      p = readDecimal(p);
      if (p == 0 || !isEnd(load<u8>(p))) {
        status = fail(record, text, ERROR_VALUE);
        break;
      }
      least = <u32>index + 1;
      const column = <u32>index - base;
      if (column >= width) {
        unseen++;
        continue;
      }
      if (count == room || slot(record, ODD) == oddRoom) {
        status = STATUS_FULL;
        break;
      }
      const value = decimalValue;
      if (decimalIsLong || (sizeof<T>() == 4 && isHalfway32(value))) oddNumber(record, text, p, count, 0);
      else if (<T>value - <T>value != 0) {
        status = fail(record, text, ERROR_TOO_LARGE);
        break;
      }
      store<u32>(indices + (<usize>count << 2), column);
      store<T>(values + <usize>count * sizeof<T>(), <T>value);
      count++;
    }
    if (status != STATUS_MORE) {
      // The row is taken back; it is parsed again when there is room.
      p = start;
      count = from;
      seen = widest;
      unseen = dropped;
      store<u32>(record + ODD, odd);
      break;
    }
    if (least - base > seen) seen = least - base;
    if (least == base) store<u32>(record + EMPTY_ROWS, slot(record, EMPTY_ROWS) + 1);
    rows++;
    lines++;
    store<u32>(indptr + (<usize>rows << 2), count);
    p = nextLine(p);
  }
  store<u32>(record + AT, <u32>p);
  store<u32>(record + ROWS, rows);
  store<u32>(record + NON_ZEROS, count);
  store<u32>(record + SEEN, seen);
  store<u32>(record + LINES, lines);
  store<u32>(record + UNSEEN, unseen);
  return status;
}

let indexValue: u64 = 0;

/** Reads digits and a colon into indexValue, which stays below 10^13; 0 where there are none. */
function readIndex(p: usize): usize {
  const first = p;
  let value: u64 = 0;
  for (let c: u32 = <u32>load<u8>(p) - 48; c < 10; c = <u32>load<u8>(p) - 48) {
    if (value < 1000000000000) value = value * 10 + <u64>c;
    p++;
  }
  indexValue = value;
  return p == first || load<u8>(p) != 0x3a ? 0 : p + 1;
}

/** Behind qid:digits; 0 where it is none. */
function readQueryId(p: usize): usize {
  if (load<u32>(p) != 0x3a646971) return 0;
  p += 4;
  const first = p;
  while (<u32>load<u8>(p) - 48 < 10) p++;
  return p == first || !isEnd(load<u8>(p)) ? 0 : p;
}
