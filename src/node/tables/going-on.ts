import type { TableModel } from "../../data/table/table-model.ts";
import { targetNames } from "../../data/table/table-schema.ts";
import type { OptionIssue } from "../../engine/errors.ts";
import { valueIssue } from "../../engine/estimators/options/issues.ts";
import { inheritedOptions, type KnownModel, keptIssues, keptOptions, type Options } from "../training/going-on.ts";
import type { GoingOnOptions, TrainTableOptions } from "./types.ts";

/** Options of a training; where it goes on, those of the model are among them. */
export interface SettledOptions extends TrainTableOptions {
  /** The model that it goes on from. */
  readonly warmStart?: TableModel;
}

/** What a model has of its own and keeps. */
const OF_COLUMNS = [
  ...["numeric", "categorical", "text", "drop", "only", "scale", "nullStrings"],
  ...["analyzer", "ngrams", "weighting", "bits", "interactions", "layout"],
] as const;

/** What a training on a table goes on from. */
export function knownTable({ schema, estimator, options, training, data }: TableModel): KnownModel {
  return { task: schema.task, estimator, options, training, scales: data.targetScales };
}

/** The options that cannot be used where a training goes on from a model: they would change what it is. */
export function goingOnIssues(model: TableModel, options: GoingOnOptions): OptionIssue[] {
  const given: Options = { ...options, ...(options.target && { target: [options.target].flat().join(", ") }) };
  return [
    ...OF_COLUMNS.filter((name) => given[name] !== undefined).map((name) =>
      valueIssue(name, given[name], "none with warmStart: the columns of the model stay as they are"),
    ),
    ...keptIssues({ target: targetNames(model.schema).join(", "), ...keptOptions(knownTable(model)) }, given),
  ];
}

/** The options of a training that goes on: those given, then those of the model. */
export function goingOnOptions(model: TableModel, given: GoingOnOptions): SettledOptions {
  const { task, texts = [] } = model.schema;
  const chosen = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return {
    ...inheritedOptions(knownTable(model), given),
    ...(texts.length > 0 && { text: texts.map(({ column }) => column) }),
    ...chosen,
    ...{ target: targetNames(model.schema), task, warmStart: model },
  } as SettledOptions;
}
