// What the module of the table kernels exports. src/data/kernels/table-kernels.ts is the interface.

import { encodeNumbers } from "./encode";

export { sumDistances, sumNumbers } from "./moments";
export { transpose } from "./transpose";

export const heapBase: usize = __heap_base;

export function encodeNumbers_f32(record: usize): void {
  encodeNumbers<f32>(record);
}

export function encodeNumbers_f64(record: usize): void {
  encodeNumbers<f64>(record);
}
