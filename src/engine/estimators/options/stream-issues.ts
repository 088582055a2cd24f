import type { OptionIssue } from "../../errors.ts";
import type { LossName } from "../../objective/losses.ts";
import type { ResolvedOptions } from "../sgd-options.ts";
import { valueIssue } from "./issues.ts";

const STREAM_SCHEDULES = ["constant", "optimal", "invscaling", "pa1", "pa2"];

/** The options that need to know all rows, or how many there are, and so cannot be used with `partialFit`. */
export function streamIssues(options: ResolvedOptions<LossName>): OptionIssue[] {
  const issues: OptionIssue[] = [];
  const why = "with partialFit: a stream has no epochs";
  const { schedule, warmup, tol, earlyStopping, learningRate, classWeight, compat } = options;
  if (!STREAM_SCHEDULES.includes(schedule)) {
    const allowed = STREAM_SCHEDULES.map((name) => `"${name}"`).join(" or ");
    issues.push(valueIssue("schedule", schedule, `${allowed} ${why}`));
  }
  if (warmup > 0) issues.push(valueIssue("warmup", warmup, `0 ${why}`));
  if (tol !== null) issues.push(valueIssue("tol", tol, `null ${why}`));
  if (earlyStopping) issues.push(valueIssue("earlyStopping", earlyStopping, `false ${why}`));
  if (learningRate === "auto") issues.push(valueIssue("learningRate", learningRate, "a number with partialFit"));
  if (classWeight === "balanced") {
    const hint = "weigh the classes by their counts in a part of the stream";
    issues.push(valueIssue("classWeight", classWeight, "a weight for each class with partialFit", hint));
  }
  if (compat !== "none") {
    const hint = "with batchSize 1 and a schedule of scikit-learn the steps are the same";
    issues.push(valueIssue("compat", compat, '"none" with partialFit', hint));
  }
  return issues;
}
