import type { RandomState } from "../random/random-state.ts";
import { checkNumber, checkWhole, invalidOption } from "./option-checks.ts";

/** Options of `makeClassification`. */
export interface ClassificationOptions {
  /** Number of rows, default 100. */
  readonly nSamples?: number;
  /** Number of columns, default 20. Those left over by the next three are noise. */
  readonly nFeatures?: number;
  /** Number of columns that tell the classes apart, default 2; the clusters lie around corners of a cube in them. */
  readonly nInformative?: number;
  /** Number of columns that are random combinations of the informative ones, default 2. */
  readonly nRedundant?: number;
  /** Number of columns that repeat informative or redundant ones, default 0. */
  readonly nRepeated?: number;
  /** Number of classes, default 2. */
  readonly nClasses?: number;
  /** Number of clusters of each class, default 2. There can be at most 2**nInformative clusters. */
  readonly nClustersPerClass?: number;
  /** Share of each class, the last one optional; at most 1 together. By default all classes are equal. */
  readonly weights?: readonly number[];
  /** Share of the rows that get a random class, default 0.01. */
  readonly flipY?: number;
  /** Half the side of the cube, > 0, default 1: larger is easier. */
  readonly classSep?: number;
  /** Whether the clusters lie on the corners of a cube, default true; otherwise of a random stretched shape. */
  readonly hypercube?: boolean;
  /** Added to every column, or to each; `"random"` draws from -classSep to classSep. Default 0. */
  readonly shift?: number | readonly number[] | "random";
  /** Multiplies every column, or each, after the shift; `"random"` draws from 1 to 101. Default 1. */
  readonly scale?: number | readonly number[] | "random";
  /** Whether rows and columns are put into random order, default true. */
  readonly shuffle?: boolean;
  /** Seed, default 0, or a random state to draw from. */
  readonly seed?: number | RandomState;
}

/** The options with their defaults, and `weights` for all classes. */
export type ClassificationSettings = Required<Omit<ClassificationOptions, "seed">>;

const where = "makeClassification";

/**
 * Checks the options and fills in the defaults.
 *
 * @throws {MinibatchError} `INVALID_OPTION`
 */
export function classificationSettings(options: ClassificationOptions): ClassificationSettings {
  const nClasses = options.nClasses ?? 2;
  checkWhole(where, "nClasses", nClasses, 1);
  const settings = {
    nSamples: options.nSamples ?? 100,
    nFeatures: options.nFeatures ?? 20,
    nInformative: options.nInformative ?? 2,
    nRedundant: options.nRedundant ?? 2,
    nRepeated: options.nRepeated ?? 0,
    nClasses,
    nClustersPerClass: options.nClustersPerClass ?? 2,
    weights: classWeights(options.weights, nClasses),
    flipY: options.flipY ?? 0.01,
    classSep: options.classSep ?? 1,
    hypercube: options.hypercube ?? true,
    shift: options.shift ?? 0,
    scale: options.scale ?? 1,
    shuffle: options.shuffle ?? true,
  };
  checkCounts(settings);
  checkNumber(where, "flipY", settings.flipY, 0, 1);
  checkPositive("classSep", settings.classSep);
  if (settings.shift !== "random") checkPerColumn("shift", settings.shift, settings.nFeatures);
  if (settings.scale !== "random") checkPerColumn("scale", settings.scale, settings.nFeatures);
  if (typeof settings.scale === "number") checkPositive("scale", settings.scale);
  return settings;
}

function checkCounts(settings: ClassificationSettings): void {
  const { nFeatures, nInformative, nRedundant, nRepeated, nClasses, nClustersPerClass } = settings;
  for (const option of ["nSamples", "nFeatures", "nInformative", "nClustersPerClass"] as const) {
    checkWhole(where, option, settings[option], 1);
  }
  for (const option of ["nRedundant", "nRepeated"] as const) checkWhole(where, option, settings[option], 0);
  const used = nInformative + nRedundant + nRepeated;
  if (used > nFeatures) {
    throw invalidOption(
      where,
      "nFeatures",
      `${nFeatures}, expected at least ${used} for the informative, redundant and repeated columns`,
    );
  }
  const clusters = nClasses * nClustersPerClass;
  if (clusters > 2 ** nInformative) {
    throw invalidOption(
      where,
      "nInformative",
      `${nInformative}, too few for ${nClasses} classes x ${nClustersPerClass} clusters, expected ` +
        `2**nInformative >= ${clusters}`,
    );
  }
}

function classWeights(weights: readonly number[] | undefined, nClasses: number): readonly number[] {
  if (weights === undefined) return Array.from({ length: nClasses }, () => 1 / nClasses);
  for (const weight of weights) checkNumber(where, "weights", weight, 0, 1);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum > 1 + 1e-9) throw invalidOption(where, "weights", `shares that add up to ${sum}, expected at most 1`);
  if (weights.length === nClasses) return weights;
  if (weights.length === nClasses - 1) return [...weights, 1 - sum];
  throw invalidOption(
    where,
    "weights",
    `a list of ${weights.length}, expected ${nClasses} or ${nClasses - 1} for ${nClasses} classes`,
  );
}

function checkPositive(option: string, value: number): void {
  checkNumber(where, option, value, 0);
  if (value === 0) throw invalidOption(where, option, "0, expected a number above 0");
}

function checkPerColumn(option: string, values: number | readonly number[], columns: number): void {
  if (typeof values === "number") {
    checkNumber(where, option, values);
    return;
  }
  if (values.length !== columns) {
    throw invalidOption(where, option, `a list of ${values.length}, expected ${columns}, one for each column`);
  }
  for (const value of values) checkNumber(where, option, value);
}
