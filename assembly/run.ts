// The run record: what a training run is, in slots of 8 bytes (all f64, pointers and counts too).
// src/engine/kernels/run-record.ts names the same slots in the same order.

export const ROWS: i32 = 0; // pointer to the first row
export const STRIDE: i32 = 1; // bytes from one row to the next
export const TARGETS: i32 = 2; // pointer to T[rows]: the value, or the class number where OUTPUTS > 1
export const ORDER: i32 = 3; // pointer to u32[]: row numbers in the order of training, or 0 for 0, 1, 2 …
export const COLUMNS: i32 = 4;
export const OUTPUTS: i32 = 5;
export const WEIGHTS: i32 = 6; // pointer to T[OUTPUTS][WIDTH]: a row of weights, then the bias at COLUMNS
export const WIDTH: i32 = 7; // elements from one output's weights to the next
export const GRADIENT: i32 = 8; // pointer to T[levels][OUTPUTS][WIDTH], the first level zero before the first batch
export const LOSS_TREE: i32 = 9; // pointer to f64[levels]
export const SCRATCH: i32 = 10; // pointer to SCRATCH_BYTES bytes
export const LOSS: i32 = 11; // code of the loss
export const LOSS_PARAMETER: i32 = 12; // its threshold, epsilon or quantile
export const BATCH_SIZE: i32 = 13;
export const SUM: i32 = 14; // 1: a batch's gradient is the rows' sum, 0: their mean
export const L2: i32 = 15;
export const INTERCEPT: i32 = 16; // 1: the bias is trained
export const RATES: i32 = 17; // pointer to f64[]: the learning rate of each batch this call may finish
export const BATCH_LOSSES: i32 = 18; // pointer to f64[]: receives the loss sum of each batch finished
export const FILLED: i32 = 19; // rows in the open batch
export const LEAVES: i32 = 20; // closed leaves of the open batch

// @ts-ignore: decorator
@inline
export function get(run: usize, slot: i32): f64 {
  return load<f64>(run + (<usize>slot << 3));
}

// @ts-ignore: decorator
@inline
export function pointer(run: usize, slot: i32): usize {
  return <usize>get(run, slot);
}

// @ts-ignore: decorator
@inline
export function whole(run: usize, slot: i32): i32 {
  return <i32>get(run, slot);
}

// @ts-ignore: decorator
@inline
export function set(run: usize, slot: i32, value: f64): void {
  store<f64>(run + (<usize>slot << 3), value);
}
