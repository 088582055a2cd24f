import type { TableEncoder } from "../../data/table/sparse/table-encoder.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import { checkedGroups } from "./checked-groups.ts";
import { type EncodedFiles, encodeFiles, type RowFile } from "./encode-files.ts";
import type { EvaluationRows } from "./evaluation-rows.ts";

/**
 * Encodes rows that were read as a model reads them: each encoder has the column of its place in the store.
 *
 * @param precision - width of the features
 * @param part - what each row is for
 * @throws {MinibatchError} as `encodeFiles` and {@link checkedGroups}
 */
export function encodeKnown(
  { file, store, texts, weight, targets, outputs }: EvaluationRows,
  encoder: TableEncoder,
  precision: Precision,
  part: Uint8Array,
  files: readonly RowFile[],
): Promise<EncodedFiles> {
  const { encoders } = encoder.columns;
  const indices = encoders.map((_, i) => i);
  const what = { encoder, texts, precision, indices, levels: [], weight, targets, outputs, values: store };
  return encodeFiles(checkedGroups(store, { file, encoders, precision }), what, part, files);
}
