import type { OptionIssue } from "../../engine/errors.ts";
import { throwIssues } from "../../engine/estimators/options/issues.ts";
import type { TrainCommandOptions } from "../commands/train.ts";

const NO_NAMES = "none for libsvm and vw text, whose columns have no names";

/** The options of `minibatch train` that ask for what only tables have, and what a file of sparse rows has instead. */
const TABLE_ONLY: Partial<Readonly<Record<keyof TrainCommandOptions, string>>> = {
  target: "none for libsvm and vw text, whose rows begin with their label",
  text: NO_NAMES,
  ngrams: NO_NAMES,
  analyzer: NO_NAMES,
  weighting: NO_NAMES,
  interactions: NO_NAMES,
  numeric: NO_NAMES,
  categorical: NO_NAMES,
  drop: NO_NAMES,
  only: NO_NAMES,
  weight: "none: a vw row's importance is its weight, and libsvm text has none",
  layout: "none for libsvm and vw text, whose rows are sparse",
  header: "none for libsvm and vw text, which has no header",
  delimiter: "none for libsvm and vw text",
};

/**
 * Refuses the options that only tables have.
 *
 * @throws {MinibatchError} `INVALID_OPTION` with all of them in `details.issues`
 */
export function refuseTableOptions(options: TrainCommandOptions): void {
  const issues = Object.entries(TABLE_ONLY).flatMap(([name, expected]): OptionIssue[] => {
    const value = options[name as keyof TrainCommandOptions];
    return value === undefined ? [] : [{ option: name, got: String(value), expected }];
  });
  throwIssues(issues);
}
