import { join } from "node:path";
import type { BlockTaker } from "../../data/readers/block-builder.ts";
import type { ReadCounts, RowParser } from "../../data/readers/row-parser.ts";
import { columnsOf, inputParser, type SparseInput } from "../../data/sparse/sparse-input.ts";
import type { NameTable } from "../../data/text/name-table.ts";
import { MinibatchError, type OptionIssue } from "../../engine/errors.ts";
import { throwIssues, valueIssue } from "../../engine/estimators/options/issues.ts";
import { type FromCache, preparedRows } from "../cache/prepared-cache.ts";
import { SparseBlockFile, type SparseBlockIndex } from "../cache/sparse-block-file.ts";
import { counted } from "../report/numbers.ts";
import { BLOCK_FILES, type KeptNames, keptNames, namesOf } from "../tables/prepared-table.ts";
import type { SettledSparseOptions } from "./going-on-sparse.ts";
import { fileParser, formatOf } from "./read-sparse.ts";
import type { SparseFormat } from "./sparse-file.ts";
import { type StoredRows, storeRows } from "./stored-rows.ts";
import { textName } from "./text-name.ts";

/** Names of hashed columns that are kept by default. */
const MOST_NAMES = 2 ** 20;

/** A text of sparse rows that was parsed; plain values. */
interface ParsedFile {
  /** Path of the text. */
  readonly path: string;
  /** What was counted in it. */
  readonly counts: ReadCounts;
  /** The file of its rows. */
  readonly index: SparseBlockIndex;
}

/** What is known of parsed texts; plain values, as the cache keeps them. */
interface SparseDescription {
  readonly format: SparseFormat;
  /** How further rows become columns. */
  readonly input: SparseInput;
  /** The text to train on. */
  readonly train: ParsedFile;
  /** The texts to test on, and to stop by. */
  readonly test: ParsedFile | undefined;
  readonly validation: ParsedFile | undefined;
  readonly names: KeptNames;
}

/** A parsed text, open to be read. */
export interface OpenFile extends ParsedFile {
  /** Its rows; their targets are the labels. */
  readonly rows: SparseBlockFile;
}

/** Parsed texts, open to be read. */
export interface PreparedSparse extends Pick<SparseDescription, "format" | "input"> {
  /** The text to train on. */
  readonly train: OpenFile;
  /** The text to test on; without one, rows of the other are held out. */
  readonly test: OpenFile | undefined;
  /** The text to stop by, where there is one. */
  readonly validation: OpenFile | undefined;
  /** Names of hashed columns. */
  readonly names: NameTable | undefined;
}

/**
 * The rows of texts, from the cache or parsed. They depend on nothing but how the texts are read: the same serve every split.
 *
 * @throws {MinibatchError} `INVALID_FILE` or `INVALID_DATA` for a text that cannot be read; `INVALID_FILE` when the cache cannot
 * be written
 */
export function preparedSparse(
  path: string,
  options: SettledSparseOptions,
): Promise<FromCache<PreparedSparse, { readonly read: number }>> {
  const { test, validationFile, precision = "f32", indexBase, bits, names, warmStart } = options;
  const format = formatOf(path, options);
  throwIssues(formatIssues(format, options));
  // A model's columns are what further rows are read into.
  const known = warmStart?.input;
  const others = [test, validationFile];
  return preparedRows<SparseDescription, PreparedSparse, { readonly read: number }>(
    {
      files: [path, ...others.flatMap((file) => file ?? [])],
      dependencies: [
        "sparse",
        format,
        others.map((file) => file !== undefined),
        precision,
        indexBase,
        bits,
        names,
        known,
      ],
      noTime: { read: 0 },
      async prepare(folder) {
        const begin = performance.now();
        const description = await parse(path, format, options, folder);
        return { description, seconds: { read: (performance.now() - begin) / 1000 } };
      },
      open,
      check(prepared) {
        for (const { rows } of filesOf(prepared)) rows.check();
      },
      close: closeSparse,
    },
    options,
  );
}

