import { type Command, Option } from "commander";
import { MinibatchError, type OptionIssue } from "../../engine/errors.ts";
import type { ValueType } from "./value-type.ts";

/** One option of a command. */
export interface OptionSpec<T> {
  /** As commander writes it: `-e, --epochs <n>`; a switch has no `<…>`. */
  readonly flags: string;
  /** What it does, one line of the help. */
  readonly help: string;
  /** How its value is read; a switch has none. */
  readonly type?: ValueType<T>;
  /** The help of the opposite switch, `--no-…`, of a switch that has one: given neither, the option has no value. */
  readonly opposite?: string;
  /** Its value when it is not given; the help shows it. */
  readonly default?: T;
  /** Whether it may be given several times; its values, each a list, are then joined. */
  readonly repeats?: true;
  /** Keys of options that it cannot be given together with. */
  readonly conflicts?: readonly string[];
}

/** The options of a command by the name under which their values arrive. */
export type OptionTable<T> = { readonly [K in keyof T]-?: OptionSpec<NonNullable<T[K]>> };

/**
 * Gives a command its options.
 *
 * @throws {MinibatchError} `INVALID_OPTION`, before the command runs, with every value that is not acceptable
 */
export function addOptions<T>(command: Command, table: OptionTable<T>): Command {
  const issues: OptionIssue[] = [];
  for (const spec of Object.values<OptionSpec<unknown>>(table)) addOption(command, spec, issues);
  // Commander's own complaints come later than the values that caused some of them: `-epochs 5`.
  command.exitOverride((error) => {
    if (error.exitCode !== 0) throwValues(issues);
    throw error;
  });
  return command.hook("preAction", () => throwValues(issues));
}

function throwValues(issues: readonly OptionIssue[]): void {
  if (issues.length === 0) return;
  const texts = issues.map(
    ({ option, got, expected, hint = "" }) => `${option}: got ${got}, expected ${expected}${hint}`,
  );
  const message =
    texts.length === 1 ? `option ${texts[0]}` : `${texts.length} options cannot be used: ${texts.join("; ")}`;
  throw new MinibatchError("INVALID_OPTION", message, { option: issues[0]!.option, issues });
}

/** The options of a command whose values are their defaults. */
export function untoldOptions<T>(command: Command, table: OptionTable<T>): ReadonlySet<string> {
  return new Set(Object.keys(table).filter((key) => command.getOptionValueSource(key) === "default"));
}

function addOption(command: Command, spec: OptionSpec<unknown>, issues: OptionIssue[]): void {
  const option = toOption(spec, issues);
  command.addOption(option);
  if (spec.opposite !== undefined) command.addOption(new Option(`--no-${option.name()}`, spec.opposite));
}

/** @param issues - gets the values that are not acceptable, when they are parsed */
function toOption(spec: OptionSpec<unknown>, issues: OptionIssue[]): Option {
  const option = new Option(spec.flags, spec.help);
  if (spec.default !== undefined) option.default(spec.default);
  if (spec.conflicts !== undefined) option.conflicts([...spec.conflicts]);
  const { type } = spec;
  if (type !== undefined) {
    option.argParser((text: string, before: unknown) => {
      const value = type.parse(text);
      if (value === undefined) {
        issues.push(valueIssue(text, spec, type));
        return before;
      }
      return spec.repeats && Array.isArray(before) ? [...before, ...(value as unknown[])] : value;
    });
  }
  return option;
}

function valueIssue(text: string, spec: OptionSpec<unknown>, type: ValueType<unknown>): OptionIssue {
  const option = spec.flags.replace(/ [<[].*$/, "");
  const got = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
  return { option, got, expected: type.expected, hint: hint(text, spec) };
}

function hint(text: string, spec: OptionSpec<unknown>): string {
  const meant = spec.type?.suggest?.(text);
  if (meant !== undefined) return ` (did you mean ${meant}?)`;
  const long = /--[a-z0-9-]+/.exec(spec.flags)?.[0];
  return typeof spec.default === "number" && long !== undefined ? ` (for example ${long} ${spec.default})` : "";
}
