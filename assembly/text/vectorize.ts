// Texts to rows: n-grams of words or characters, hashed and summed, weighted, brought to unit length. The steps and their
// results are those of scikit-learn's HashingVectorizer and TfidfTransformer; src/data/text/text-vectorizer.ts says which.

import { sumEntries } from "./entries";
import { hashedColumn, hashIsNegative, murmur32 } from "./murmur";
import { addName, printOf } from "./names";
import { CODE_POINT, codePoint, decode, encode, IS_SPACE, IS_SPECIAL, IS_WORD } from "./unicode";

// The record, in slots of 4 bytes; src/data/text/vectorizer-record.ts names the same slots in the same order.

/** u8[]: the texts one behind the other, with 8 bytes of slack. */
export const TEXTS: usize = 0;
/** u32[texts + 1]: where each text starts. */
export const OFFSETS: usize = 4;
/** How many texts there are. */
export const COUNT: usize = 8;
/** The text to go on with. */
export const NEXT: usize = 12;
/** Rows written. */
export const ROWS: usize = 16;
/** Values written. */
export const NON_ZEROS: usize = 20;
/** Room for values. */
export const ROOM: usize = 24;
/** u32[rows + 1], the first of which the caller sets. */
export const INDPTR: usize = 28;
/** u32[ROOM]. */
export const INDICES: usize = 32;
/** f64[ROOM]. */
export const VALUES: usize = 36;
/** u32[]: what is known of each code point below CODE_POINTS. */
export const CODES: usize = 40;
/** How many code points CODES describes. */
export const CODE_POINTS: usize = 44;
/** u32[][2]: first and last code points of the words above, ended by 0. */
export const HIGH_WORDS: usize = 48;
/** 0: words, 1: characters, 2: characters within words. */
export const ANALYZER: usize = 52;
/** Fewest parts of an n-gram. */
export const SHORTEST: usize = 56;
/** Most parts of an n-gram. */
export const LONGEST: usize = 60;
/** Columns. */
export const COLUMNS: usize = 64;
/** 1: texts are brought to lower case. */
export const LOWERCASE: usize = 68;
/** 1: an n-gram counts 1 or -1 by its hash. */
export const SIGNED: usize = 72;
/** 1: every value is 1. */
export const BINARY: usize = 76;
/** Length that rows are brought to 1 in: 0 none, 1 the sum of sizes, 2 Euclidean. */
export const NORM: usize = 80;
/** f64[COLUMNS] that values are multiplied by, or 0. */
export const IDF: usize = 84;
/** u32[COLUMNS]: counts the rows that have a column; or 0. */
export const FREQUENCIES: usize = 88;
/** Table of names, or 0. */
export const NAMES: usize = 92;
/** u8[]: scratch for the text in the making. */
export const SCRATCH: usize = 96;
/** u32[]: scratch for where its parts start and end. */
export const PARTS: usize = 100;
/** u64[]: scratch for the keys of entries. */
export const KEYS: usize = 104;
/** f64[]: scratch for the values of entries. */
export const SIGNS: usize = 108;
/** Where the first byte is that is no UTF-8. */
export const ERROR_AT: usize = 112;

/** All texts are done. */
export const STATUS_DONE: i32 = 0;
/** The room for values might not suffice for text NEXT. */
export const STATUS_FULL: i32 = 1;
/** Text NEXT has letters whose lower case the caller has to find. */
export const STATUS_SPECIAL: i32 = 2;
/** Text NEXT is no UTF-8 at ERROR_AT. */
export const STATUS_INVALID: i32 = 3;

// @ts-ignore: decorator
@inline
function slot(record: usize, name: usize): u32 {
  return load<u32>(record + name);
}

/** Whether a code point above the table belongs to words. */
function isHighWord(record: usize, c: u32): bool {
  for (let p: usize = slot(record, HIGH_WORDS); load<u32>(p) != 0; p += 8) {
    if (c < load<u32>(p)) return false;
    if (c <= load<u32>(p, 4)) return true;
  }
  return false;
}

/** The table's entry of a code point. */
// @ts-ignore: decorator
@inline
function codeOf(record: usize, c: u32): u32 {
  if (c < slot(record, CODE_POINTS)) return load<u32>(<usize>slot(record, CODES) + (<usize>c << 2));
  return isHighWord(record, c) ? c | IS_WORD : c;
}

let status: i32 = 0;

/**
 * Writes the words of [p, end), two characters or more each, with a blank between them; PARTS gets start and end of each.
 * Returns how many there are.
 */