/** The options that the other format has. */
function formatIssues(format: SparseFormat, { indexBase, bits }: SettledSparseOptions): OptionIssue[] {
  const [name, value, why] =
    format === "vw"
      ? ["indexBase", indexBase, "vw text, whose names are hashed"]
      : ["bits", bits, "libsvm text, whose columns have indices"];
  return value === undefined ? [] : [valueIssue(name, value, `none for ${why}`)];
}

/** Closes the files of rows. */
export function closeSparse(prepared: PreparedSparse): void {
  for (const { rows } of filesOf(prepared)) rows.close();
}

/** The texts that there are. */
export function filesOf({ train, test, validation }: PreparedSparse): OpenFile[] {
  return [train, test, validation].filter((file) => file !== undefined);
}

async function parse(
  path: string,
  format: SparseFormat,
  options: SettledSparseOptions,
  folder: string,
): Promise<SparseDescription> {
  const { precision = "f32", bits = 18, names = MOST_NAMES, signal, warmStart } = options;
  const known = warmStart?.input;
  const read = { ...options, precision, bits, names };
  const to = (part: keyof typeof BLOCK_FILES): string => join(folder, BLOCK_FILES[part]);
  const columnsKnown = known ? { columns: columnsOf(known) } : format === "vw" ? { columns: 2 ** bits } : {};
  const how = { precision, signal, ...columnsKnown };
  const trainParser = (taker: BlockTaker): RowParser =>
    known?.format === "libsvm"
      ? inputParser(known, textName(path), precision, "required", taker)
      : fileParser(textName(path), format, read, taker);
  const stored = await storeRows(path, to("train"), trainParser, { ...how, onRead: options.onRead });
  const { indexBase, columns } = stored.counts;
  if (stored.index.entries === 0) {
    const message = `${textName(path)}: none of ${counted(stored.counts.rows, "row")} has a feature, expected some behind the labels`;
    throw new MinibatchError("INVALID_DATA", message, { file: path });
  }
  const input: SparseInput = known ?? (format === "vw" ? { format, bits } : { format, indexBase, columns });
  const other = async (
    part: "test" | "validation",
    option: string,
    given: string | readonly string[] | undefined,
  ): Promise<ParsedFile | undefined> => {
    if (given === undefined) return undefined;
    const own = onlyPath(option, given);
    const parserOf = (taker: BlockTaker): RowParser => inputParser(input, textName(own), precision, "required", taker);
    return { path: own, ...parsed(await storeRows(own, to(part), parserOf, { ...how, columns: columnsOf(input) })) };
  };
  return {
    ...{ format, input, names: keptNames(stored.names) },
    train: { path, ...parsed(stored) },
    test: await other("test", "test", options.test),
    validation: await other("validation", "validationFile", options.validationFile),
  };
}

function parsed({ index, counts }: StoredRows): Omit<ParsedFile, "path"> {
  return { index, counts };
}

function onlyPath(option: string, given: string | readonly string[]): string {
  const [path, ...others] = [given].flat();
  if (path !== undefined && others.length === 0) return path;
  const message = `${option}: got ${others.length + 1} files, expected one file of sparse rows`;
  throw new MinibatchError("INVALID_OPTION", message, { option });
}

function open(description: SparseDescription, folder: string): PreparedSparse {
  const { format, input, names } = description;
  const opened: SparseBlockFile[] = [];
  const openPart = (part: keyof typeof BLOCK_FILES, file: ParsedFile): OpenFile => {
    const rows = new SparseBlockFile(join(folder, BLOCK_FILES[part]), file.index);
    opened.push(rows);
    return { ...file, rows };
  };
  const { train, test, validation } = description;
  try {
    return {
      ...{ format, input, names: namesOf(names) },
      train: openPart("train", train),
      test: test && openPart("test", test),
      validation: validation && openPart("validation", validation),
    };
  } catch (error) {
    for (const rows of opened) rows.close();
    throw error;
  }
}
