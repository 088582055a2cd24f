import type { Command } from "commander";
import { TABLE_LOSSES, type TableLoss } from "../../data/table/table-losses.ts";
import type { Task } from "../../data/table/table-schema.ts";
import { trainingDefaults } from "../../data/table/training-defaults.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { ShuffleMode } from "../../engine/sampling/windows.ts";
import type { ScaleMode } from "../../node/tables/fit-encoders.ts";
import type { CommandContext } from "../command-context.ts";
import { withFlagNames } from "../options/flag-names.ts";
import { addOptions, type OptionTable, untoldOptions } from "../options/option-table.ts";
import { type TrainingCommandOptions, trainingOptions } from "../options/training-options.ts";
import { oneOf, orWord, realNumber, someText, textList, type ValueType, wholeNumber } from "../options/value-type.ts";
import { type SparseCommandOptions, sparseOptions } from "./sparse-options.ts";
import { delimiter } from "./table-options.ts";

/** Options of `minibatch train`; what is not given is left to `trainTable`. */
export interface TrainCommandOptions extends SparseCommandOptions, TrainingCommandOptions {
  /** Names of the columns to predict; a row of libsvm or vw text has its label. */
  readonly target?: readonly string[];
  /** What to learn. */
  readonly task?: Task;
  /** Share of the rows held out. */
  readonly testSize: number;
  /** Seed of the split and of the rows' order. */
  readonly seed: number;
  /** Whether the split keeps the classes' shares. */
  readonly stratify: boolean;
  /** Files with the rows to test on. */
  readonly test?: readonly string[];
  /** Files with the rows to stop by. */
  readonly validationFile?: readonly string[];
  /** Whether a CSV file's first line holds the column names; without it, the reader finds out. */
  readonly header?: boolean;
  /** What separates the values of a CSV file; without it, the reader finds out. */
  readonly delimiter?: string;
  /** Texts that stand for a missing value, beside the empty one. */
  readonly nullStrings: readonly string[];
  /** Columns to be taken for numbers. */
  readonly numeric?: readonly string[];
  /** Columns to be taken for words. */
  readonly categorical?: readonly string[];
  /** Columns to leave out. */
  readonly drop?: readonly string[];
  /** The only columns to learn from. */
  readonly only?: readonly string[];
  /** Column with the weight of each row. */
  readonly weight?: string;
  /** How numeric columns are scaled. */
  readonly scale: ScaleMode;
  /** Folder of the cache, or false for none. */
  readonly cache?: string | false;
  /** Loss. */
  readonly loss?: TableLoss;
  /** Passes over the training rows. */
  readonly epochs?: number;
  /** Learning rate. */
  readonly alpha?: number | "auto";
  /** Rows per update. */
  readonly batchSize: number | "auto";
  /** Strength of the L2 penalty. */
  readonly l2?: number;
  /** Order of the rows in each epoch. */
  readonly shuffle: ShuffleMode;
  /** Width of the numbers. */
  readonly precision: Precision;
  /** Path of a model whose training goes on. */
  readonly warmStart?: string;
  /** Whether the model keeps where its training stands. */
  readonly keepState?: boolean;
  /** The run folder. */
  readonly out?: string;
  /** Whether to print JSON lines. */
  readonly json?: boolean;
  /** Whether to print nothing but the result. */
  readonly quiet?: boolean;
}

/** The options of a training, with those that nobody told. */
export interface ToldOptions extends TrainCommandOptions {
  /** The options whose values are their defaults. */
  readonly untold: ReadonlySet<string>;
}

/** It does not depend on the size of the table. */
const { batchSize } = trainingDefaults({ rows: 1, columns: 1 });

const { classification, regression } = TABLE_LOSSES;

function listed([first, ...others]: readonly string[]): string {
  return `${first} (default), ${others.slice(0, -1).join(", ")} or ${others.at(-1)}`;
}

/** What `trainTable` takes for missing values (src/node/tables/prepare-options.ts, which is loaded when it is needed). */
const NULL_STRINGS = ["?", "NA"];

const columns = { type: textList("names of columns"), repeats: true } as const;

const columnNames: ValueType<readonly string[]> = {
  expected: "the name of a column, or several with commas between them",
  parse(text) {
    const names = columns.type.parse(text) ?? [];
    return names.length > 0 && names.every((name) => name.trim() !== "") ? names : undefined;
  },
};

const filePath: ValueType<readonly string[]> = {
  expected: "a file",
  parse: (text) => (text.trim() === "" ? undefined : [text]),
};

