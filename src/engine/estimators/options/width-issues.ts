import type { OptionIssue } from "../../errors.ts";
import type { LossName } from "../../objective/losses.ts";
import type { ResolvedOptions } from "../sgd-options.ts";
import { valueIssue } from "./issues.ts";

/** Shares that would keep everything if they were 1. */
const BELOW_ONE = ["momentum", "rho", "beta1", "beta2", "quantile"] as const;

/** Numbers that would mean nothing if they were 0. */
const ABOVE_ZERO = ["learningRate", "eps", "ftrlBeta", "clipValue", "quantile"] as const;

/**
 * The numbers that the engine's 32-bit floats round to what they must not be: `beta2: 0.99999999` is 1 there, and
 * `eps: 1e-50` is 0.
 */
export function widthIssues(options: ResolvedOptions<LossName>): OptionIssue[] {
  if (options.precision !== "f32") return [];
  const issues: OptionIssue[] = [];
  const hint = 'use precision "f64"';
  for (const name of BELOW_ONE) {
    if (Math.fround(options[name]) < 1) continue;
    issues.push(valueIssue(name, options[name], "a number that is below 1 in 32-bit floats", hint));
  }
  for (const name of ABOVE_ZERO) {
    const value = options[name];
    if (typeof value !== "number" || Math.fround(value) > 0) continue;
    issues.push(valueIssue(name, value, "a number that is above 0 in 32-bit floats", hint));
  }
  return issues;
}
