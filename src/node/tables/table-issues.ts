import type { OptionIssue } from "../../engine/errors.ts";
import { valueIssue } from "../../engine/estimators/options/issues.ts";
import { STANDARD_INPUT } from "./table-input.ts";
import type { TrainTableOptions } from "./types.ts";

/** The options of a table's training that mean nothing together, beside those of the estimators. */
export function tableIssues(inputs: readonly string[], options: TrainTableOptions): OptionIssue[] {
  return [...validationIssues(options), ...inputIssues(inputs, options)];
}

function validationIssues({ validationFile, earlyStopping }: TrainTableOptions): OptionIssue[] {
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

/** Standard input can be read once. */
function inputIssues(inputs: readonly string[], { test, validationFile }: TrainTableOptions): OptionIssue[] {
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
