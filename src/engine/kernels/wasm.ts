import type { Kernels } from "./kernels.ts";
import { kernelsBase64 } from "./kernels.wasm.ts";
import { PAGE_BYTES, wasmModule } from "./wasm-module.ts";

/** The largest memory of a WebAssembly module: 65,536 pages, 4 GiB. */
export const MAX_PAGES = 65536;

let compiled: WebAssembly.Module | undefined;

/**
 * A fresh set of kernels with a memory of its own, which goes when the set does. The module is compiled once.
 *
 * @param bytes - size of the memory to begin with, rounded up to pages
 */
export function wasmKernels(bytes: number): Kernels {
  compiled ??= wasmModule(kernelsBase64);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const { heapBase, outputScratchBytes } = exports as Record<string, WebAssembly.Global>;
  // The exports are the functions of the interface by the same names; the conformance suite calls each.
  return {
    ...(exports as unknown as Omit<Kernels, "memory" | "heapBase" | "outputScratchBytes">),
    memory,
    heapBase: heapBase.value,
    outputScratchBytes: outputScratchBytes.value,
  };
}

// Fresh memory costs a page fault every 4 KiB, which can take longer than training itself: the memory of a finished
// training serves the next one, unless the garbage collector took it in between.
let idle: Pick<WeakRef<Kernels>, "deref"> | undefined;

/** Kernels for a training run, with a memory that may hold anything; give them back with {@link releaseKernels}. */
export function acquireKernels(): Kernels {
  const kernels = idle?.deref();
  idle = undefined;
  return kernels ?? wasmKernels(PAGE_BYTES);
}

/** Gives kernels back when their run is over. */
export function releaseKernels(kernels: Kernels): void {
  idle = new WeakRef(kernels);
}

/** Lets go of kernels that are kept for a training run which does not come. */
export function forgetKernels(): void {
  idle = undefined;
}

/** Has the next training run use kernels whose memory was made ready for it. They are kept until then. */
export function keepKernels(kernels: Kernels): void {
  idle = { deref: () => kernels };
}
