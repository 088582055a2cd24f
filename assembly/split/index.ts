// What the module of the split kernels exports. src/engine/kernels/split-kernels.ts is the interface.

export { countCodes, markRows, rowsByCode } from "./by-code";
export { holdOut } from "./hold-out";
export { renameCodes, scanNumbers } from "./labels";
export { logs } from "./log";
export { drawShuffle, shuffle } from "./mt19937";

export const heapBase: usize = __heap_base;
