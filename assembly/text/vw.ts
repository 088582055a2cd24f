// Rows of Vowpal Wabbit text: [label [importance]] ['tag] |[namespace[:weight]] feature[:value] … |… Names are hashed as
// its default does ("--hash strings"): a name of digits is its number, any other goes through MurmurHash3 with the hash
// of the namespace as seed.

import { decimalValue, readDecimal } from "./decimal";
import { sumEntries } from "./entries";
import { murmur32 } from "./murmur";
import { addName, printOf } from "./names";
import {
  AT,
  BLANK_LINES,
  EMPTY_ROWS,
  END,
  ENTRIES,
  ERROR_BAR,
  ERROR_IMPORTANCE,
  ERROR_LABEL,
  ERROR_LABEL_PARTS,
  ERROR_NAMESPACE,
  ERROR_NAMESPACE_WEIGHT,
  ERROR_NO_LABEL,
  ERROR_TOO_LARGE,
  ERROR_UTF8,
  ERROR_VALUE,
  fail,
  INDICES,
  KEYS,
  LABELS,
  LINES,
  MASK,
  NAMES,
  NON_ZEROS,
  NON_ZEROS_ROOM,
  ROWS,
  ROWS_ROOM,
  SEEN,
  slot,
  STATUS_FULL,
  STATUS_MORE,
  SUMS,
  toIndptr,
  toTargets,
  toValues,
  WEIGHTED,
  WEIGHTS,
} from "./record";
import { invalidUtf8 } from "./unicode";

/** Blank, tab, carriage return or line feed. */
// @ts-ignore: decorator
@inline
function isGap(c: u8): bool {
  return c == 0x20 || c == 0x0a || c == 0x09 || c == 0x0d;
}

/** Where the name at `p` ends: at a blank, a colon, a bar or the line's end. */
// @ts-ignore: decorator
@inline
function nameEnd(p: usize): usize {
  while (true) {
    const c = load<u8>(p);
    if (c > 0x20 ? c == 0x3a || c == 0x7c : isGap(c)) return p;
    p++;
  }
}

/** A name's hash: its number where it is all digits, plus the seed; else MurmurHash3. */
function nameHash(p: usize, length: usize, seed: u32): u32 {
  let number: u32 = 0;
  for (let i: usize = 0; i < length; i++) {
    const digit = <u32>load<u8>(p + i) - 48;
    if (digit > 9) return murmur32(p, length, seed);
    number = number * 10 + digit;
  }
  return number + seed;
}

// The row in the making.
let status: i32 = 0;
let entries: u32 = 0;
let target: f64 = 0;
let importance: f64 = 0;

/** Reads what stands before the first bar. */
function readLabel(record: usize, p: usize, bar: usize): void {
  target = NaN;
  importance = 1;
  for (let q = p; q < bar; q++) if (load<u8>(q) == 0x09) p = q + 1;
  // The last word is a tag where it begins with an apostrophe or touches the bar.
  let end = bar;
  while (end > p && load<u8>(end - 1) == 0x20) end--;
  let word = end;
  while (word > p && load<u8>(word - 1) != 0x20) word--;
  if (word < end && (end == bar || load<u8>(word) == 0x27)) end = word;
  let part = 0;
  while (true) {
    while (p < end && load<u8>(p) == 0x20) p++;
    if (p >= end) break;
    const at = p;
    p = readDecimal(p);
    const isNumber = p != 0 && (load<u8>(p) == 0x20 || p == end);
    if (part == 0) {
      if (!isNumber) {
        status = fail(record, at, ERROR_LABEL);
        return;
      }
      target = decimalValue;
      if (abs(target) == Infinity) {
        status = fail(record, at, ERROR_TOO_LARGE);
        return;
      }
    } else if (part == 1) {
      if (!isNumber || !(decimalValue >= 0 && decimalValue < Infinity)) {
        status = fail(record, at, ERROR_IMPORTANCE);
        return;
      }
      importance = decimalValue;
      store<u32>(record + WEIGHTED, 1);
    } else {
      status = fail(record, at, ERROR_LABEL_PARTS);
      return;
    }
    part++;
  }
  if (part == 0 && slot(record, LABELS) == 1) status = fail(record, bar, ERROR_NO_LABEL);
}

/** Whether "nan" or "inf", in small or capital letters, stands at `p` or behind a sign there. */
function isNoNumber(p: usize): bool {
  const sign = load<u8>(p);
  if (sign == 0x2d || sign == 0x2b) p++;
  const letters = (load<u32>(p) | 0x202020) & 0xffffff;
  return letters == 0x6e616e || letters == 0x666e69;
}

