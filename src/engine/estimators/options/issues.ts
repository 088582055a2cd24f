import { MinibatchError, type OptionIssue } from "../../errors.ts";

/** Longer arrays and objects are not written out in a message. */
const LONGEST = 60;

/** How a value is written in a message. */
export function show(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if (typeof value !== "object" || value === null) return String(value);
  const isArray = Array.isArray(value);
  const isPlain = isArray || Object.getPrototypeOf(value) === Object.prototype;
  const parts = isPlain ? Object.values(value) : [];
  const isShort = parts.length > 0 && parts.every((part) => /^(string|number|boolean)$/.test(typeof part));
  const text = isShort ? JSON.stringify(value) : "";
  if (isShort && text.length <= LONGEST) return text;
  return isArray ? "an array" : "an object";
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
