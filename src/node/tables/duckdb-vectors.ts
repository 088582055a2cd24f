import type { DataChunk, LogicalType, Vector } from "@duckdb/node-bindings";
import { duckDBBindings } from "./duckdb-bindings.ts";

/** Bytes of a text in a vector: its length, and itself where it has at most so many bytes, or else where it is. */
const TEXT_BYTES = 16;
const SHORT_TEXT = 12;
const TEXT_START = 4;
const TEXT_PLACE = 8;

/** Bytes of the bits that say which of 64 values are there. */
const VALID_BYTES = 8;

/** Whether a row has a value. */
type Presence = (row: number) => boolean;

/** A value of each row; null where there is none. Whole numbers of 64 bits come as text. */
type ValueReader = (row: number) => unknown;

/** Which rows of a vector have a value. */
export function presenceOf(vector: Vector, rows: number): Presence {
  const bytes = duckDBBindings().vector_get_validity(vector, Math.ceil(rows / 64) * VALID_BYTES) as Uint8Array | null;
  // Where all of them have, it is not written down.
  if (bytes === null) return () => true;
  return (row) => ((bytes[row >> 3]! >> (row & 7)) & 1) === 1;
}

/** A copy of a vector's 64-bit floats, [rows]; NULL has any number. */
export function doublesOf(vector: Vector, rows: number): Float64Array<ArrayBuffer> {
  const { buffer, byteOffset } = dataOf(vector, rows * 8);
  return new Float64Array(buffer, byteOffset, rows);
}

/** A copy of a vector's 32-bit whole numbers, [rows]; NULL has any number. */
export function integersOf(vector: Vector, rows: number): Int32Array<ArrayBuffer> {
  const { buffer, byteOffset } = dataOf(vector, rows * 4);
  return new Int32Array(buffer, byteOffset, rows);
}

/** Reads the texts of a vector that are not NULL; good while its chunk is held, and not after other code has had its turn. */
export function textReader(vector: Vector, rows: number): (row: number) => string {
  const { get_data_from_pointer: dataAt } = duckDBBindings();
  const bytes = dataOf(vector, rows * TEXT_BYTES);
  return (row) => {
    const at = row * TEXT_BYTES;
    const length = bytes.readUInt32LE(at);
    if (length <= SHORT_TEXT) return bytes.toString("utf8", at + TEXT_START, at + TEXT_START + length);
    return bufferOf(dataAt(bytes.buffer, bytes.byteOffset + at + TEXT_PLACE, length)).toString("utf8");
  };
}

/** The texts of a vector's first rows, none of which is NULL. */
export function textsOf(vector: Vector, rows: number): string[] {
  const read = textReader(vector, rows);
  return Array.from({ length: rows }, (_, row) => read(row));
}

/**
 * Reads the values of a vector of any type that queries of ours give; good as long as a {@link textReader}.
 *
 * @throws Error for another type
 */
export function valueReader(vector: Vector, rows: number): ValueReader {
  const { vector_get_column_type: typeOf } = duckDBBindings();
  const read = presentReader(vector, typeOf(vector), rows);
  const isPresent = presenceOf(vector, rows);
  return (row) => (isPresent(row) ? read(row) : null);
}

/** Writes a vector's values. */
export function writeVector(vector: Vector, values: Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>): void {
  duckDBBindings().copy_data_to_vector(vector, 0, values.buffer, values.byteOffset, values.byteLength);
}

/** How many rows a chunk has. */
export function rowsIn(chunk: DataChunk): number {
  return duckDBBindings().data_chunk_get_size(chunk);
}

/** The vectors of a chunk. */
export function vectorsOf(chunk: DataChunk): Vector[] {
  const { data_chunk_get_column_count: countOf, data_chunk_get_vector: vectorOf } = duckDBBindings();
  return Array.from({ length: countOf(chunk) }, (_, i) => vectorOf(chunk, i));
}

function presentReader(vector: Vector, type: LogicalType, rows: number): ValueReader {
  const { get_type_id: idOf, Type } = duckDBBindings();
  const data = (bytes: number): Buffer<ArrayBuffer> => dataOf(vector, rows * bytes);
  switch (idOf(type)) {
    case Type.BOOLEAN: {
      const bytes = data(1);
      return (row) => bytes[row] !== 0;
    }
    case Type.INTEGER: {
      const bytes = data(4);
      return (row) => bytes.readInt32LE(row * 4);
    }
    case Type.UINTEGER: {
      const bytes = data(4);
      return (row) => bytes.readUInt32LE(row * 4);
    }
    case Type.BIGINT: {
      const bytes = data(8);
      return (row) => String(bytes.readBigInt64LE(row * 8));
    }
    case Type.UBIGINT: {
      const bytes = data(8);
      return (row) => String(bytes.readBigUInt64LE(row * 8));
    }
    case Type.DOUBLE: {
      const bytes = data(8);
      return (row) => bytes.readDoubleLE(row * 8);
    }
    case Type.VARCHAR:
      return textReader(vector, rows);
    case Type.LIST:
      return listReader(vector, rows);
    case Type.STRUCT:
      return structReader(vector, type, rows);
    default:
      throw new Error(`a column of type ${Type[idOf(type)]}, which is not read`);
  }
}

/** A list is where it begins among the values of all, and how many it has, 64 bits each. */
function listReader(vector: Vector, rows: number): ValueReader {
  const { list_vector_get_child: childOf, list_vector_get_size: sizeOf } = duckDBBindings();
  const bytes = dataOf(vector, rows * 16);
  const read = valueReader(childOf(vector), sizeOf(vector));
  return (row) => {
    const first = Number(bytes.readBigUInt64LE(row * 16));
    const length = Number(bytes.readBigUInt64LE(row * 16 + 8));
    return Array.from({ length }, (_, i) => read(first + i));
  };
}

function structReader(vector: Vector, type: LogicalType, rows: number): ValueReader {
  const duckDB = duckDBBindings();
  const fields = Array.from({ length: duckDB.struct_type_child_count(type) }, (_, i) => ({
    name: duckDB.struct_type_child_name(type, i),
    read: valueReader(duckDB.struct_vector_get_child(vector, i), rows),
  }));
  return (row) => Object.fromEntries(fields.map(({ name, read }) => [name, read(row)]));
}

function dataOf(vector: Vector, bytes: number): Buffer<ArrayBuffer> {
  return bufferOf(duckDBBindings().vector_get_data(vector, bytes));
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer<ArrayBuffer> {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