/** Reads the namespace behind a bar and its features. Returns where it ends: at a bar, or the line's end. */
function readNamespace<T>(record: usize, p: usize): usize {
  const space = p;
  let seed: u32 = 0;
  let weight: f64 = 1;
  let length: usize = 0;
  const c = load<u8>(p);
  if (!isGap(c) && c != 0x7c) {
    p = nameEnd(p);
    length = p - space;
    if (length == 0) {
      status = fail(record, space, ERROR_NAMESPACE);
      return p;
    }
    seed = nameHash(space, length, 0);
    if (load<u8>(p) == 0x3a) {
      const at = p + 1;
      p = readDecimal(at);
      if (p == 0 || abs(decimalValue) == Infinity || !(isGap(load<u8>(p)) || load<u8>(p) == 0x7c)) {
        status = fail(record, at, ERROR_NAMESPACE_WEIGHT);
        return at;
      }
      weight = decimalValue;
    }
  }
  const mask = slot(record, MASK);
  const names: usize = slot(record, NAMES);
  const room = slot(record, NON_ZEROS_ROOM);
  let unnamed: u32 = 0;
  while (true) {
    let c = load<u8>(p);
    while (c == 0x20 || c == 0x09 || c == 0x0d) c = load<u8>(++p);
    if (c == 0x0a || c == 0x7c) return p;
    const name = p;
    p = nameEnd(p);
    let value: f64 = 1;
    let text: usize = 0;
    let textLength: usize = 0;
    const nameLength = p - name;
    if (load<u8>(p) == 0x3a) {
      const at = p + 1;
      p = readDecimal(at);
      if (p == 0) {
        // A text for a value: hashed with the name's hash as seed.
        p = at;
        while (!isGap(load<u8>(p))) p++;
        text = at;
        textLength = p - at;
        if (textLength == 0 || isNoNumber(at)) {
          status = fail(record, at, ERROR_VALUE);
          return at;
        }
      } else {
        const next = load<u8>(p);
        if (abs(decimalValue) == Infinity || !(isGap(next) || next == 0x7c)) {
          status = fail(record, at, ERROR_VALUE);
          return at;
        }
        value = decimalValue;
      }
    }
    if (textLength == 0) value *= weight;
    if (value == 0) continue;
    if (abs(<T>value) == Infinity) {
      status = fail(record, name, ERROR_TOO_LARGE);
      return p;
    }
    let hash = nameLength == 0 && textLength == 0 ? seed + unnamed++ : nameHash(name, nameLength, seed);
    if (textLength != 0) hash = nameHash(text, textLength, hash);
    if (entries == room) {
      status = STATUS_FULL;
      return p;
    }
    const column = hash & mask;
    const n = <usize>entries;
    store<u64>(<usize>slot(record, KEYS) + (n << 3), (<u64>column << 32) | <u64>n);
    store<f64>(<usize>slot(record, ENTRIES) + (n << 3), value);
    entries++;
    if (names != 0) {
      const whole = nameLength + (textLength == 0 ? 0 : textLength + 1);
      if (whole != 0) addName(names, column, printOf(hash, name, <u32>whole), space, <u32>length, name, <u32>whole);
    }
  }
}

/** Parses the whole lines of [AT, END), as many as there is room for. */
export function parseVw<T>(record: usize): i32 {
  const end: usize = slot(record, END);
  let p: usize = slot(record, AT);
  let rows = slot(record, ROWS);
  let count = slot(record, NON_ZEROS);
  status = STATUS_MORE;
  while (p < end) {
    const start = p;
    let bar = p;
    while (load<u8>(bar) != 0x7c && load<u8>(bar) != 0x0a) bar++;
    if (load<u8>(bar) == 0x0a) {
      let q = p;
      while (isGap(load<u8>(q)) && q < bar) q++;
      if (q < bar) {
        status = fail(record, q, ERROR_BAR);
        break;
      }
      p = bar + 1;
      store<u32>(record + LINES, slot(record, LINES) + 1);
      store<u32>(record + BLANK_LINES, slot(record, BLANK_LINES) + 1);
      continue;
    }
    if (rows == slot(record, ROWS_ROOM)) {
      status = STATUS_FULL;
      break;
    }
    entries = 0;
    readLabel(record, p, bar);
    p = bar;
    while (status == STATUS_MORE && load<u8>(p) == 0x7c) p = readNamespace<T>(record, p + 1);
    if (status == STATUS_MORE && count + entries > slot(record, NON_ZEROS_ROOM)) status = STATUS_FULL;
    if (status == STATUS_MORE) {
      const invalid = invalidUtf8(start, p);
      if (invalid != p) status = fail(record, invalid, ERROR_UTF8);
    }
    if (status == STATUS_MORE && !writeRow<T>(record, count)) status = fail(record, bar, ERROR_TOO_LARGE);
    if (status != STATUS_MORE) {
      p = start;
      break;
    }
    count += written;
    store<f64>(toTargets(record) + (<usize>rows << 3), target);
    store<f64>(<usize>slot(record, WEIGHTS) + (<usize>rows << 3), importance);
    rows++;
    store<u32>(toIndptr(record) + (<usize>rows << 2), count);
    store<u32>(record + LINES, slot(record, LINES) + 1);
    if (entries == 0) store<u32>(record + EMPTY_ROWS, slot(record, EMPTY_ROWS) + 1);
    p++;
  }
  store<u32>(record + AT, <u32>p);
  store<u32>(record + ROWS, rows);
  store<u32>(record + NON_ZEROS, count);
  store<u32>(record + SEEN, slot(record, MASK) + 1);
  return status;
}

let written: u32 = 0;

/** Writes the entries as a row; false where a sum is too large for its width. */
function writeRow<T>(record: usize, count: u32): bool {
  const sums: usize = slot(record, SUMS);
  const indices = <usize>slot(record, INDICES) + (<usize>count << 2);
  written = <u32>sumEntries(slot(record, KEYS), slot(record, ENTRIES), <i32>entries, indices, sums);
  const values = toValues(record) + <usize>count * sizeof<T>();
  for (let i: usize = 0; i < <usize>written; i++) {
    const value = <T>load<f64>(sums + (i << 3));
    if (value - value != 0) return false;
    store<T>(values + i * sizeof<T>(), value);
  }
  return true;
}
