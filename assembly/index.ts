export { scatterChunks, blockOrder, touch, gatherChunks, permutation, seed } from "./shuffle";
import { finishBatch, trainRows, SCRATCH_BYTES } from "./train";
export const scratchBytes: i32 = SCRATCH_BYTES;
export function train_f32(record: usize, from: i32, to: i32): i32 { return trainRows<f32>(record, from, to); }
export function train_f64(record: usize, from: i32, to: i32): i32 { return trainRows<f64>(record, from, to); }
export function finish_f32(record: usize, batch: i32): void { finishBatch<f32>(record, batch); }
export function finish_f64(record: usize, batch: i32): void { finishBatch<f64>(record, batch); }
export function sum(p: usize, bytes: usize): f64 {
  let a = f64x2.splat(0), b = a, c = a, d = a;
  for (let i: usize = 0; i < bytes; i += 64) {
    a = v128.xor(a, v128.load(p + i));
    b = v128.xor(b, v128.load(p + i + 16));
    c = v128.xor(c, v128.load(p + i + 32));
    d = v128.xor(d, v128.load(p + i + 48));
  }
  return f64x2.extract_lane(v128.xor(v128.xor(a, b), v128.xor(c, d)), 0);
}
