import { spreadRows } from "../../data/table/row-loops.ts";
import type { SampleColumn, SampleTarget, TableSample } from "../diagnosis/table-sample.ts";
import type { FittedColumn } from "./fit-encoders.ts";
import { PART } from "./part.ts";
import type { RawGroup, RawRows } from "./raw-rows.ts";
import type { TableTargetValues } from "./read-target.ts";

/** Rows, and values in all, that are enough to see a table's faults. */
const MAX_ROWS = 20_000;
const MAX_VALUES = 4_000_000;

/** Keeps some of a table's training rows, evenly spread over the file, while all rows pass by. */
export class SampleRows {
  readonly #rows: Int32Array;
  readonly #fitted: readonly (FittedColumn & { readonly index: number })[];
  readonly #columns: readonly Float64Array[];
  #taken = 0;

  /**
   * @param part - what each row of the table is for
   * @param fitted - the columns; those that become features are kept
   */
  constructor(part: Uint8Array, fitted: readonly FittedColumn[]) {
    this.#fitted = fitted.filter(isFeature);
    const most = Math.min(MAX_ROWS, Math.floor(MAX_VALUES / Math.max(1, this.#fitted.length)));
    this.#rows = spreadRows(part, PART.train, most);
    this.#columns = this.#fitted.map(() => new Float64Array(this.#rows.length));
  }

  /** The groups of a table, from which rows are kept as they pass. */
  async *groupsOf(values: RawRows): AsyncGenerator<RawGroup, void, undefined> {
    for await (const group of values.groups()) {
      yield group;
      // Whoever has had the group has brought it into the processor's cache.
      this.#keepOf(group);
    }
  }

  /**
   * The rows that were kept.
   *
   * @param target - the target of the whole table
   * @param classCounts - training rows of each class
   */
  finish(target: TableTargetValues, classCounts: readonly number[]): TableSample {
    const columns = this.#fitted.map(({ planned }, i): SampleColumn => {
      return { name: planned.column.name, levels: planned.words, raw: this.#columns[i]! };
    });
    return { rows: this.#rows.length, columns, target: this.#targetOf(target, classCounts) };
  }

  #keepOf(group: RawGroup): void {
    const end = group.first + group.rows;
    const from = this.#taken;
    while (this.#taken < this.#rows.length && this.#rows[this.#taken]! < end) this.#taken++;
    for (const [i, { index }] of this.#fitted.entries()) {
      const { data, start, stride } = group.column(index);
      const kept = this.#columns[i]!;
      for (let place = from; place < this.#taken; place++)
        kept[place] = data[start + (this.#rows[place]! - group.first) * stride]!;
    }
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
