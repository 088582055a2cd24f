import type { OptionIssue } from "../../engine/errors.ts";
import { valueIssue } from "../../engine/estimators/options/issues.ts";
import type { SettledOptions } from "./going-on.ts";
import { STANDARD_INPUT } from "./table-input.ts";

/** The options of a table's training that mean nothing together, beside those of the estimators. */
export function tableIssues(inputs: readonly string[], options: SettledOptions): OptionIssue[] {
  return [...targetIssues(options), ...validationIssues(options), ...inputIssues(inputs, options)];
}

function targetIssues({ target }: Partial<SettledOptions>): OptionIssue[] {
  return target === undefined ? [valueIssue("target", target, "the name of a column")] : [];
}

function validationIssues({ validationFile, earlyStopping }: SettledOptions): OptionIssue[] {
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
function inputIssues(inputs: readonly string[], { test, validationFile }: SettledOptions): OptionIssue[] {
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
