import type { OptionIssue } from "../../errors.ts";
import type { LossName } from "../../objective/losses.ts";
import type { ResolvedOptions } from "../sgd-options.ts";
import { valueIssue } from "./issues.ts";

const STREAM_SCHEDULES = ["constant", "optimal", "invscaling", "pa1", "pa2"];

/** With scikit-learn's numbers, whose partial_fit has `adaptive` start anew at every call, too. */
const COMPAT_SCHEDULES = [...STREAM_SCHEDULES, "adaptive"];

/** The options that need to know all rows, or how many there are, and so cannot be used with `partialFit`. */
export function streamIssues(options: ResolvedOptions<LossName>): OptionIssue[] {
  const issues: OptionIssue[] = [];
  const why = "with partialFit: a stream has no epochs";
  const { schedule, warmup, tol, earlyStopping, learningRate, classWeight, compat } = options;
  const schedules = compat === "none" ? STREAM_SCHEDULES : COMPAT_SCHEDULES;
  if (!schedules.includes(schedule)) {
    const allowed = schedules.map((name) => `"${name}"`).join(" or ");
    issues.push(valueIssue("schedule", schedule, `${allowed} ${why}`));
  }
  if (warmup > 0) issues.push(valueIssue("warmup", warmup, `0 ${why}`));
  // scikit-learn has a tol by default, which its partial_fit takes no notice of.
  if (tol !== null && compat === "none") issues.push(valueIssue("tol", tol, `null ${why}`));
  if (earlyStopping) issues.push(valueIssue("earlyStopping", earlyStopping, `false ${why}`));
  if (learningRate === "auto") issues.push(valueIssue("learningRate", learningRate, "a number with partialFit"));
  if (classWeight === "balanced") {
    const hint = "weigh the classes by their counts in a part of the stream";
    issues.push(valueIssue("classWeight", classWeight, "a weight for each class with partialFit", hint));
  }
  return issues;
}
