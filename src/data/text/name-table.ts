/** Names of columns with what is known of each column; as many as there was room for. */
export class NameTable {
  /** Columns that have a name, ascending. */
  readonly columns: Uint32Array;
  /** The name of each, the first that came. */
  readonly names: readonly string[];
  /** 1 where another name came to the same column, too. */
  readonly collided: Uint8Array;

  /**
   * @param columns - columns, ascending
   * @param names - the name of each
   * @param collided - 1 where another name came to the column
   */
  constructor(columns: Uint32Array, names: readonly string[], collided: Uint8Array) {
    this.columns = columns;
    this.names = names;
    this.collided = collided;
  }

  /** A table without a name. */
  static none(): NameTable {
    return new NameTable(new Uint32Array(0), [], new Uint8Array(0));
  }

  /** The name of a column; undefined where none was kept. */
  nameOf(column: number): string | undefined {
    const at = this.#find(column);
    return at < 0 ? undefined : this.names[at];
  }

  /** Whether several names are known to share a column. */
  hasCollided(column: number): boolean {
    const at = this.#find(column);
    return at >= 0 && this.collided[at] === 1;
  }

  /** The table of at most `limit` columns, those of the largest weights, and none of weight 0. */
  heaviest(weights: ArrayLike<number>, limit: number): NameTable {
    const sizes = Float64Array.from(this.columns, (column) => Math.abs(weights[column]!));
    const least = sizes.length > limit ? (sizes.slice().sort()[sizes.length - limit] ?? Number.POSITIVE_INFINITY) : 0;
    // Of the columns that weigh just as much as the last one, the first that there is room for.
    let room = limit - sizes.reduce((larger, size) => larger + Number(size > least), 0);
    return this.#kept((i) => sizes[i]! > least || (sizes[i] === least && least > 0 && room-- > 0));
  }

  /** The names of columns `start` to `end` - 1, counted from `start`. */
  between(start: number, end: number): NameTable {
    const { columns, names, collided } = this.#kept((i) => this.columns[i]! >= start && this.columns[i]! < end);
    return new NameTable(
      columns.map((column) => column - start),
      names,
      collided,
    );
  }

  /** Those of some places of the table. */
  #kept(isKept: (place: number) => boolean): NameTable {
    const places = Uint32Array.from(this.columns.keys()).filter(isKept);
    return new NameTable(
      places.map((i) => this.columns[i]!),
      Array.from(places, (i) => this.names[i]!),
      Uint8Array.from(places, (i) => this.collided[i]!),
    );
  }

  #find(column: number): number {
    let low = 0;
    let high = this.columns.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.columns[middle]!;
      if (found === column) return middle;
      if (found < column) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}

/** A column's weight with its name, where one is known. */
export interface NamedWeight {
  /** The column. */
  readonly column: number;
  /** Its name. */
  readonly name: string | undefined;
  /** Its weight. */
  readonly weight: number;
  /** Whether several names are known to share the column: the weight is that of all of them. */
  readonly collided: boolean;
}

/** How the weights of hashed columns lie over names. */
export interface NamedWeights {
  /** The largest weights, falling: these names push towards the output. */
  readonly positive: readonly NamedWeight[];
  /** The smallest weights, rising: these names push away from it. */
  readonly negative: readonly NamedWeight[];
  /** Columns of a weight other than 0. */
  readonly weights: number;
  /** Columns of a weight other than 0 that several names are known to share. */
  readonly collisions: number;
  /** Share of the sum of the sizes of all weights that lies on these columns, 0 to 1. */
  readonly collidedMass: number;
  /** Share of that sum that lies on columns without a known name, 0 to 1. */
  readonly unnamedMass: number;
}

/**
 * The names that push an output each way, and how much of the weights is shared by several names or has none.
 *
 * @param weights - one output's weights, [columns]
 * @param names - the names that are known
 * @param limit - most names each way; default 20
 */
export function namedWeights(weights: ArrayLike<number>, names: NameTable, limit = 20): NamedWeights {
  let mass = 0;
  let collidedMass = 0;
  let unnamedMass = 0;
  let collisions = 0;
  let used = 0;
  const positive: number[] = [];
  const negative: number[] = [];
  // Columns and names ascend both.
  let at = 0;
  for (let column = 0; column < weights.length; column++) {
    const weight = weights[column]!;
    if (weight === 0) continue;
    const size = Math.abs(weight);
    used++;
    mass += size;
    while (at < names.columns.length && names.columns[at]! < column) at++;
    if (names.columns[at] !== column) unnamedMass += size;
    else if (names.collided[at] === 1) {
      collidedMass += size;
      collisions++;
    }
    // Of equal weights the first columns come first among the largest, and last among the smallest.
    if (weight > 0) insertAmong(positive, column, limit, (other) => weights[other]! >= weight);
    else if (weight < 0) insertAmong(negative, column, limit, (other) => weights[other]! < weight);
  }
  const named = (column: number): NamedWeight => {
    const weight = weights[column]!;
    return { column, name: names.nameOf(column), weight, collided: names.hasCollided(column) };
  };
  return {
    positive: positive.map(named),
    negative: negative.map(named),
    weights: used,
    collisions,
    collidedMass: mass === 0 ? 0 : collidedMass / mass,
    unnamedMass: mass === 0 ? 0 : unnamedMass / mass,
  };
}

/** Puts a column behind those that come before it, of which `limit` are kept. */
function insertAmong(kept: number[], column: number, limit: number, isBefore: (other: number) => boolean): void {
  let place = kept.length;
  while (place > 0 && !isBefore(kept[place - 1]!)) place--;
  if (place >= limit) return;
  kept.splice(place, 0, column);
  if (kept.length > limit) kept.length = limit;
}
