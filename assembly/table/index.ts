// What the module of the table kernels exports. src/data/kernels/table-kernels.ts is the interface.

import { encodeRows } from "./encode";

export { chooseRows, maskRows, placeRows } from "./choose";
export { encodeRounded } from "./encode-rounded";
export { addRows } from "./moments";
export { countCodes, countPart, spreadRows } from "./rows-of-part";
export { hashBegin, hashEnd, hashStripes } from "./xxh64";

export const heapBase: usize = __heap_base;

export function encodeRows_f32(record: usize): void {
  encodeRows<f32>(record);
}

export function encodeRows_f64(record: usize): void {
  encodeRows<f64>(record);
}
