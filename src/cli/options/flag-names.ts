import { MinibatchError, type OptionIssue } from "../../engine/errors.ts";

/** Options of the library by the keys that the command line has for them, where these differ. */
const KEYS: Readonly<Record<string, string>> = {
  learningRate: "alpha",
  finalLearningRate: "finalAlpha",
  fitIntercept: "intercept",
  "earlyStopping.metric": "earlyStopping",
  "earlyStopping.patience": "patience",
  "earlyStopping.minDelta": "minDelta",
  "earlyStopping.validation": "validation",
};

/** The options of a command by key, each with its flags as commander writes them. */
export type FlagTable = Readonly<Record<string, { readonly flags: string }>>;

/**
 * Waits for a command, and says its complaints about options in the command line's names: `--alpha` where the library says
 * `learningRate`.
 *
 * @param table - the options of the command
 * @throws what `work` throws, `INVALID_OPTION` with another message
 */
export async function withFlagNames<T>(table: FlagTable, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof MinibatchError && error.code === "INVALID_OPTION" ? await renamed(error, table) : error;
  }
}

async function renamed(error: MinibatchError, table: FlagTable): Promise<MinibatchError> {
  const { message, details } = error;
  if (details.issues !== undefined) {
    const { issueText } = await import("../../engine/estimators/options/issues.ts");
    const texts = details.issues.map((issue) => issueText(inFlags(issue, table)));
    const text =
      texts.length === 1 ? `option ${texts[0]}` : `${texts.length} options cannot be used: ${texts.join("; ")}`;
    return new MinibatchError(error.code, text, details, error);
  }
  const { option = "" } = details;
  // Names of one word are the same in both, and may begin a sentence of the command line's own.
  const flag = /[A-Z]/.test(option) && message.startsWith(option) ? flagOf(option, table) : undefined;
  if (flag === undefined) return error;
  return new MinibatchError(error.code, `option ${flag}${rest(message.slice(option.length))}`, details, error);
}

function inFlags({ option, got, expected, hint }: OptionIssue, table: FlagTable): OptionIssue {
  const [name = ""] = option.split(".");
  const whole = flagOf(option, table);
  const flag = flagOf(name, table);
  const words = (text: string): string =>
    text.replace(/\b[a-z]+[A-Z]\w*(?:\.\w+)?/g, (word) => flagOf(word, table) ?? word).replace(/\bnull\b/g, "none");
  return {
    option: whole ?? (flag === undefined ? option : flag + rest(option.slice(name.length))),
    got: got === "null" ? "nothing" : got,
    expected: words(expected),
    ...(hint !== undefined && { hint: words(hint) }),
  };
}

/** What follows an option's name: the class of `classWeight.yes` is a word of its own. */
function rest(text: string): string {
  return text.replace(/^\./, " ");
}

/** The long flag of an option of the library. */
function flagOf(option: string, table: FlagTable): string | undefined {
  const key = KEYS[option] ?? option;
  return Object.hasOwn(table, key) ? /--[a-z0-9-]+/.exec(table[key]!.flags)?.[0] : undefined;
}
