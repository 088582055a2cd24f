/** A width of numbers, T of the kernels: how its numbers lie in memory, and how results are rounded to it. */
export interface Width {
  /** Bytes of a number. */
  readonly bytes: number;
  /** Numbers in a vector of 16 bytes: the lanes in which a product is summed. */
  readonly lanes: number;
  /** The number of this width nearest to `x`. One rounded operation of the width is `round(a + b)`, and so on. */
  round(x: number): number;
  /** Reads the number at a pointer. */
  read(memory: DataView, pointer: number): number;
  /** Writes a number at a pointer. */
  write(memory: DataView, pointer: number, value: number): void;
}

/** 32-bit floats. A single +, -, * or / of two of them done in 64 bits and rounded once more is correctly rounded. */
export const F32: Width = {
  bytes: 4,
  lanes: 4,
  round: Math.fround,
  read: (memory, pointer) => memory.getFloat32(pointer, true),
  write: (memory, pointer, value) => memory.setFloat32(pointer, value, true),
};

/** 64-bit floats. */
export const F64: Width = {
  bytes: 8,
  lanes: 2,
  round: (x) => x,
  read: (memory, pointer) => memory.getFloat64(pointer, true),
  write: (memory, pointer, value) => memory.setFloat64(pointer, value, true),
};
