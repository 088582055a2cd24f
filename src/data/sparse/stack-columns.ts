import { CsrMatrix } from "../../engine/matrix/csr-matrix.ts";

/** Matrices of the same rows side by side, as one. */
export function stackColumns(parts: readonly CsrMatrix[]): CsrMatrix {
  const [first] = parts;
  if (parts.length === 1) return first!;
  const { rows, precision } = first!;
  const entries = parts.reduce((sum, part) => sum + part.entries, 0);
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  const indptr = new Uint32Array(rows + 1);
  const indices = new Uint32Array(entries);
  const values = precision === "f32" ? new Float32Array(entries) : new Float64Array(entries);
  let at = 0;
  for (let r = 0; r < rows; r++) {
    let offset = 0;
    for (const part of parts) {
      for (let i = part.indptr[r]!; i < part.indptr[r + 1]!; i++) {
        indices[at] = offset + part.indices[i]!;
        values[at++] = part.values[i]!;
      }
      offset += part.columns;
    }
    indptr[r + 1] = at;
  }
  return CsrMatrix.unchecked(indptr, indices, values, rows, columns);
}
