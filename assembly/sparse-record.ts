// The sparse record: what a run on sparse rows needs beside the run record, in slots of 8 bytes like its own.
// src/engine/kernels/sparse-record.ts names the same slots in the same order and says what each is.

export const POSITIONS: i32 = 0;
export const TOUCHED: i32 = 1;
export const TOUCHED_ROOM: i32 = 2;
export const TOUCHED_COUNT: i32 = 3;
export const BIAS_SUMS: i32 = 4;
export const LAST: i32 = 5;
export const HISTORY: i32 = 6;
export const HISTORY_ROOM: i32 = 7;
export const POWERS: i32 = 8;
export const AGE: i32 = 9;
export const SCALE: i32 = 10;
export const SCALE_SUM: i32 = 11;
export const KEPT_ROWS: i32 = 12;
export const KEPT_POINTERS: i32 = 13;
export const KEPT_DERIVATIVES: i32 = 14;
export const WHOLE: i32 = 15;

// What the history keeps of each update since the weights were last settled: 8 numbers of f64.

/** The learning rate. */
export const RATE: usize = 0;
/** The cumulative L1 penalty. */
export const DUE: usize = 8;
/** The number of averaged updates so far. */
export const AVERAGED: usize = 16;
/** How often a penalty counts. */
export const COUNT: usize = 24;
/** SGD: product of what the L2 penalty left of the weights so far, and the sum of these products over the averaged updates. */
export const PRODUCT: usize = 32;
export const PRODUCT_SUM: usize = 40;
/** SGD: the L1 penalty in units of the product, and the sum of product times it over the averaged updates. */
export const UNIT_DUE: usize = 48;
export const UNIT_DUE_SUM: usize = 56;
/** AdaGrad: sums of rate times count so far, of its squares and of its cubes. */
export const TIME: usize = 32;
export const TIME2: usize = 40;
export const TIME3: usize = 48;
/** Adam: the rate with the bias of the first moment taken out, and the factor that takes it out of the second. */
export const UNBIASED_RATE: usize = 32;
export const FACTOR: usize = 40;
export const ENTRY: usize = 64;

/** Powers of a decay: of 0 to 255, then of 0 to 511 times 256. */
export const LOW_POWERS: i32 = 256;
export const HIGH_POWERS: i32 = 512;
export const POWER_BYTES: usize = (<usize>LOW_POWERS + HIGH_POWERS) * 8;
