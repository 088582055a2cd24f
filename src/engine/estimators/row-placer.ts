import type { Arena } from "../kernels/arena.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Precision } from "../matrix/dense-matrix.ts";
import type { RowSource } from "../matrix/row-source.ts";
import type { TrainingRows } from "../sampling/training-rows.ts";
import type { FitOptions } from "./fit-options.ts";

/** What a {@link RowPlacer} places. */
export interface RowsToPlace {
  /** The rows: those that `fit` was given, or some of them where rows were held out or have weight 0. */
  readonly source: RowSource;
  /** The targets as the kernels take them, [rows][width]. */
  readonly targets: Float32Array | Float64Array;
  /** Targets of a row. */
  readonly width: number;
  /** How often each row counts, > 0; undefined: once. */
  readonly weights?: Float64Array | undefined;
  /** The engine's number of each column of sparse rows. */
  readonly places?: Uint32Array | undefined;
  /** Width of the engine's numbers. */
  readonly precision: Precision;
  /** Seed of the orders. */
  readonly seed: number;
}

/** Gives rows to the kernels whose memory the arena hands out. */
export type RowPlacer = (kernels: Kernels, arena: Arena, rows: RowsToPlace) => TrainingRows | Promise<TrainingRows>;

// Beside the options, not among them: who calls `fit` from outside the package knows no kernels.
const placers = new WeakMap<object, RowPlacer>();

/**
 * Options of a `fit` that gives the rows to the kernels in another way than by copying all of them into memory: as a stream
 * from a file, say. The placer decides on the order of the rows, instead of `shuffle`.
 */
export function placingRows<Target>(options: FitOptions<Target>, placer: RowPlacer): FitOptions<Target> {
  const own = { ...options };
  placers.set(own, placer);
  return own;
}

/** The placer of such options; undefined: the rows are copied. */
export function placerOf(options: object): RowPlacer | undefined {
  return placers.get(options);
}
