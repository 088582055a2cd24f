import { MinibatchError, type OptionIssue } from "../../errors.ts";

/** How a value is written in a message. */
export function show(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** An option whose value cannot be used. */
export function valueIssue(option: string, value: unknown, expected: string, hint?: string): OptionIssue {
  return { option, got: show(value), expected, ...(hint === undefined ? {} : { hint }) };
}

/** What was got where an option's name is unknown. */
export const UNKNOWN_OPTION = "an unknown option";

/** The issue in words. */
export function issueText({ option, got, expected, hint }: OptionIssue): string {
  if (got === UNKNOWN_OPTION) return `${option}: there is no such option: ${hint ?? `expected ${expected}`}`;
  return `${option}: got ${got}, expected ${expected}${hint === undefined ? "" : `: ${hint}`}`;
}

/**
 * Throws when there are issues, naming all of them.
 *
 * @throws {MinibatchError} `INVALID_OPTION` with the issues in `details.issues`
 */
export function throwIssues(issues: readonly OptionIssue[]): void {
  if (issues.length === 0) return;
  const texts = issues.map(issueText);
  const message = texts.length === 1 ? texts[0] : `${texts.length} options cannot be used: ${texts.join("; ")}`;
  throw new MinibatchError("INVALID_OPTION", message, { option: issues[0].option, issues });
}
