import { CsrMatrix } from "../../engine/matrix/csr-matrix.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import { growTo, Places } from "../kernels/places.ts";
import { type TextKernels, textKernels } from "../kernels/text-kernels.ts";
import { toTextBatch } from "./text-batch.ts";
import { checkColumns } from "./text-options.ts";

/** How names are hashed to columns. */
export interface FeatureHasherOptions {
  /** Columns, 1 to 2^28; default 2^20. */
  readonly columns?: number;
  /** Whether the hash decides the sign of a value, so that names of one column cancel out on average; default true. */
  readonly alternateSign?: boolean;
  /** Width of the values; default `"f64"`. */
  readonly precision?: Precision;
}

/**
 * A row to be hashed: names, each of value 1; pairs of name and value; or an object of values by name. A value that is a
 * string makes the name `name=value` of value 1.
 */
export type NamedValues =
  | readonly (string | readonly [name: string, value: number | string])[]
  | Readonly<Record<string, number | string>>;

/**
 * Hashes named values to columns: column |h| modulo `columns` and sign of h, h being MurmurHash3 of the name as a signed
 * number. Values of one column are summed; values of 0 are left out. Equals scikit-learn 1.9's `FeatureHasher`.
 *
 * @example
 * new FeatureHasher({ columns: 1024 }).transform([{ city: "Oslo", age: 40 }, { city: "Rome", age: 31 }]);
 */
export class FeatureHasher {
  /** Columns. */
  readonly columns: number;
  readonly #signed: boolean;
  readonly #precision: Precision;
  readonly #kernels: TextKernels = textKernels();

  /** @throws {MinibatchError} `INVALID_OPTION` when `columns` is not a whole number from 1 to 2^28 */
  constructor({ columns = 2 ** 20, alternateSign = true, precision = "f64" }: FeatureHasherOptions = {}) {
    checkColumns("columns", columns);
    this.columns = columns;
    this.#signed = alternateSign;
    this.#precision = precision;
  }

  /**
   * The rows of named values.
   *
   * @returns [rows, columns], columns ascending in each row
   */
  transform(rows: readonly NamedValues[]): CsrMatrix {
    const names: string[] = [];
    const values: number[] = [];
    let longest = 0;
    const ends = Uint32Array.from(rows, (row) => {
      const before = names.length;
      for (const [name, value] of entriesOf(row)) {
        names.push(typeof value === "string" ? `${name}=${value}` : name);
        values.push(typeof value === "string" ? 1 : value);
      }
      longest = Math.max(longest, names.length - before);
      return names.length;
    });
    return this.#hash(names, values, ends, longest);
  }

  #hash(names: readonly string[], values: readonly number[], ends: Uint32Array, longest: number): CsrMatrix {
    const { bytes, offsets } = toTextBatch(names);
    const places = new Places(this.#kernels.heapBase);
    const at = {
      names: places.take(bytes.length),
      offsets: places.take(offsets.byteLength),
      values: places.take(8 * values.length),
      ends: places.take(ends.byteLength),
      keys: places.take(8 * longest),
      signs: places.take(8 * longest),
      indptr: places.take(ends.byteLength + 4),
      indices: places.take(4 * names.length),
      sums: places.take(8 * names.length),
    };
    growTo(this.#kernels.memory, places.end);
    const { buffer } = this.#kernels.memory;
    new Uint8Array(buffer, at.names, bytes.length).set(bytes);
    new Uint32Array(buffer, at.offsets, offsets.length).set(offsets);
    new Float64Array(buffer, at.values, values.length).set(values);
    new Uint32Array(buffer, at.ends, ends.length).set(ends);
    const { columns } = this;
    const rows = ends.length;
    this.#kernels.hashRows(
      at.names,
      at.offsets,
      at.values,
      at.ends,
      rows,
      columns,
      Number(this.#signed),
      at.keys,
      at.signs,
      at.indptr,
      at.indices,
      at.sums,
    );
    const indptr = new Uint32Array(buffer, at.indptr, rows + 1).slice();
    const count = indptr[rows]!;
    const indices = new Uint32Array(buffer, at.indices, count).slice();
    const sums = new Float64Array(buffer, at.sums, count);
    const numbers = this.#precision === "f32" ? Float32Array.from(sums) : sums.slice();
    return CsrMatrix.unchecked(indptr, indices, numbers, rows, columns);
  }
}

function entriesOf(row: NamedValues): readonly (readonly [string, number | string])[] {
  if (!Array.isArray(row)) return Object.entries(row);
  return (row as readonly (string | readonly [string, number | string])[]).map((entry) =>
    typeof entry === "string" ? [entry, 1] : entry,
  );
}