/** The options of `minibatch train`, as parsed and as shown by the help. */
export const trainOptions: OptionTable<TrainCommandOptions> = {
  target: {
    flags: "-t, --target <columns>",
    help: "the column to predict, or several: all numbers, or all of two values (rows of libsvm and vw text begin with their label)",
    type: columnNames,
    repeats: true,
  },
  epochs: {
    flags: "-e, --epochs <n>",
    help: "passes over the training rows (default: by the table's size)",
    type: wholeNumber({ min: 1 }),
  },
  alpha: {
    flags: "-a, --alpha <rate>",
    help: "learning rate, or auto to look for one (default: 0.2 for adagrad, auto for others)",
    type: orWord(realNumber({ above: 0 }), "auto"),
  },
  batchSize: {
    flags: "-b, --batch-size <n>",
    help: "rows per update, or auto for as many as fit in the cache",
    type: orWord(wholeNumber({ min: 1 }), "auto"),
    default: batchSize,
  },
  task: {
    flags: "--task <task>",
    help: "classification or regression (default: by the target's values)",
    type: oneOf("classification", "regression"),
  },
  testSize: {
    flags: "--test-size <share>",
    help: "share of the rows held out for the test",
    type: realNumber({ above: 0, below: 1 }),
    default: 0.2,
  },
  seed: {
    flags: "--seed <n>",
    help: "seed of the split and of the rows' order",
    type: wholeNumber({ min: 0, max: 2 ** 32 - 1 }),
    default: 0,
  },
  stratify: { flags: "--no-stratify", help: "do not keep the classes' shares in the split" },
  test: {
    flags: "--test <file>",
    help: "file with the rows to test on, instead of some held out",
    type: filePath,
    repeats: true,
    conflicts: ["testSize"],
  },
  validationFile: {
    flags: "--validation-file <file>",
    help: "file with the rows to stop by, instead of some held out of the training rows",
    type: filePath,
    repeats: true,
  },
  delimiter,
  nullStrings: {
    flags: "--null-strings <texts>",
    help: "texts that stand for a missing value, beside the empty one",
    type: textList("texts separated by commas"),
    default: NULL_STRINGS,
  },
  numeric: { flags: "--numeric <columns>", help: "columns to be taken for numbers", ...columns },
  categorical: { flags: "--categorical <columns>", help: "columns to be taken for words", ...columns },
  drop: { flags: "--drop <columns>", help: "columns to leave out", ...columns },
  only: { flags: "--only <columns>", help: "the only columns to learn from", ...columns },
  weight: {
    flags: "--weight <column>",
    help: "column that says how often each row counts",
    type: someText("the name of a column"),
  },
  scale: {
    flags: "--scale <mode>",
    help: "how numeric columns are scaled: standard, minmax or none",
    type: oneOf("standard", "minmax", "none"),
    default: "standard",
  },
  cache: {
    flags: "--cache <dir>",
    help: "folder of the encoded rows of large tables (default: minibatch in the user's cache)",
    type: someText("a folder"),
    opposite: "keep no encoded rows",
  },
  header: {
    flags: "--header",
    help: "the CSV file's first line holds the column names (default: found out)",
    opposite: "the CSV file starts with data; columns are column0, column1 …",
  },
  loss: {
    flags: "--loss <loss>",
    help: `for classes ${listed(classification)}; for numbers ${listed(regression)}`,
    type: oneOf(...new Set([...classification, ...regression])),
  },
  l2: {
    flags: "--l2 <strength>",
    help: "strength of the L2 penalty (default: by the table's size)",
    type: realNumber({ min: 0 }),
  },
  ...trainingOptions,
  shuffle: {
    flags: "--shuffle <order>",
    help: "order of the rows in each epoch: block, full or none",
    type: oneOf("block", "full", "none"),
    default: "block",
  },
  precision: {
    flags: "--precision <width>",
    help: "width of the numbers: f32 or f64",
    type: oneOf("f32", "f64"),
    default: "f32",
  },
  ...sparseOptions,
  warmStart: {
    flags: "--warm-start <model>",
    help: "go on training a model: its columns, classes and, where none are given, settings",
    type: someText("the file of a model"),
  },
  keepState: {
    flags: "--keep-state",
    help: "keep in the model where its training stands, so that --warm-start goes on to the same bits",
  },
  out: {
    flags: "--out <dir>",
    help: "the run folder (default: runs/ and the file's name, numbered where taken)",
    type: someText("a folder"),
  },
  json: { flags: "--json", help: "print one JSON object a line" },
  quiet: { flags: "--quiet", help: "print the result only" },
};

/** Adds `minibatch train` to the program. */
export function addTrainCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("train")
    .summary("train a model on a table")
    .description(
      "Trains a model on a table of numbers, words and dates, tests it on rows held out, and saves the\n" +
        "model and the report in a run folder. Lists of columns are separated by commas. Files of sparse\n" +
        "rows are libsvm or Vowpal Wabbit text.",
    )
    .argument(
      "<files...>",
      "CSV, TSV, Parquet or JSON Lines files of one table, or a libsvm or vw file; - for standard input",
    );
  addOptions(command, trainOptions).action(async (files: readonly string[], options: TrainCommandOptions) => {
    const told = { ...options, untold: untoldOptions(command, trainOptions) };
    const { isSparseTraining } = await import("../sparse/is-sparse-training.ts");
    if (await withFlagNames(trainOptions, isSparseTraining(files, options))) {
      const { trainSparseCommand } = await import("../sparse/train-sparse-command.ts");
      return withFlagNames(trainOptions, trainSparseCommand(files, told, context));
    }
    if (options.target === undefined && options.warmStart === undefined) return targetMissing(command, files);
    const { trainCommand } = await import("../table/train-command.ts");
    return withFlagNames(trainOptions, trainCommand(files, told, context));
  });
}

/** Ends a command on a table, or what was taken for one, that was given no target. */
export function targetMissing(command: Command, [file]: readonly string[]): never {
  // Only of standard input can no first row be looked at.
  const orFormat = file === "-" ? "; libsvm and vw rows on standard input need --format instead" : "";
  const message = `required option '${trainOptions.target.flags}' not specified${orFormat}`;
  return command.error(message, { code: "commander.missingMandatoryOptionValue" });
}
