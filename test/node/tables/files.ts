import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "minibatch-tables-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a file into this test's own folder, which is removed in the end; gives its path. */
export function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** A new folder in this test's own. */
export function emptyFolder(): string {
  return mkdtempSync(join(folder, "folder-"));
}

/** Path of a file of the fixtures. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/tables/${name}`, import.meta.url));
}

/** Path of the example table. */
export const breastCancer: string = fileURLToPath(new URL("../../../examples/data/breast_cancer.csv", import.meta.url));
