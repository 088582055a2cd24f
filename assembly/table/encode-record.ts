// The record of how numbers become features, in slots of 8 bytes: src/data/table/encode-record.ts writes it.
export const ROWS: usize = 0;
export const WIDTH: usize = 8;
export const CHOSEN: usize = 16;
export const COUNT: usize = 24;
export const TO: usize = 32;
export const STRIDE: usize = 40;
export const COLUMNS: usize = 48;
export const CELLS: usize = 56;
export const PLACES: usize = 64;
export const INDICATORS: usize = 72;
export const ROUNDED: usize = 80;
export const SHIFTS: usize = 88;
export const SCALES: usize = 96;
export const FILLS: usize = 104;

/** Rows after which the next columns have their turn: they and their features stay in the processor's first cache. */
export const TURN_ROWS: usize = 64;
