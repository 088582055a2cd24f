import type { OptionIssue } from "../../engine/errors.ts";
import { throwIssues } from "../../engine/estimators/options/issues.ts";

/** The options of `minibatch train` that ask for what only tables have, and what a file of sparse rows has instead. */
const TABLE_ONLY = {
  validationFile: "none for sparse rows: --early-stopping holds some of the training rows out to stop by",
  warmStart: "none for sparse rows: train on the rows of all files",
  keepState: "it for tables only: a training on sparse rows does not go on",
} as const;

/** The options of a command among which those of tables may be. */
export type TableOnlyOptions = { readonly [Name in keyof typeof TABLE_ONLY]?: unknown };

/**
 * Refuses the options that only tables have.
 *
 * @throws {MinibatchError} `INVALID_OPTION` with all of them in `details.issues`
 */
export function refuseTableOptions(options: TableOnlyOptions): void {
  const issues = Object.entries(TABLE_ONLY).flatMap(([name, expected]): OptionIssue[] => {
    const value = options[name as keyof TableOnlyOptions];
    return value === undefined ? [] : [{ option: name, got: String(value), expected }];
  });
  throwIssues(issues);
}
