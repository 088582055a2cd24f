import { MinibatchError } from "../errors.ts";
import type { SparseSource } from "../matrix/sparse-source.ts";
import type { TrainingState } from "./training-state.ts";
import { type LinearWeights, zeroWeights } from "./weights.ts";

/** Entries from which the frequencies of columns are told. */
const COUNTED_ENTRIES = 2 ** 20;

/** Numbers of the longest array that Node has: the weights of all outputs are one in a training state. */
const MOST_WEIGHTS = 2 ** 32 - 1;

/** Stands for a column that has no place. */
const NOWHERE = 0xffffffff;

/**
 * Which columns of sparse rows a training keeps in the engine, and where: those with entries or with something to go on
 * from, the most frequent first. The columns that most entries mean then lie side by side, which the cache holds, and
 * what is done for all columns is not done for those that no row has: their weights stay 0.
 */
export class ColumnMap {
  /** Columns in the engine. */
  readonly columns: number;
  /** The place of each column. */
  readonly places: Uint32Array;
  /** The column of each place. */
  readonly #columnOf: Uint32Array;

  /**
   * @param sources - the rows of the training, with the same columns; all of them say what is frequent
   * @param weights - weights to start from
   * @param state - the state to go on from instead
   * @throws {MinibatchError} `INVALID_DATA` when columns and outputs make more weights than an array can have
   */
  constructor(sources: readonly SparseSource[], weights: LinearWeights, state?: TrainingState) {
    const columns = sources[0].columns;
    checkWeights(columns, weights.coef.length);
    const counts = countEntries(sources);
    for (const values of state ? arraysOf(state) : weights.coef) markUsed(values, columns, counts);
    // The engine's rows have a column at least.
    if (counts.every((count) => count === 0)) counts[0] = 1;
    this.places = new Uint32Array(columns);
    this.columns = placeByFrequency(counts, this.places);
    this.#columnOf = new Uint32Array(this.columns);
    for (let j = 0; j < columns; j++) if (this.places[j] !== NOWHERE) this.#columnOf[this.places[j]] = j;
  }

  /** The weights of the columns in the engine. */
  weightsIn({ coef, intercept }: LinearWeights): LinearWeights {
    const taken = zeroWeights(coef.length, this.columns);
    for (const [k, row] of coef.entries()) {
      for (let place = 0; place < this.columns; place++) taken.coef[k][place] = row[this.#columnOf[place]];
    }
    return { coef: taken.coef, intercept };
  }

  /** Weights of all columns. */
  weightsOut({ coef, intercept }: LinearWeights): LinearWeights {
    // Of 2^28 columns few have a place: memory that is not written to is not taken from the system.
    const all = zeroWeights(coef.length, this.places.length);
    for (const [k, row] of coef.entries()) {
      for (let place = 0; place < row.length; place++) all.coef[k][this.#columnOf[place]] = row[place];
    }
    return { coef: all.coef, intercept };
  }

  /** The state of the columns in the engine. */
  stateIn(state: TrainingState): TrainingState {
    return { ...mapArrays(state, (values) => this.#arrayIn(values)), columns: this.columns };
  }

  /** The state of all columns. */
  stateOut(state: TrainingState): TrainingState {
    return { ...mapArrays(state, (values) => this.#arrayOut(values)), columns: this.places.length };
  }

  /** [outputs][columns + 1], of all columns, as that of the columns in the engine. */
  #arrayIn<Values extends Float32Array | Float64Array>(values: Values): Values {
    const width = this.places.length + 1;
    const outputs = values.length / width;
    const taken = new (values.constructor as new (length: number) => Values)(outputs * (this.columns + 1));
    for (let k = 0, to = 0; k < outputs; k++) {
      for (const column of this.#columnOf) taken[to++] = values[k * width + column];
      taken[to++] = values[(k + 1) * width - 1];
    }
    return taken;
  }

  #arrayOut<Values extends Float32Array | Float64Array>(values: Values): Values {
    const width = this.places.length + 1;
    const outputs = values.length / (this.columns + 1);
    const all = new (values.constructor as new (length: number) => Values)(outputs * width);
    for (let k = 0, from = 0; k < outputs; k++) {
      for (const column of this.#columnOf) all[k * width + column] = values[from++];
      all[(k + 1) * width - 1] = values[from++];
    }
    return all;
  }
}

function checkWeights(columns: number, outputs: number): void {
  const all = outputs * (columns + 1);
  if (all <= MOST_WEIGHTS) return;
  const what = `X: ${columns} columns and ${outputs} outputs make ${all} weights, expected at most ${MOST_WEIGHTS}`;
  throw new MinibatchError("INVALID_DATA", `${what}: hash to fewer columns or learn fewer classes at once`);
}

function arraysOf({ weights, arrays, l1Paid, average }: TrainingState): (Float32Array | Float64Array)[] {
  return [weights, ...Object.values(arrays), l1Paid, average].filter((values) => values !== undefined);
}

function mapArrays<State extends TrainingState>(
  state: State,
  map: <Values extends Float32Array | Float64Array>(values: Values) => Values,
): State {
  const { weights, arrays, l1Paid, average } = state;
  return {
    ...state,
    weights: map(weights),
    arrays: Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, map(values)])),
    ...(l1Paid && { l1Paid: map(l1Paid) }),
    ...(average && { average: map(average) }),
  };
}

/**
 * How often columns are among some entries of the rows, spread evenly, and 1 where they are among the others only: adding up
 * takes several times as long as marking.
 */
function countEntries(sources: readonly SparseSource[]): Uint32Array {
  const counts = new Uint32Array(sources[0].columns);
  const used = new Uint8Array(sources[0].columns);
  const entries = sources.reduce((sum, source) => sum + source.entries, 0);
  const step = Math.ceil(entries / COUNTED_ENTRIES);
  // Counted in one sequence, so that nothing depends on how the rows are cut into blocks.
  let next = 0;
  for (const source of sources) {
    for (const { indices } of source.matrices()) {
      for (let i = 0; i < indices.length; i++) used[indices[i]] = 1;
      for (; next < indices.length; next += step) counts[indices[next]]++;
      next -= indices.length;
    }
  }
  for (let j = 0; j < used.length; j++) if (counts[j] < used[j]) counts[j] = 1;
  return counts;
}

/** Counts columns once that no row has but an array that is not 0 there: of `columns` or, with a bias, of one more. */
function markUsed(values: Float32Array | Float64Array, columns: number, counts: Uint32Array): void {
  const width = values.length % (columns + 1) === 0 ? columns + 1 : columns;
  for (let first = 0; first < values.length; first += width) {
    for (let j = 0; j < columns; j++) if (values[first + j] !== 0 && counts[j] === 0) counts[j] = 1;
  }
}

/**
 * Gives columns with a count > 0 the places 0, 1, 2 …: those with more binary digits first, equals in their order. Returns how
 * many there are.
 */
function placeByFrequency(counts: Uint32Array, places: Uint32Array): number {
  const next = new Uint32Array(33);
  for (const count of counts) next[Math.clz32(count)]++;
  for (let digits = 0, place = 0; digits <= 32; digits++) {
    const size = next[digits];
    next[digits] = place;
    place += size;
  }
  const used = next[32];
  for (let j = 0; j < counts.length; j++) places[j] = counts[j] === 0 ? NOWHERE : next[Math.clz32(counts[j])]++;
  return used;
}
