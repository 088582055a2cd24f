import { MinibatchError } from "../../engine/errors.ts";
import type { TableFile } from "./table-file.ts";

/**
 * Refuses names that DuckDB cannot tell apart, as they stand in a file's first line: it takes upper and lower case for
 * the same.
 *
 * @param names - the names; null where there is none
 */
export function checkDistinct({ path }: TableFile, names: readonly (string | null)[]): void {
  const seen = new Map<string, string>();
  for (const given of names) {
    if (given === null) continue;
    const name = given.trim();
    const same = seen.get(name.toLowerCase());
    if (same !== undefined) throw sameNames(path, same, name);
    seen.set(name.toLowerCase(), name);
  }
}

/**
 * The same for a file whose names are known only as DuckDB gives them: the second of `A` and `a` is `a_1`.
 *
 * @param columns - its columns, in its order
 * @param has - whether the file has a column of that very name
 */
export async function checkRenamed(
  { path }: TableFile,
  columns: readonly { readonly name: string }[],
  has: (name: string) => Promise<boolean>,
): Promise<void> {
  const named = new Map(columns.map(({ name }) => [name.toLowerCase(), name]));
  for (const { name } of columns) {
    const original = /^(.+)_\d+$/s.exec(name)?.[1];
    const same = original === undefined ? undefined : named.get(original.toLowerCase());
    if (same === undefined || same === original || (await has(name))) continue;
    throw sameNames(path, same, original!);
  }
}

function sameNames(path: string, first: string, second: string): MinibatchError {
  const quoted = [first, second].map((name) => JSON.stringify(name));
  const what =
    first === second
      ? `two columns are named ${quoted[0]}; give each a name of its own`
      : `two columns are named ${quoted.join(" and ")}; give each a name that differs in more than upper and lower case`;
  return new MinibatchError("INVALID_FILE", `${path}: ${what}`, { file: path, line: 1, column: second });
}
