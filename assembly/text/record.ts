// The record of a reader: what the parsers take and give, in slots of 4 bytes. src/data/kernels/reader-record.ts names the
// same slots in the same order.

/** Where to go on in the text. */
export const AT: usize = 0;
/** The text's end, behind a line feed. */
export const END: usize = 4;
/** Rows written. */
export const ROWS: usize = 8;
/** Values written. */
export const NON_ZEROS: usize = 12;
/** Columns seen: the largest column of the rows written, plus one. */
export const SEEN: usize = 16;
/** Lines finished. */
export const LINES: usize = 20;
/** Lines that hold no row: blank or a comment. */
export const BLANK_LINES: usize = 24;
/** Rows without a feature. */
export const EMPTY_ROWS: usize = 28;
/** Features beyond WIDTH, left out. */
export const UNSEEN: usize = 32;
/** Numbers left to the caller, in the list of odd numbers. */
export const ODD: usize = 36;
/** Where the error is in the text. */
export const ERROR_AT: usize = 40;
/** Room for rows. */
export const ROWS_ROOM: usize = 44;
/** Room for values. */
export const NON_ZEROS_ROOM: usize = 48;
/** Room for odd numbers. */
export const ODD_ROOM: usize = 52;
/** Columns from here on are left out and counted. */
export const WIDTH: usize = 56;
/** The first index: 0 or 1. */
export const INDEX_BASE: usize = 60;
/** u32[ROWS_ROOM + 1], the first of which the caller sets. */
export const INDPTR: usize = 64;
/** u32[NON_ZEROS_ROOM]. */
export const INDICES: usize = 68;
/** f32 or f64[NON_ZEROS_ROOM]. */
export const VALUES: usize = 72;
/** f64[ROWS_ROOM]. */
export const TARGETS: usize = 76;
/** u32[ODD_ROOM][4]: start and end in the text, place, 1 for a target and 0 for a value. */
export const ODD_LIST: usize = 80;
/** 1: a row without label is an error; 0: its target is NaN. */
export const LABELS: usize = 84;
/** f64[ROWS_ROOM]: importances; Vowpal Wabbit text only, as the rest. */
export const WEIGHTS: usize = 88;
/** 1 when an importance was given. */
export const WEIGHTED: usize = 92;
/** The columns less one, a power of two less one. */
export const MASK: usize = 96;
/** Table of names, or 0. */
export const NAMES: usize = 100;
/** u64[NON_ZEROS_ROOM]: scratch for the keys of a row's entries. */
export const KEYS: usize = 104;
/** f64[NON_ZEROS_ROOM]: scratch for their values. */
export const ENTRIES: usize = 108;
/** f64[NON_ZEROS_ROOM]: scratch for their sums. */
export const SUMS: usize = 112;

/** All of the text is parsed. */
export const STATUS_MORE: i32 = 0;
/** There is no more room; AT stands at the first row that found none. */
export const STATUS_FULL: i32 = 1;

export const ERROR_NO_LABEL: i32 = 2;
export const ERROR_LABEL: i32 = 3;
export const ERROR_LABELS: i32 = 4;
export const ERROR_FEATURE: i32 = 5;
export const ERROR_INDEX: i32 = 6;
export const ERROR_ZERO_INDEX: i32 = 7;
export const ERROR_ORDER: i32 = 8;
export const ERROR_VALUE: i32 = 9;
export const ERROR_TOO_LARGE: i32 = 10;
export const ERROR_BAR: i32 = 11;
export const ERROR_IMPORTANCE: i32 = 12;
export const ERROR_LABEL_PARTS: i32 = 13;
export const ERROR_NAMESPACE: i32 = 14;
export const ERROR_NAMESPACE_WEIGHT: i32 = 15;
export const ERROR_UTF8: i32 = 16;

/** There are at most 2^28 weights. */
export const MOST_COLUMNS: u32 = 268435456;

// @ts-ignore: decorator
@inline
export function slot(record: usize, name: usize): u32 {
  return load<u32>(record + name);
}

// @ts-ignore: decorator
@inline
export function toIndptr(record: usize): usize {
  return <usize>load<u32>(record + INDPTR);
}

// @ts-ignore: decorator
@inline
export function toIndices(record: usize): usize {
  return <usize>load<u32>(record + INDICES);
}

// @ts-ignore: decorator
@inline
export function toValues(record: usize): usize {
  return <usize>load<u32>(record + VALUES);
}

// @ts-ignore: decorator
@inline
export function toTargets(record: usize): usize {
  return <usize>load<u32>(record + TARGETS);
}

/** A blank within a line. */
// @ts-ignore: decorator
@inline
export function isBlank(c: u8): bool {
  return c == 0x20 || c == 0x09 || c == 0x0d || c == 0x0b || c == 0x0c;
}

/** What a number may end with: a blank, the line's end, a comment. */
// @ts-ignore: decorator
@inline
export function isEnd(c: u8): bool {
  return c == 0x20 || c == 0x0a || isBlank(c) || c == 0x23;
}

/** Notes where an error is. */
export function fail(record: usize, at: usize, error: i32): i32 {
  store<u32>(record + ERROR_AT, <u32>at);
  return error;
}

/** Notes a number for the caller to round. */
export function oddNumber(record: usize, from: usize, to: usize, place: u32, isTarget: u32): void {
  const odd = slot(record, ODD);
  const entry = <usize>slot(record, ODD_LIST) + (<usize>odd << 4);
  store<u32>(entry, <u32>from);
  store<u32>(entry, <u32>to, 4);
  store<u32>(entry, place, 8);
  store<u32>(entry, isTarget, 12);
  store<u32>(record + ODD, odd + 1);
}
