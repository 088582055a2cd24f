/** Bytes of a page of WebAssembly memory. */
export const PAGE_BYTES = 65536;

/** Compiles a module that is given as base64. */
export function wasmModule(base64: string): WebAssembly.Module {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  // `Uint8Array.from` with a function takes three times as long, 10 ms for the engine's kernels.
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return new WebAssembly.Module(bytes);
}

/**
 * Makes sets of small kernels from a module that is given as base64, and is compiled for the first of them. Each has a memory of its own,
 * which goes when the set does.
 *
 * @returns makes a set whose user needs so many bytes
 */
export function kernelMaker<Kernels extends { readonly memory: WebAssembly.Memory; readonly heapBase: number }>(
  base64: string,
): (bytes: number) => Kernels {
  let compiled: WebAssembly.Module | undefined;
  return (bytes) => {
    compiled ??= wasmModule(base64);
    // The kernels use less than a page themselves.
    const memory = new WebAssembly.Memory({ initial: 1 + Math.ceil(bytes / PAGE_BYTES) });
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
    const { heapBase } = exports as unknown as { readonly heapBase: WebAssembly.Global };
    // The exports are the functions of the interface by the same names; the tests call each.
    return { ...exports, memory, heapBase: heapBase.value } as unknown as Kernels;
  };
}
