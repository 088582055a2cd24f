import { createWriteStream, existsSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { MinibatchError } from "../../engine/errors.ts";
import { fileError } from "../files/file-error.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import { sqlText } from "./sql.ts";
import { checkGzip, inspectTableFile, inspectTableFiles, type TableFile } from "./table-file.ts";

/** How a table's input is named that comes through standard input. */
export const STANDARD_INPUT = "-";

/** How messages call standard input. */
const SHOWN = "standard input";

/**
 * Finds the files of a table: one path or several, a pattern (`data/*.csv`) where no file has that very name, or `-`
 * for standard input, which is first copied to a file, since a table is looked at more than once.
 *
 * @param session - expands patterns
 * @param inputs - paths or patterns, or `-` alone
 * @param temporary - folder for the copy of standard input
 * @throws {MinibatchError} `INVALID_FILE` when a file cannot be used or a pattern has none
 */
export async function findTableFile(
  session: DuckDBSession,
  inputs: readonly string[],
  temporary: string,
): Promise<TableFile> {
  if (inputs.includes(STANDARD_INPUT)) {
    if (inputs.length > 1) {
      throw new MinibatchError("INVALID_OPTION", `${SHOWN} (-) cannot be read together with files`);
    }
    return await inspectTableFile(await copyStandardInput(temporary), SHOWN);
  }
  const paths: string[] = [];
  for (const input of inputs) paths.push(...(await expand(session, input)));
  return await inspectTableFiles(paths);
}

/** Checks all files of a table that are compressed; see `checkGzip`. */
export async function checkTableGzip({ path, paths, gzip }: TableFile): Promise<void> {
  if (!gzip) return;
  for (const file of paths) await checkGzip(file, paths.length === 1 ? path : file);
}

async function expand(session: DuckDBSession, input: string): Promise<string[]> {
  if (!/[*?[]/.test(input) || existsSync(input)) return [input];
  const found = await session.rows<{ file: string }>(`SELECT file FROM glob(${sqlText(input)}) ORDER BY file`);
  if (found.length > 0) return found.map(({ file }) => file);
  throw new MinibatchError("INVALID_FILE", `${input}: no file has a name of this pattern`, { file: input });
}

async function copyStandardInput(temporary: string): Promise<string> {
  const path = join(temporary, "standard-input");
  try {
    await pipeline(process.stdin, createWriteStream(path));
  } catch (error) {
    const isFull = ["ENOSPC", "EFBIG", "EDQUOT"].includes((error as NodeJS.ErrnoException).code ?? "");
    throw fileError(SHOWN, isFull ? `cannot be copied to ${temporary}` : "cannot read", error);
  }
  return path;
}
