import { type Command, Option } from "commander";
import { MinibatchError } from "../../engine/errors.ts";
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
  /** Whether the command cannot run without it. */
  readonly required?: true;
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
 * @throws {MinibatchError} `INVALID_OPTION`, when parsing, where a value is not acceptable
 */
export function addOptions<T>(command: Command, table: OptionTable<T>): Command {
  for (const spec of Object.values<OptionSpec<unknown>>(table)) addOption(command, spec);
  return command.hook("preAction", () => checkRequired(command, table));
}

/** Commander's own check comes before the one for unknown options, which a misspelt required option needs. */
function checkRequired<T>(command: Command, table: OptionTable<T>): void {
  for (const [key, spec] of Object.entries<OptionSpec<unknown>>(table)) {
    if (!spec.required || command.getOptionValue(key) !== undefined) continue;
    command.error(`required option '${spec.flags}' not specified`, { code: "commander.missingMandatoryOptionValue" });
  }
}

function addOption(command: Command, spec: OptionSpec<unknown>): void {
  const option = toOption(spec);
  command.addOption(option);
  if (spec.opposite !== undefined) command.addOption(new Option(`--no-${option.name()}`, spec.opposite));
}

function toOption(spec: OptionSpec<unknown>): Option {
  const option = new Option(spec.flags, spec.help);
  if (spec.default !== undefined) option.default(spec.default);
  if (spec.conflicts !== undefined) option.conflicts([...spec.conflicts]);
  const { type } = spec;
  if (type !== undefined) {
    option.argParser((text: string, before: unknown) => {
      const value = parseValue(text, spec, type);
      return spec.repeats && Array.isArray(before) ? [...before, ...(value as unknown[])] : value;
    });
  }
  return option;
}

function parseValue(text: string, spec: OptionSpec<unknown>, type: ValueType<unknown>): unknown {
  const value = type.parse(text);
  if (value !== undefined) return value;
  const name = spec.flags.replace(/ [<[].*$/, "");
  const got = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
  throw new MinibatchError(
    "INVALID_OPTION",
    `option ${name}: got ${got}, expected ${type.expected}${hint(text, spec)}`,
    {
      option: name,
    },
  );
}

function hint(text: string, spec: OptionSpec<unknown>): string {
  const meant = spec.type?.suggest?.(text);
  if (meant !== undefined) return ` (did you mean ${meant}?)`;
  const long = /--[a-z0-9-]+/.exec(spec.flags)?.[0];
  return typeof spec.default === "number" && long !== undefined ? ` (for example ${long} ${spec.default})` : "";
}
