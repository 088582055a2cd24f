import type { SparseModel } from "../../data/sparse/sparse-model.ts";
import { NameTable } from "../../data/text/name-table.ts";
import type { OptionIssue } from "../../engine/errors.ts";
import { inheritedOptions, type KnownModel, keptIssues, keptOptions } from "../training/going-on.ts";
import type { TrainSparseOptions } from "./types.ts";

/** Options of a training; where it goes on, those of the model are among them. */
export interface SettledSparseOptions extends Omit<TrainSparseOptions, "warmStart"> {
  /** The model that it goes on from. */
  readonly warmStart?: SparseModel;
}

/** What a training on sparse rows goes on from. */
export function knownSparse({ task, estimator, options, training, data }: SparseModel): KnownModel {
  return { task, estimator, options, training, scales: data.targetScales };
}

/** The options that were given and are others than the model's, which keeps how rows become columns and what it learns. */
export function sparseGoingOnIssues(model: SparseModel, given: TrainSparseOptions): OptionIssue[] {
  const { input } = model;
  const own = input.format === "vw" ? { bits: input.bits } : { indexBase: input.indexBase };
  return keptIssues({ format: input.format, ...own, ...keptOptions(knownSparse(model)) }, { ...given });
}

/** The options of a training that goes on: those given, then those of the model. */
export function sparseGoingOnOptions(model: SparseModel, given: TrainSparseOptions): SettledSparseOptions {
  const { input, task } = model;
  const chosen = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return {
    ...inheritedOptions(knownSparse(model), given),
    ...chosen,
    ...(input.format === "vw" ? { bits: input.bits } : { indexBase: input.indexBase }),
    ...{ format: input.format, task, warmStart: model },
  } as SettledSparseOptions;
}

/** The names of a model's columns and, of columns that it had none for, those of further rows. */
export function joinedNames(known: NameTable | undefined, further: NameTable | undefined): NameTable | undefined {
  if (known === undefined || further === undefined) return known ?? further;
  const all = new Map<number, readonly [name: string, collided: number]>();
  for (const { columns, names, collided } of [known, further]) {
    for (const [i, name] of names.entries()) {
      const before = all.get(columns[i]!);
      const isOther = before !== undefined && before[0] !== name;
      all.set(columns[i]!, [before?.[0] ?? name, isOther ? 1 : (before?.[1] ?? 0) | collided[i]!]);
    }
  }
  const sorted = [...all].sort(([a], [b]) => a - b);
  return new NameTable(
    Uint32Array.from(sorted, ([column]) => column),
    sorted.map(([, [name]]) => name),
    Uint8Array.from(sorted, ([, [, collided]]) => collided),
  );
}
