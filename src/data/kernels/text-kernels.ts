import { wasmModule } from "../../engine/kernels/wasm-module.ts";
import { writeDecimalTables } from "./decimal-tables.ts";
import { kernelsBase64 } from "./text.wasm.ts";

/** The kernels that turn text into rows, over one linear memory; assembly/text/ has them. Pointers are byte offsets. */
export interface TextKernels {
  /** The memory all pointers lie in. */
  readonly memory: WebAssembly.Memory;
  /** First byte that the kernels and their tables do not use. */
  readonly heapBase: number;
  /** Parses the whole lines of a reader's record as libsvm text, values as f32; returns a status or an error. */
  parseLibsvm_f32(record: number): number;
  /** The same with values as f64. */
  parseLibsvm_f64(record: number): number;
  /** Parses the whole lines of a reader's record as Vowpal Wabbit text, values as f32. */
  parseVw_f32(record: number): number;
  /** The same with values as f64. */
  parseVw_f64(record: number): number;
  /** MurmurHash3 x86 32 of `length` bytes, as a signed number. */
  murmur32(at: number, length: number, seed: number): number;
  /** Hashes rows of named values; see assembly/text/hash-rows.ts. */
  hashRows(
    names: number,
    offsets: number,
    values: number,
    ends: number,
    rows: number,
    columns: number,
    signed: number,
    keys: number,
    signs: number,
    indptr: number,
    indices: number,
    sums: number,
  ): void;
  /** Vectorizes the texts of a record; see vectorizer-record.ts. Returns a status. */
  vectorize(record: number): number;
}

interface TextExports extends Omit<TextKernels, "memory" | "heapBase"> {
  readonly heapBase: WebAssembly.Global;
  readonly decimalTableBytes: WebAssembly.Global;
  useDecimalTables(at: number): void;
}

let compiled: WebAssembly.Module | undefined;

/** A fresh set of the text kernels, with a memory of its own. The module is compiled once. */
export function textKernels(): TextKernels {
  compiled ??= wasmModule(kernelsBase64);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const instance = new WebAssembly.Instance(compiled, { env: { memory } });
  // The exports are the functions of the interface by the same names; the tests call each.
  const exports = instance.exports as unknown as TextExports;
  const tables = Math.ceil(exports.heapBase.value / 64) * 64;
  writeDecimalTables(memory.buffer, tables);
  exports.useDecimalTables(tables);
  const heapBase = Math.ceil((tables + exports.decimalTableBytes.value) / 64) * 64;
  return { ...exports, memory, heapBase };
}
