import { kernelsBase64 } from "./table.wasm.ts";

/** The kernels for numbers of tables, over one linear memory; assembly/table/ has them. Pointers are byte offsets. */
export interface TableKernels {
  /** The memory all pointers lie in. */
  readonly memory: WebAssembly.Memory;
  /** First byte that the kernels do not use. */
  readonly heapBase: number;
  /**
   * Count, sum, least and greatest of the numbers whose row counts, the greatest magnitude of all, and how many are missing;
   * see assembly/table/moments.ts.
   */
  sumNumbers(values: number, masks: number, rows: number, out: number): void;
  /** The sum of the distances from a mean, and that of their squares. */
  sumDistances(values: number, masks: number, rows: number, mean: number, out: number): void;
  /**
   * Writes rows of numbers, [rows, columns], as columns, whose starts lie `stride` bytes apart. The places must not overlap.
   */
  transpose(from: number, rows: number, columns: number, to: number, stride: number): void;
  /** Writes a numeric column's features by a record of {@link ENCODE_SLOT}, as f32. */
  encodeNumbers_f32(record: number): void;
  /** The same as f64. */
  encodeNumbers_f64(record: number): void;
}

/** The slots of the record of `encodeNumbers`, 8 bytes each; the first six hold whole numbers of 32 bits. */
export const ENCODE_SLOT = {
  values: 0,
  chosen: 1,
  count: 2,
  to: 3,
  stride: 4,
  indicator: 5,
  shift: 6,
  scale: 7,
  fill: 8,
} as const;

/** Bytes of that record. */
export const ENCODE_RECORD_BYTES = 72;

let compiled: WebAssembly.Module | undefined;

/** A fresh set of the table kernels, with a memory of its own. The module is compiled once. */
export function tableKernels(): TableKernels {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(kernelsBase64), (char) => char.charCodeAt(0)));
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const { heapBase } = exports as Record<string, WebAssembly.Global>;
  // The exports are the functions of the interface by the same names; the tests call each.
  return { ...(exports as unknown as Omit<TableKernels, "memory" | "heapBase">), memory, heapBase: heapBase!.value };
}
