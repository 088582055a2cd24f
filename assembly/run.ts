// The run record: what a training run is, in slots of 8 bytes: f64, or for pointers, counts and codes a whole number of 32 bits.
// src/engine/kernels/run-record.ts names the same slots in the same order and says what each is.

export const ROWS: i32 = 0;
export const STRIDE: i32 = 1;
export const TARGETS: i32 = 2;
export const TARGET_WIDTH: i32 = 3;
export const OWN_TARGETS: i32 = 4;
export const WEIGHTED: i32 = 5;
export const ORDER: i32 = 6;
export const COLUMNS: i32 = 7;
export const OUTPUTS: i32 = 8;
export const WEIGHTS: i32 = 9;
export const WIDTH: i32 = 10;
export const GRADIENT: i32 = 11;
export const LOSS_TREE: i32 = 12;
export const SCRATCH: i32 = 13;
export const LOSS: i32 = 14;
export const LOSS_PARAMETER: i32 = 15;
export const PASSIVE_AGGRESSIVE: i32 = 16;
export const BATCH_SIZE: i32 = 17;
export const SUM: i32 = 18;
export const WEIGHT_UNIT: i32 = 19;
export const INTERCEPT: i32 = 20;
export const OPTIMIZER: i32 = 21;
export const MOMENT_DECAY: i32 = 22;
export const SQUARE_DECAY: i32 = 23;
export const STABILIZER: i32 = 24;
export const STATE: i32 = 25;
export const L1: i32 = 26;
export const L2: i32 = 27;
export const L1_PAID: i32 = 28;
export const MAX_NORM: i32 = 29;
export const CLIP_NORM: i32 = 30;
export const CLIP_VALUE: i32 = 31;
export const AVERAGE: i32 = 32;
export const AVERAGE_FROM: i32 = 33;
export const REGISTERS: i32 = 34;
export const RATES: i32 = 35;
export const BATCH_LOSSES: i32 = 36;
export const BATCH_WEIGHTS: i32 = 37;
export const BATCH_PENALTIES: i32 = 38;
export const FILLED: i32 = 39;
export const LEAVES: i32 = 40;
export const BATCH_WEIGHT: i32 = 41;
export const AGGRESSIVENESS: i32 = 42;
export const SPARSE: i32 = 43;
export const WINDOWS: i32 = 44;

// The registers: numbers that go on from one batch to the next and belong to the training state.

export const SAMPLES: i32 = 0;
export const AVERAGED: i32 = 1;
export const L1_DUE: i32 = 2;
export const MOMENT_POWER: i32 = 3;
export const SQUARE_POWER: i32 = 4;

// @ts-ignore: decorator
@inline
export function get(run: usize, slot: i32): f64 {
  return load<f64>(run + (<usize>slot << 3));
}

// @ts-ignore: decorator
@inline
export function pointer(run: usize, slot: i32): usize {
  return load<u32>(run + (<usize>slot << 3));
}

// @ts-ignore: decorator
@inline
export function whole(run: usize, slot: i32): i32 {
  return load<i32>(run + (<usize>slot << 3));
}

// @ts-ignore: decorator
@inline
export function set(run: usize, slot: i32, value: f64): void {
  store<f64>(run + (<usize>slot << 3), value);
}

// @ts-ignore: decorator
@inline
export function setWhole(run: usize, slot: i32, value: i32): void {
  store<i32>(run + (<usize>slot << 3), value);
}

/** Tells a finished batch's loss, and its weight where rows have weights; returns its weight, which is its rows where not. */
export function tellBatch(record: usize, batch: i32): f64 {
  const at = <usize>batch << 3;
  store<f64>(pointer(record, BATCH_LOSSES) + at, load<f64>(pointer(record, LOSS_TREE)));
  if (!whole(record, WEIGHTED)) return <f64>whole(record, FILLED);
  const weight = get(record, BATCH_WEIGHT);
  store<f64>(pointer(record, BATCH_WEIGHTS) + at, weight);
  return weight;
}