function splitWords(record: usize, p: usize, end: usize): i32 {
  const parts: usize = slot(record, PARTS);
  const codes: usize = slot(record, CODES);
  const lower = slot(record, LOWERCASE) == 1;
  let to: usize = slot(record, SCRATCH);
  let count = 0;
  let start = to;
  let length = 0;
  while (p < end) {
    let c = <u32>load<u8>(p);
    let code: u32;
    if (c < 0x80) {
      code = load<u32>(codes + (<usize>c << 2));
      p++;
    } else {
      const next = decode(p, end);
      if (next == 0) return refuse(record, p);
      p = next;
      c = codePoint;
      code = codeOf(record, c);
      if ((code & IS_SPECIAL) != 0 && lower) status = STATUS_SPECIAL;
    }
    if ((code & IS_WORD) != 0) {
      to = encode(to, lower ? code & CODE_POINT : c);
      length++;
    } else if (length != 0) {
      if (length > 1) {
        store<u32>(parts + (<usize>count << 3), <u32>start);
        store<u32>(parts + (<usize>count << 3), <u32>to, 4);
        count++;
        store<u8>(to++, 0x20);
        start = to;
      } else to = start;
      length = 0;
    }
  }
  if (length > 1) {
    store<u32>(parts + (<usize>count << 3), <u32>start);
    store<u32>(parts + (<usize>count << 3), <u32>to, 4);
    count++;
  }
  return count;
}

function refuse(record: usize, at: usize): i32 {
  store<u32>(record + ERROR_AT, <u32>at);
  status = STATUS_INVALID;
  return 0;
}

/**
 * Writes the characters of [p, end); PARTS gets where each starts, and where the last one ends. Runs of two or more
 * spaces become one blank; `apart` makes every run one and puts one at both ends. Returns how many characters there are.
 */
function splitCharacters(record: usize, p: usize, end: usize, apart: bool): i32 {
  const parts: usize = slot(record, PARTS);
  const lower = slot(record, LOWERCASE) == 1;
  let to: usize = slot(record, SCRATCH);
  let count = 0;
  let spaces = 0;
  if (apart) {
    store<u32>(parts, <u32>to);
    store<u8>(to++, 0x20);
    count = 1;
    spaces = 1;
  }
  while (p < end) {
    let c = <u32>load<u8>(p);
    if (c < 0x80) p++;
    else {
      const next = decode(p, end);
      if (next == 0) return refuse(record, p);
      p = next;
      c = codePoint;
    }
    const code = codeOf(record, c);
    if ((code & IS_SPECIAL) != 0 && lower) status = STATUS_SPECIAL;
    if ((code & IS_SPACE) != 0) {
      spaces++;
      if (spaces > 1 || apart) {
        if (spaces > 1) {
          count--;
          to = <usize>load<u32>(parts + (<usize>count << 2));
        }
        c = 0x20;
      }
    } else {
      spaces = 0;
      if (lower) c = code & CODE_POINT;
    }
    store<u32>(parts + (<usize>count << 2), <u32>to);
    to = encode(to, c);
    count++;
  }
  if (apart && spaces == 0) {
    store<u32>(parts + (<usize>count << 2), <u32>to);
    store<u8>(to++, 0x20);
    count++;
  }
  store<u32>(parts + (<usize>count << 2), <u32>to);
  return count;
}

let entries: i32 = 0;

/** Adds the n-gram at [from, to) to the row. */
// @ts-ignore: decorator
@inline
function addEntry(record: usize, from: usize, to: usize): void {
  const hash = murmur32(from, to - from, 0);
  const column = hashedColumn(hash, slot(record, COLUMNS));
  const negative = hashIsNegative && slot(record, SIGNED) == 1;
  const n = <usize>entries;
  store<u64>(<usize>slot(record, KEYS) + (n << 3), (<u64>column << 32) | <u64>n);
  store<f64>(<usize>slot(record, SIGNS) + (n << 3), negative ? -1 : 1);
  entries++;
  const names: usize = slot(record, NAMES);
  if (names != 0) addName(names, column, printOf(hash, from, <u32>(to - from)), from, 0, from, <u32>(to - from));
}

function addWords(record: usize, p: usize, end: usize): void {
  const count = splitWords(record, p, end);
  const parts: usize = slot(record, PARTS);
  const longest = <i32>slot(record, LONGEST);
  for (let n = <i32>slot(record, SHORTEST); n <= longest; n++) {
    for (let i = 0; i + n <= count; i++) {
      addEntry(record, load<u32>(parts + (<usize>i << 3)), load<u32>(parts + (<usize>(i + n - 1) << 3), 4));
    }
  }
}

