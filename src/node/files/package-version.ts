import { createRequire } from "node:module";

/** The version of this package, as its package.json says. */
export function packageVersion(): string {
  // By its name: it is the same from every folder of the package, wherever a bundle places this file.
  const { version } = createRequire(import.meta.url)("minibatch/package.json") as { readonly version: string };
  return version;
}
