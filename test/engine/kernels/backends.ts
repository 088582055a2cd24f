import type { Kernels } from "../../../src/engine/kernels/kernels.ts";
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

/** The kernels of one width. */
export interface WidthKernels {
  readonly train: Kernels["train_f32"];
  readonly finish: Kernels["finish_f32"];
  readonly outputs: Kernels["outputs_f32"];
  readonly sigmoid: Kernels["sigmoid_f32"];
  readonly exponential: Kernels["exponential_f32"];
  readonly softmax: Kernels["softmax_f32"];
  readonly signs: Kernels["signs_f32"];
  readonly findNonFinite: Kernels["findNonFinite_f32"];
}

export function ofWidth(kernels: Kernels, precision: Precision): WidthKernels {
  return precision === "f32"
    ? {
        train: kernels.train_f32,
        finish: kernels.finish_f32,
        outputs: kernels.outputs_f32,
        sigmoid: kernels.sigmoid_f32,
        exponential: kernels.exponential_f32,
        softmax: kernels.softmax_f32,
        signs: kernels.signs_f32,
        findNonFinite: kernels.findNonFinite_f32,
      }
    : {
        train: kernels.train_f64,
        finish: kernels.finish_f64,
        outputs: kernels.outputs_f64,
        sigmoid: kernels.sigmoid_f64,
        exponential: kernels.exponential_f64,
        softmax: kernels.softmax_f64,
        signs: kernels.signs_f64,
        findNonFinite: kernels.findNonFinite_f64,
      };
}
