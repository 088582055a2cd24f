import { spreadRows } from "../../data/table/row-loops.ts";
import type { SampleColumn, SampleTarget, TableSample } from "../diagnosis/table-sample.ts";
import type { FittedColumn } from "./fit-encoders.ts";
import { PART } from "./part.ts";
import type { RawGroup } from "./raw-rows.ts";
import type { TableTargetValues } from "./read-target.ts";

/** Rows, and values in all, that are enough to see a table's faults. */
const MAX_ROWS = 10_000;
const MAX_VALUES = 4_000_000;

/** Keeps some of a table's training rows, evenly spread over the file, while all rows pass by. */
export class SampleRows {
  readonly #rows: Int32Array;
  readonly #columns: number;
  /** Row after row. */
  readonly #kept: Float64Array;
  #taken = 0;

  /**
   * @param part - what each row of the table is for
   * @param columns - how many of its columns are kept, the first
   */
  constructor(part: Uint8Array, columns: number) {
    const most = Math.min(MAX_ROWS, Math.floor(MAX_VALUES / Math.max(1, columns)));
    this.#rows = spreadRows(part, PART.train, most);
    this.#columns = columns;
    this.#kept = new Float64Array(this.#rows.length * columns);
  }

  /** Keeps rows of a group; of all groups, in their order. */
  add(group: RawGroup): void {
    const { first, rows, layout } = group;
    const end = first + rows;
    for (; this.#taken < this.#rows.length && this.#rows[this.#taken]! < end; this.#taken++) {
      const row = this.#rows[this.#taken]! - first;
      for (const [i, { first: column, columns }] of layout.runs.entries()) {
        if (column >= this.#columns) break;
        const start = row * columns;
        const own = group.run(i).subarray(start, start + Math.min(columns, this.#columns - column));
        this.#kept.set(own, this.#taken * this.#columns + column);
      }
    }
  }

  /**
   * The rows that were kept.
   *
   * @param fitted - the table's columns, of which those that become features are given
   * @param target - the target of the whole table
   * @param classCounts - training rows of each class
   */
  finish(fitted: readonly FittedColumn[], target: TableTargetValues, classCounts: readonly number[]): TableSample {
    const columns = fitted.filter(isFeature).map(({ planned, index }): SampleColumn => {
      return { name: planned.column.name, levels: planned.words, raw: this.#column(index) };
    });
    return { rows: this.#rows.length, columns, target: this.#targetOf(target, classCounts) };
  }

  #column(index: number): Float64Array {
    const values = new Float64Array(this.#rows.length);
    for (let row = 0, at = index; row < values.length; row++, at += this.#columns) values[row] = this.#kept[at]!;
    return values;
  }

  #targetOf(target: TableTargetValues, trainCounts: readonly number[]): SampleTarget {
    const { name } = target;
    if (target.task === "regression") {
      return { name, values: Float64Array.from(this.#rows, (row) => target.values[row]!) };
    }
    const codes = this.#rows.map((row) => target.codes[row]!);
    return { name, classes: target.classes, codes, trainCounts };
  }
}

function isFeature(column: FittedColumn): column is FittedColumn & { readonly index: number } {
  return column.encoder !== undefined && column.index !== undefined;
}
