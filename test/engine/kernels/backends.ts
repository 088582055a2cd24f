import type { Kernels } from "../../../src/engine/kernels/kernels.ts";

export { ofWidth, type WidthKernels } from "../../../src/engine/kernels/kernels.ts";

import { referenceKernels } from "../../../src/engine/kernels/reference.ts";
import { wasmKernels } from "../../../src/engine/kernels/wasm.ts";
import type { Precision } from "../../../src/engine/matrix/dense-matrix.ts";

/** Makes a set of kernels with so many bytes of memory. */
export type MakeKernels = (bytes: number) => Kernels;

/** Every implementation of the kernels, for `describe.each`. */
export const BACKENDS: readonly (readonly [string, MakeKernels])[] = [
  ["reference", referenceKernels],
  ["wasm", wasmKernels],
];

export const PRECISIONS: readonly Precision[] = ["f32", "f64"];
