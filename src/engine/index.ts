export type { ErrorCode, ErrorDetails } from "./errors.ts";
export { MinibatchError } from "./errors.ts";
export type { MatrixLike, Precision } from "./matrix/dense-matrix.ts";
export { DenseMatrix } from "./matrix/dense-matrix.ts";
