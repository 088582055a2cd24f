import type { NumericEncoder } from "../../data/table/encoders/numeric.ts";
import { RowChooser } from "../../data/table/row-chooser.ts";
import { RowRounder } from "../../data/table/row-rounder.ts";
import type { BlockIndex } from "../cache/block-file.ts";
import type { BlockWriter } from "../cache/block-writer.ts";
import { openWriters, type RowFile } from "./encode-files.ts";
import { type EncodeColumns, pick, takeTargets } from "./encode-table.ts";
import type { FittedColumn } from "./fit-encoders.ts";
import { PlacedRows } from "./placed-rows.ts";
import type { PlannedColumn } from "./plan-columns.ts";
import type { PrepareOptions } from "./prepare-options.ts";
import type { RawGroup } from "./raw-rows.ts";
import { largestNumber } from "./unusable-number.ts";

/**
 * A column is rounded whose shift is at most so many times its scale: what 32 bits lose of a number is then at most 2^-20 of the
 * scale, or of the feature. Numbers of days since 1970 are farther out, or prices of one kind; they mostly lose nothing.
 */
const MOST_SHIFT = 16;
/** The least scale: the numbers of one far below have fewer digits. */
const LEAST_SCALE = 2 ** -100;

/** Whether features change by no more than their own rounding, or little more, where numbers are rounded to 32 bits. */
export function isRoundable({ shift, scale }: Pick<NumericEncoder, "shift" | "scale">, largest: number): boolean {
  return Math.abs(shift) <= MOST_SHIFT * scale && scale >= LEAST_SCALE && largest <= largestNumber("f32");
}

/** Whether a table may be kept in rounded numbers: all of its columns are numbers, its rows dense, its features of 32 bits. */
export function mayRound(planned: readonly PlannedColumn[], options: PrepareOptions): boolean {
  const { precision, layout, interactions = [] } = options;
  if (precision !== "f32" || layout === "sparse" || interactions.length > 0) return false;
  if (planned.every(({ raw }) => raw === undefined)) return false;
  return planned.every(({ kind, raw, text, words, buckets }) => {
    if (text !== undefined) return false;
    return raw === undefined || (kind !== "datetime" && words === undefined && buckets === undefined);
  });
}

/** What is kept of rows. */
export interface RoundedRowsOptions extends Pick<EncodeColumns, "values" | "weight" | "targets" | "outputs"> {
  /** How many columns become features, the first. */
  readonly columns: number;
  /** What each row is for, [rows]. */
  readonly part: Uint8Array;
  /** Where the rows go. */
  readonly files: readonly RowFile[];
}

/**
 * Keeps a table's numbers at 32 bits in files of blocks, while their statistics are taken. They become features whenever they are
 * read, so that the table need not be gone through again to be encoded.
 */
export class RoundedRows {
  /** What the sums of a group also fill. */
  readonly rounder: RowRounder;
  readonly #options: RoundedRowsOptions;
  readonly #files: readonly PlacedRows[];
  readonly #chooser: RowChooser;
  readonly #targets: Float64Array;
  readonly #weights: Float64Array;
  #isLeft = false;

  private constructor(options: RoundedRowsOptions, writers: readonly BlockWriter[]) {
    const { values, columns, outputs = 1 } = options;
    const { groupRows, memory } = values;
    this.#options = options;
    this.#files = writers.map((writer) => new PlacedRows(memory, groupRows, writer));
    this.#chooser = new RowChooser(groupRows, memory);
    this.rounder = new RowRounder(groupRows, memory, columns);
    this.#targets = new Float64Array(groupRows * outputs);
    this.#weights = new Float64Array(groupRows);
  }

  /** @throws {MinibatchError} `INVALID_FILE` when a file cannot be written */
  static async open(options: RoundedRowsOptions): Promise<RoundedRows> {
    const { values, columns, outputs, part, files } = options;
    const shape = { columns, precision: "f32", outputs } as const;
    const writers = await openWriters(files, part, shape, values.memory.kernels);
    try {
      return new RoundedRows(options, writers);
    } catch (error) {
      for (const writer of writers) await writer.close();
      throw error;
    }
  }

  /** Begins a group, whose sums are to be taken next; of all groups, in their order. */
  begin({ first, rows }: RawGroup): void {
    const { part, files } = this.#options;
    const places: number[] = [];
    for (const [i, { part: own }] of files.entries()) places[own] = this.#files[i]!.next;
    this.rounder.begin(part.subarray(first, first + rows), places);
  }

  /** Whether no more is kept. */
  get isLeft(): boolean {
    return this.#isLeft;
  }

  /**
   * Keeps the rows of the group.
   *
   * @throws {MinibatchError} `INVALID_FILE` when a file cannot be written
   */
  async add(group: RawGroup): Promise<void> {
    const { part, files, targets, outputs, weight } = this.#options;
    const { first, rows } = group;
    for (const [i, { part: own }] of files.entries()) {
      const chosen = this.#chooser.choose(part.subarray(first, first + rows), own);
      takeTargets(targets, outputs, first, chosen, this.#targets);
      if (weight !== undefined) pick(group.column(weight), chosen, this.#weights);
      const weights = weight === undefined ? undefined : this.#weights;
      await this.#files[i]!.add(this.#targets, weights, chosen.length);
    }
  }

  /** Whether a column of such features can do with the rounded numbers: little is lost of them so far, or nothing. */
  suits(column: number, roundable: boolean): boolean {
    return roundable || !this.rounder.hasLost(column);
  }

  /**
   * Ends the files. Columns that lost digits are marked as rounded.
   *
   * @returns undefined where the rounded numbers will not do
   * @throws {MinibatchError} `INVALID_FILE` when a file cannot be written
   */
  async finish(fitted: readonly FittedColumn[]): Promise<
    | {
        readonly columns: readonly FittedColumn[];
        readonly indices: readonly BlockIndex[];
      }
    | undefined
  > {
    const used = fitted.filter(({ encoder }) => encoder !== undefined);
    if (this.#isLeft || !used.every(({ index, roundable = false }) => this.suits(index!, roundable))) return undefined;
    const rounded = used.map(({ index }) => index!);
    const columns = fitted.map((column) => {
      const { encoder, index } = column;
      if (encoder?.kind !== "numeric" || !this.rounder.hasLost(index!)) return column;
      return { ...column, encoder: { ...encoder, rounded: true } };
    });
    const indices = await Promise.all(this.#files.map((file) => file.finish()));
    return { columns, indices: indices.map((index) => ({ ...index, rounded })) };
  }

  /** Keeps no more, and closes the files as they are. */
  async leave(): Promise<void> {
    this.#isLeft = true;
    for (const file of this.#files) await file.close();
  }
}