/** The n-grams of `count` characters whose starts begin at `parts`. */
function addCharacters(record: usize, parts: usize, count: i32): void {
  const longest = <i32>slot(record, LONGEST);
  for (let n = <i32>slot(record, SHORTEST); n <= longest; n++) {
    for (let i = 0; i + n <= count; i++) {
      addEntry(record, load<u32>(parts + (<usize>i << 2)), load<u32>(parts + (<usize>(i + n) << 2)));
    }
  }
}

/** The n-grams of a word of `count` characters with its blanks; one that is shorter than an n-gram counts once whole. */
function addWordCharacters(record: usize, parts: usize, count: i32): void {
  const longest = <i32>slot(record, LONGEST);
  for (let n = <i32>slot(record, SHORTEST); n <= longest; n++) {
    if (n >= count) {
      addEntry(record, load<u32>(parts), load<u32>(parts + (<usize>count << 2)));
      return;
    }
    for (let i = 0; i + n <= count; i++) {
      addEntry(record, load<u32>(parts + (<usize>i << 2)), load<u32>(parts + (<usize>(i + n) << 2)));
    }
  }
}

function addWordsCharacters(record: usize, p: usize, end: usize): void {
  const count = splitCharacters(record, p, end, true);
  const parts: usize = slot(record, PARTS);
  let blank = 0;
  for (let i = 1; i < count; i++) {
    if (load<u8>(<usize>load<u32>(parts + (<usize>i << 2))) != 0x20) continue;
    addWordCharacters(record, parts + (<usize>blank << 2), i + 1 - blank);
    blank = i;
  }
}

/** Vectorizes texts from NEXT on, as many as there is room for. */
export function vectorize(record: usize): i32 {
  const offsets: usize = slot(record, OFFSETS);
  const indices: usize = slot(record, INDICES);
  const values: usize = slot(record, VALUES);
  const indptr: usize = slot(record, INDPTR);
  const span = slot(record, LONGEST) - slot(record, SHORTEST) + 1;
  const analyzer = slot(record, ANALYZER);
  let count = slot(record, NON_ZEROS);
  for (let text = slot(record, NEXT); text < slot(record, COUNT); text++) {
    const at = load<u32>(offsets + (<usize>text << 2));
    const length = load<u32>(offsets + (<usize>text << 2), 4) - at;
    // Between words of one character, the blank belongs to the n-grams of both.
    if (<u64>count + 2 * <u64>(length + 2) * <u64>span > <u64>slot(record, ROOM)) return STATUS_FULL;
    const p = <usize>slot(record, TEXTS) + <usize>at;
    status = STATUS_DONE;
    entries = 0;
    if (analyzer == 0) addWords(record, p, p + length);
    else if (analyzer == 1) addCharacters(record, slot(record, PARTS), splitCharacters(record, p, p + length, false));
    else addWordsCharacters(record, p, p + length);
    if (status != STATUS_DONE) return status;
    const row = values + (<usize>count << 3);
    const columns = indices + (<usize>count << 2);
    const n = sumEntries(slot(record, KEYS), slot(record, SIGNS), entries, columns, row);
    weigh(record, columns, row, n);
    count += <u32>n;
    const rows = slot(record, ROWS) + 1;
    store<u32>(record + ROWS, rows);
    store<u32>(record + NON_ZEROS, count);
    store<u32>(record + NEXT, text + 1);
    store<u32>(indptr + (<usize>rows << 2), count);
  }
  return STATUS_DONE;
}

function weigh(record: usize, columns: usize, values: usize, count: i32): void {
  const frequencies: usize = slot(record, FREQUENCIES);
  const idf: usize = slot(record, IDF);
  const binary = slot(record, BINARY) == 1;
  const norm = slot(record, NORM);
  let length: f64 = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    const column = <usize>load<u32>(columns + (i << 2));
    if (frequencies != 0) {
      const at = frequencies + (column << 2);
      store<u32>(at, load<u32>(at) + 1);
    }
    let value = binary ? 1 : load<f64>(values + (i << 3));
    if (idf != 0) value *= load<f64>(idf + (column << 3));
    store<f64>(values + (i << 3), value);
    length += norm == 1 ? abs(value) : value * value;
  }
  if (norm == 0 || length == 0) return;
  if (norm == 2) length = sqrt(length);
  for (let i: usize = 0; i < <usize>count; i++) store<f64>(values + (i << 3), load<f64>(values + (i << 3)) / length);
}
