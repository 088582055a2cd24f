import type { Kernels, WidthKernels } from "./kernels.ts";
import { exp, shares, sigmoid } from "./reference-math.ts";
import { output } from "./reference-run.ts";
import { ReferenceShuffle } from "./reference-shuffle.ts";
import { sparseKernels } from "./reference-sparse.ts";
import { ReferenceRun, trainScratchBytes } from "./reference-train.ts";
import { F32, F64, type Width } from "./reference-width.ts";
import { PAGE_BYTES } from "./wasm-module.ts";

/**
 * The kernels as plain loops, element by element, each operation rounded on its own and every sum in the documented
 * order: the specification of the WebAssembly ones, which give the same bytes, and far too slow to train with.
 *
 * @param bytes - size of the memory, rounded up to pages
 */
export function referenceKernels(bytes: number): Kernels {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
  const single = widthKernels(F32, memory);
  const double = widthKernels(F64, memory);
  const shuffle = new ReferenceShuffle();
  return {
    memory,
    heapBase: 64,
    trainScratchBytes,
    outputScratchBytes: 0,
    train_f32: single.train,
    train_f64: double.train,
    finish_f32: single.finish,
    finish_f64: double.finish,
    evaluate_f32: single.evaluate,
    evaluate_f64: double.evaluate,
    trainSparse_f32: single.trainSparse,
    trainSparse_f64: double.trainSparse,
    finishSparse_f32: single.finishSparse,
    finishSparse_f64: double.finishSparse,
    evaluateSparse_f32: single.evaluateSparse,
    evaluateSparse_f64: double.evaluateSparse,
    settle_f32: single.settle,
    settle_f64: double.settle,
    packRows_f32: single.packRows,
    packRows_f64: double.packRows,
    sparseOutputs_f32: single.sparseOutputs,
    sparseOutputs_f64: double.sparseOutputs,
    outputs_f32: single.outputs,
    outputs_f64: double.outputs,
    sigmoid_f32: single.sigmoid,
    sigmoid_f64: double.sigmoid,
    exponential_f32: single.exponential,
    exponential_f64: double.exponential,
    softmax_f32: single.softmax,
    softmax_f64: double.softmax,
    signs_f32: single.signs,
    signs_f64: double.signs,
    findNonFinite_f32: single.findNonFinite,
    findNonFinite_f64: double.findNonFinite,
    seed: (high, low) => shuffle.seed(high, low),
    randomOrder: (to, first, count) => shuffle.randomOrder(new DataView(memory.buffer), to, first, count),
    dealRows: dealing(memory, shuffle),
    touch: (from, count) => anyBit(memory, from, count, 64),
  };
}

// The buffer is asked for at every call: it is another one when the memory has grown.
function widthKernels(width: Width, memory: WebAssembly.Memory): WidthKernels {
  return {
    train: (record, from, to) => new ReferenceRun(width, new DataView(memory.buffer), record).train(from, to),
    finish: (record, batch) => new ReferenceRun(width, new DataView(memory.buffer), record).finish(batch),
    evaluate: (record, from, to) => new ReferenceRun(width, new DataView(memory.buffer), record).evaluate(from, to),
    ...sparseKernels(width, memory),
    outputs(rows, count, stride, columns, weights, weightsWidth, outputs, _scratch, to) {
      const view = new DataView(memory.buffer);
      for (let r = 0; r < count; r++) {
        for (let k = 0; k < outputs; k++) {
          const z = output(width, view, rows + r * stride, columns, weights + k * weightsWidth * width.bytes);
          width.write(view, to + (r * outputs + k) * width.bytes, z);
        }
      }
    },
    sigmoid: eachNumber(width, memory, sigmoid),
    exponential: eachNumber(width, memory, exp),
    softmax(z, rows, outputs) {
      const view = new DataView(memory.buffer);
      for (let r = 0; r < rows; r++) {
        const places = Array.from({ length: outputs }, (_, k) => z + (r * outputs + k) * width.bytes);
        const { weights, total } = shares(
          width,
          places.map((at) => width.read(view, at)),
        );
        for (const [k, at] of places.entries()) width.write(view, at, width.round(weights[k] / total));
      }
    },
    signs(z, count, to) {
      const view = new DataView(memory.buffer);
      for (let i = 0; i < count; i++) view.setUint8(to + i, Number(width.read(view, z + i * width.bytes) > 0));
    },
    findNonFinite(from, count) {
      const view = new DataView(memory.buffer);
      for (let i = 0; i < count; i++) if (!Number.isFinite(width.read(view, from + i * width.bytes))) return i;
      return -1;
    },
  };
}

/** Puts f(z) in the place of each z of `count` numbers. */
function eachNumber(
  width: Width,
  memory: WebAssembly.Memory,
  f: (width: Width, z: number) => number,
): (z: number, count: number) => void {
  return (z, count) => {
    const view = new DataView(memory.buffer);
    for (let at = z; at < z + count * width.bytes; at += width.bytes) {
      width.write(view, at, f(width, width.read(view, at)));
    }
  };
}

/** Row number `r` of all goes to the window that holds card r % windows of a deck shuffled every `windows` rows. */
function dealing(memory: WebAssembly.Memory, shuffle: ReferenceShuffle): Kernels["dealRows"] {
  return (rows, targets, first, count, total, stride, targetBytes, windows, starts, deck, toRows, toTargets) => {
    const view = new DataView(memory.buffer);
    const bytes = new Uint8Array(memory.buffer);
    for (let i = 0; i < count; i++) {
      const card = (first + i) % windows;
      const stretch = (first + i - card) / windows;
      if (card === 0) shuffle.randomOrder(view, deck, 0, Math.min(windows, total - stretch * windows));
      const window = view.getUint32(deck + card * 4, true);
      const place = view.getUint32(starts + window * 4, true) + stretch;
      bytes.copyWithin(toRows + place * stride, rows + i * stride, rows + (i + 1) * stride);
      bytes.copyWithin(toTargets + place * targetBytes, targets + i * targetBytes, targets + (i + 1) * targetBytes);
    }
  };
}

/** 1 when one of the 16 bytes at `from`, `from + step` … as far as they are all within `count` bytes is not 0. */
function anyBit(memory: WebAssembly.Memory, from: number, count: number, step: number): number {
  const bytes = new Uint8Array(memory.buffer, from, count);
  for (let at = 0; at + 16 <= count; at += step) if (bytes.subarray(at, at + 16).some((byte) => byte !== 0)) return 1;
  return 0;
}
