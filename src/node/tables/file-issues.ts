import type { OptionIssue } from "../../engine/errors.ts";
import { valueIssue } from "../../engine/estimators/options/issues.ts";
import type { TrainFileOptions } from "../training/types.ts";
import type { SplitOptions } from "./split-rows.ts";
import { STANDARD_INPUT } from "./table-input.ts";

/** The files of a training, and what it does with them. */
type GivenFiles = Pick<SplitOptions, "test" | "validationFile"> & Pick<TrainFileOptions, "earlyStopping">;

/** The options of a training on files that mean nothing together, beside those of the estimators. */
export function fileIssues(inputs: readonly string[], options: GivenFiles): OptionIssue[] {
  return [...validationIssues(options), ...inputIssues(inputs, options)];
}

function validationIssues({ validationFile, earlyStopping }: GivenFiles): OptionIssue[] {
  if (validationFile === undefined) return [];
  if (earlyStopping === false) {
    return [
      valueIssue("validationFile", namesOf(validationFile), "none without early stopping: it has the rows to stop by"),
    ];
  }
  const share = typeof earlyStopping === "object" ? earlyStopping.validation : undefined;
  if (share === undefined) return [];
  return [valueIssue("earlyStopping.validation", share, "none with validationFile: it has the rows to stop by")];
}

/** A table has a target. */
export function targetIssues({ target }: { readonly target?: string | readonly string[] }): OptionIssue[] {
  const names = [target ?? []].flat();
  if (names.length === 0) return [valueIssue("target", target, "the name of a column, or of several")];
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice === undefined) return [];
  return [{ option: "target", got: `${JSON.stringify(twice)} twice`, expected: "each column once" }];
}

/** Standard input can be read once. */
function inputIssues(inputs: readonly string[], { test, validationFile }: GivenFiles): OptionIssue[] {
  const readers = Object.entries({ files: inputs, test, validationFile }).filter(([, paths]) =>
    [paths ?? []].flat().includes(STANDARD_INPUT),
  );
  return readers
    .slice(1)
    .map(([option]) =>
      valueIssue(option, STANDARD_INPUT, `a file: standard input is read for ${readers[0]![0]} already`),
    );
}

function namesOf(files: string | readonly string[]): string {
  return [files].flat().join(", ");
}
