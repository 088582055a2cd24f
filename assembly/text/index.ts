// What the module of the text kernels exports. src/data/kernels/text-kernels.ts is the interface.

import { DECIMAL_TABLE_BYTES } from "./decimal";
import { parseLibsvm } from "./libsvm";
import { parseVw } from "./vw";

export { useDecimalTables } from "./decimal";
export { hashRows } from "./hash-rows";
export { murmur32 } from "./murmur";
export { vectorize } from "./vectorize";

export const heapBase: usize = __heap_base;
export const decimalTableBytes: i32 = DECIMAL_TABLE_BYTES;

export function parseLibsvm_f32(record: usize): i32 {
  return parseLibsvm<f32>(record);
}

export function parseLibsvm_f64(record: usize): i32 {
  return parseLibsvm<f64>(record);
}

export function parseVw_f32(record: usize): i32 {
  return parseVw<f32>(record);
}

export function parseVw_f64(record: usize): i32 {
  return parseVw<f64>(record);
}
