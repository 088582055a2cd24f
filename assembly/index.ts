// What the module exports: each kernel for both widths. src/engine/kernels/kernels.ts is the interface.

import { findNonFinite } from "./memory";
import { exponential, linearOutputs, OUTPUT_SCRATCH_BYTES, sigmoid, signs, softmax } from "./predict";
import { scratchBytes } from "./rows";
import { packRows, sparseOutputs } from "./sparse";
import { evaluateSparseRows, finishSparseBatch, settle, trainSparseRows } from "./sparse-train";
import { evaluateRows, finishBatch, trainRows } from "./train";

export { touch } from "./memory";
export { dealRows, randomOrder, seed } from "./shuffle";

export const heapBase: usize = __heap_base;
export const outputScratchBytes: i32 = OUTPUT_SCRATCH_BYTES;

export function trainScratchBytes(outputs: i32): i32 {
  return scratchBytes(outputs);
}

export function train_f32(record: usize, from: i32, to: i32): i32 {
  return trainRows<f32>(record, from, to);
}

export function train_f64(record: usize, from: i32, to: i32): i32 {
  return trainRows<f64>(record, from, to);
}

export function finish_f32(record: usize, batch: i32): void {
  finishBatch<f32>(record, batch);
}

export function finish_f64(record: usize, batch: i32): void {
  finishBatch<f64>(record, batch);
}

export function evaluate_f32(record: usize, from: i32, to: i32): f64 {
  return evaluateRows<f32>(record, from, to);
}

export function evaluate_f64(record: usize, from: i32, to: i32): f64 {
  return evaluateRows<f64>(record, from, to);
}

export function outputs_f32(
  rows: usize,
  count: i32,
  stride: usize,
  columns: i32,
  weights: usize,
  width: i32,
  outputs: i32,
  scratch: usize,
  to: usize,
): void {
  linearOutputs<f32>(rows, count, stride, columns, weights, width, outputs, scratch, to);
}

export function outputs_f64(
  rows: usize,
  count: i32,
  stride: usize,
  columns: i32,
  weights: usize,
  width: i32,
  outputs: i32,
  scratch: usize,
  to: usize,
): void {
  linearOutputs<f64>(rows, count, stride, columns, weights, width, outputs, scratch, to);
}

export function sigmoid_f32(z: usize, count: i32): void {
  sigmoid<f32>(z, count);
}

export function sigmoid_f64(z: usize, count: i32): void {
  sigmoid<f64>(z, count);
}

export function exponential_f32(z: usize, count: i32): void {
  exponential<f32>(z, count);
}

export function exponential_f64(z: usize, count: i32): void {
  exponential<f64>(z, count);
}

export function signs_f32(z: usize, count: i32, to: usize): void {
  signs<f32>(z, count, to);
}

export function signs_f64(z: usize, count: i32, to: usize): void {
  signs<f64>(z, count, to);
}

export function softmax_f32(z: usize, rows: i32, outputs: i32): void {
  softmax<f32>(z, rows, outputs);
}

export function softmax_f64(z: usize, rows: i32, outputs: i32): void {
  softmax<f64>(z, rows, outputs);
}

export function findNonFinite_f32(from: usize, count: i32): i32 {
  return findNonFinite<f32>(from, count);
}

export function findNonFinite_f64(from: usize, count: i32): i32 {
  return findNonFinite<f64>(from, count);
}

export function trainSparse_f32(record: usize, from: i32, to: i32): i32 {
  return trainSparseRows<f32>(record, from, to);
}

export function finishSparse_f32(record: usize, batch: i32): void {
  finishSparseBatch<f32>(record, batch);
}

export function evaluateSparse_f32(record: usize, from: i32, to: i32): f64 {
  return evaluateSparseRows<f32>(record, from, to);
}

export function settle_f32(record: usize): void {
  settle<f32>(record);
}

export function packRows_f32(
  columns: usize,
  values: usize,
  lengths: usize,
  targets: usize,
  count: i32,
  places: usize,
): void {
  packRows<f32>(columns, values, lengths, targets, count, places);
}

export function sparseOutputs_f32(
  columnNumbers: usize,
  values: usize,
  starts: usize,
  count: i32,
  columns: i32,
  weights: usize,
  width: i32,
  outputs: i32,
  to: usize,
): void {
  sparseOutputs<f32>(columnNumbers, values, starts, count, columns, weights, width, outputs, to);
}

export function trainSparse_f64(record: usize, from: i32, to: i32): i32 {
  return trainSparseRows<f64>(record, from, to);
}

export function finishSparse_f64(record: usize, batch: i32): void {
  finishSparseBatch<f64>(record, batch);
}

export function evaluateSparse_f64(record: usize, from: i32, to: i32): f64 {
  return evaluateSparseRows<f64>(record, from, to);
}

export function settle_f64(record: usize): void {
  settle<f64>(record);
}

export function packRows_f64(
  columns: usize,
  values: usize,
  lengths: usize,
  targets: usize,
  count: i32,
  places: usize,
): void {
  packRows<f64>(columns, values, lengths, targets, count, places);
}

export function sparseOutputs_f64(
  columnNumbers: usize,
  values: usize,
  starts: usize,
  count: i32,
  columns: i32,
  weights: usize,
  width: i32,
  outputs: i32,
  to: usize,
): void {
  sparseOutputs<f64>(columnNumbers, values, starts, count, columns, weights, width, outputs, to);
}
