import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { predictOptions } from "../../src/cli/commands/predict.ts";
import { trainOptions } from "../../src/cli/commands/train.ts";
import { tutorialOptions } from "../../src/cli/commands/tutorial.ts";
import type { Output } from "../../src/cli/output.ts";
import { createProgram } from "../../src/cli/program.ts";
import { run } from "../../src/cli/run.ts";

/** Runs the command line inside this process. */
async function inProcess(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const text = { stdout: "", stderr: "" };
  const output = (name: keyof typeof text): Output => ({
    write: (part) => {
      text[name] += part;
    },
    flush: () => Promise.resolve(),
  });
  const context = { stdout: output("stdout"), stderr: output("stderr"), signal: new AbortController().signal };
  return { status: await run(args, context), ...text };
}

describe("help", () => {
  it("of minibatch", async () => {
    const { status, stdout, stderr } = await inProcess("--help");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatchInlineSnapshot(`
      "Usage: minibatch [options] [command]

      Trains models by mini-batch stochastic gradient descent.

      Options:
        -V, --version                          print the version
        --debug                                show the stack of an error
        -h, --help                             print the help

      Commands:
        tutorial [options]                     run the teaching script: two blobs, a sigmoid, mini-batches
        train [options] <files...>             train a model on a table
        evaluate [options] <model> <files...>  score a model on a table
        predict [options] <model> <files...>   predict the rows of a table file
        inspect [options] <model>              show what is in a model file
        lr [options] <files...>                look for a learning rate
        help [command]                         print the help of a command
      "
    `);
  });

  it("of minibatch tutorial", async () => {
    expect((await inProcess("tutorial", "--help")).stdout).toMatchInlineSnapshot(`
      "Usage: minibatch tutorial [options]

      Trains on 1,000 points in two blobs by mini-batch gradient descent, prints the loss and the
      classification report of the test half, and draws the points with the decision line, and the loss.

      Options:
        -e, --epochs <n>      passes over the training half (default: 100)
        -a, --alpha <rate>    learning rate (default: 0.01)
        -b, --batch-size <n>  rows per update; 500 or more is vanilla gradient descent (default: 32)
        --seed <n>            draw the initial weights as NumPy does after np.random.seed(n)
        --shuffle             reshuffle the rows before every epoch
        --compare             compare vanilla gradient descent with batch sizes 1, 32, 64, 128 and 256
        --out <dir>           folder of the pictures (default: "tutorial")
        --no-pictures         draw no pictures
        --json                print one JSON object a line
        --quiet               print the result only
        -h, --help            print the help
      "
    `);
  });

  it("of minibatch train", async () => {
    expect((await inProcess("train", "--help")).stdout).toMatchInlineSnapshot(`
      "Usage: minibatch train [options] <files...>

      Trains a model on a table of numbers, words and dates, tests it on rows held out, and saves the
      model and the report in a run folder. Lists of columns are separated by commas. Files of sparse
      rows are libsvm or Vowpal Wabbit text.

      Arguments:
        files                      CSV, TSV, Parquet or JSON Lines files of one table, or a libsvm or vw
                                   file; - for standard input

      Options:
        -t, --target <columns>     the column to predict, or several: all numbers, or all of two values
                                   (rows of libsvm and vw text begin with their label)
        -e, --epochs <n>           passes over the training rows (default: by the table's size)
        -a, --alpha <rate>         learning rate, or auto to look for one (default: 0.2 for adagrad, auto
                                   for others)
        -b, --batch-size <n>       rows per update, or auto for as many as fit in the cache (default: 32)
        --task <task>              classification or regression (default: by the target's values)
        --test-size <share>        share of the rows held out for the test (default: 0.2)
        --seed <n>                 seed of the split and of the rows' order (default: 0)
        --no-stratify              do not keep the classes' shares in the split
        --test <file>              file with the rows to test on, instead of some held out
        --validation-file <file>   file with the rows to stop by, instead of some held out of the training
                                   rows
        --delimiter <text>         what separates the values of a CSV file (default: found out)
        --null-strings <texts>     texts that stand for a missing value, beside the empty one (default:
                                   ["?","NA"])
        --numeric <columns>        columns to be taken for numbers
        --categorical <columns>    columns to be taken for words
        --drop <columns>           columns to leave out
        --only <columns>           the only columns to learn from
        --weight <column>          column that says how often each row counts
        --scale <mode>             how numeric columns are scaled: standard, minmax or none (default:
                                   "standard")
        --cache <dir>              folder of the encoded rows of large tables (default: minibatch in the
                                   user's cache)
        --no-cache                 keep no encoded rows
        --header                   the CSV file's first line holds the column names (default: found out)
        --no-header                the CSV file starts with data; columns are column0, column1 …
        --loss <loss>              for classes log_loss (default), softmax, hinge, squared_hinge,
                                   modified_huber, perceptron, sigmoid_squared_error, squared_error,
                                   huber, epsilon_insensitive or squared_epsilon_insensitive; for numbers
                                   squared_error (default), huber, epsilon_insensitive,
                                   squared_epsilon_insensitive, quantile or poisson
        --l2 <strength>            strength of the L2 penalty (default: by the table's size)
        --optimizer <name>         sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw, ftrl (default:
                                   adagrad)
        --momentum <share>         what momentum and nesterov keep (default: 0.9)
        --rho <share>              what rmsprop keeps (default: 0.9)
        --beta1 <share>            what adam and adamw keep of the gradient (default: 0.9)
        --beta2 <share>            what they keep of its square (default: 0.999)
        --eps <number>             what adaptive optimisers add to a root (default: 1e-8)
        --ftrl-beta <number>       the beta of ftrl (default: 1)
        --schedule <name>          how alpha goes: constant, optimal, invscaling, adaptive, step,
                                   exponential, cosine, linear, pa1, pa2 (default: linear)
        --power <number>           exponent of invscaling (default: 0.5)
        --decay <factor>           factor of step and exponential (default: 0.5)
        --decay-epochs <n>         epochs for that factor (default: 1)
        --schedule-epochs <n>      epochs of cosine and linear (default: all)
        --final-alpha <rate>       alpha at the end of cosine and linear (default: 0)
        --warmup <epochs>          epochs during which alpha rises (default: 0)
        --rate-batch-size <n>      batch size that alpha is meant for; alpha is scaled to the batch size
        --l1 <strength>            strength of the L1 penalty (default: 0)
        --max-norm <number>        largest norm of an output's weights
        --clip-norm <number>       largest norm of a gradient
        --clip-value <number>      largest element of a gradient
        --accumulate <n>           batches for one update (default: 1)
        --average [rows]           the model is the mean of the weights, from so many rows on (default:
                                   from the first)
        --early-stopping [metric]  stop by rows held out of the training rows and keep the best epoch; by
                                   loss (default) or accuracy, balanced_accuracy, f1, matthews, roc_auc,
                                   average_precision, log_loss, brier, r2, explained_variance,
                                   mean_squared_error, root_mean_squared_error, mean_absolute_error,
                                   median_absolute_error
        --no-early-stopping        hold no training rows out (default: some out of 20,000 and more)
        --validation <share>       share of the training rows for --early-stopping (default: 0.1)
        --patience <n>             epochs without gain before --early-stopping or --tol ends training
                                   (default: 5)
        --min-delta <number>       what counts as a gain for --early-stopping (default: 0.0001)
        --tol <number>             end training when the loss no longer falls by more than this
        --class-weight <weights>   how often rows of a class count: balanced, or a list such as yes=3,no=1
        --multiclass <way>         several classes: softmax or one-vs-rest (default: softmax for log_loss,
                                   else one-vs-rest)
        --epsilon <number>         where huber becomes linear, and the margin of epsilon_insensitive
                                   (default: 0.1)
        --quantile <share>         which quantile the loss quantile learns (default: 0.5, the median)
        --intercept                train a constant term (default)
        --no-intercept             train none: an answer is the sum of weights times features alone
        --reduction <way>          a batch's step goes along the mean or the sum of its rows' gradients
                                   (default: mean)
        --shuffle <order>          order of the rows in each epoch: block, full or none (default: "block")
        --precision <width>        width of the numbers: f32 or f64 (default: "f32")
        --format <format>          libsvm or vw: a file of sparse rows (default: by its ending or first
                                   row)
        --index-base <n>           index of a libsvm file's first column (default: 0 where it has an index
                                   0, else 1)
        --text <columns>           columns of sentences
        --ngrams <n[:m]>           fewest and most words of a feature of a text (default: 1)
        --analyzer <parts>         what texts are cut into: word, char or char_wb (default: word)
        --weighting <mode>         what a feature of a text counts: counts, binary or tfidf (default:
                                   tfidf)
        --interactions <pairs>     columns to multiply: a:b,c:d
        --bits <n>                 hashed names get 2^n columns (default: 18, words of a table 8)
        --layout <layout>          rows of a table in memory: auto, dense or sparse (default: auto, by
                                   size)
        --warm-start <model>       go on training a model: its columns, classes and, where none are given,
                                   settings
        --keep-state               keep in the model where its training stands, so that --warm-start goes
                                   on to the same bits
        --out <dir>                the run folder (default: runs/ and the file's name, numbered where
                                   taken)
        --json                     print one JSON object a line
        --quiet                    print the result only
        -h, --help                 print the help
      "
    `);
  });

  it("of minibatch predict", async () => {
    expect((await inProcess("predict", "--help")).stdout).toMatchInlineSnapshot(`
      "Usage: minibatch predict [options] <model> <files...>

      Predicts every row of a table with a trained model and writes its columns, the prediction and a
      probability for each class, in the table's order. With a loss that gives no probabilities it is a
      decision value for each class, of two classes for the second.

      Arguments:
        model               model.safetensors of a run folder
        files               CSV, TSV, Parquet or JSON Lines files of one table; - for standard input

      Options:
        -o, --out <file>    file of the predictions: .csv, .parquet or .jsonl (default: standard output)
        --format <format>   csv, parquet or jsonl (default: by the file's ending, else csv)
        --delimiter <text>  what separates the values of a CSV file (default: found out)
        --header            the CSV file's first line holds the column names (default: found out)
        --no-header         the CSV file starts with data; columns are column0, column1 …
        -h, --help          print the help
      "
    `);
  });

  it("is the same after help and before it", async () => {
    expect(await inProcess("help", "train")).toEqual(await inProcess("train", "-h"));
  });

  it("goes to standard error, with status 2, where no command is given", async () => {
    const { status, stdout, stderr } = await inProcess();
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toBe((await inProcess("--help")).stdout);
  });
});

it.each([
  ["tutorial", tutorialOptions],
  ["train", trainOptions],
  ["predict", predictOptions],
])("%s: every key of the option table is the name that commander gives the value", (name, table) => {
  const context = { stdout: failing, stderr: failing, signal: new AbortController().signal };
  const command = createProgram(context).command.commands.find((candidate) => candidate.name() === name);
  expect([...new Set(command?.options.map((option) => option.attributeName()))]).toEqual(Object.keys(table));
});

const failing: Output = {
  write: () => expect.unreachable(),
  flush: () => expect.unreachable(),
};

describe("wrong usage is one line and status 2", () => {
  it.each([
    [
      ["tutorial", "--epochs", "2.5"],
      'option -e, --epochs: got "2.5", expected a whole number >= 1 (for example --epochs 100)',
    ],
    [["tutorial", "-e", "0"], 'option -e, --epochs: got "0", expected a whole number >= 1 (for example --epochs 100)'],
    [
      ["tutorial", "-e", "-1"],
      'option -e, --epochs: got "-1", expected a whole number >= 1 (for example --epochs 100)',
    ],
    [
      ["tutorial", "-e", "−1"],
      'option -e, --epochs: got "−1", expected a whole number >= 1 (for example --epochs 100)',
    ],
    [
      ["tutorial", "-e", "abc"],
      'option -e, --epochs: got "abc", expected a whole number >= 1 (for example --epochs 100)',
    ],
    [["tutorial", "-e", ""], 'option -e, --epochs: got "", expected a whole number >= 1 (for example --epochs 100)'],
    [
      ["tutorial", "--epochs=Infinity"],
      'option -e, --epochs: got "Infinity", expected a whole number >= 1 (for example --epochs 100)',
    ],
    [
      ["tutorial", "-epochs", "5"],
      'option -e, --epochs: got "pochs", expected a whole number >= 1 (for example --epochs 100)',
    ],
    [["tutorial", "-a", "nan"], 'option -a, --alpha: got "nan", expected a number > 0 (for example --alpha 0.01)'],
    [
      ["tutorial", "--seed", "4294967296"],
      'option --seed: got "4294967296", expected a whole number from 0 to 4294967295',
    ],
    [["tutorial", "--out", ""], 'option --out: got "", expected a folder'],
    [["tutorial", "-e"], "option '-e, --epochs <n>' argument missing (see minibatch tutorial --help)"],
    [["tutorial", "--epoch", "5"], "unknown option '--epoch' (did you mean --epochs?)"],
    [["tutorial", "--bacth-size=5"], "unknown option '--bacth-size=5' (did you mean --batch-size?)"],
    [["tutorial", "-x"], "unknown option '-x' (see minibatch tutorial --help)"],
    [
      ["tutorial", "5"],
      "too many arguments for 'tutorial'. Expected 0 arguments but got 1 (see minibatch tutorial --help)",
    ],
    [
      ["tutorial", "--compare", "-b", "5"],
      "option '--compare' cannot be used with option '-b, --batch-size <n>' (see minibatch tutorial --help)",
    ],
    [["tutorail"], "unknown command 'tutorail' (did you mean tutorial?)"],
    [["--epochs", "5"], "unknown option '--epochs' (see minibatch --help)"],
    [["train", "a.csv", "--taget", "y"], "unknown option '--taget' (did you mean --target?)"],
    [["train", "a.csv"], "required option '-t, --target <columns>' not specified (see minibatch train --help)"],
    ...["train", "lr"].map((command): [string[], string] => [
      [command, "-"],
      `required option '-t, --target <columns>' not specified; libsvm and vw rows on standard input need --format instead (see minibatch ${command} --help)`,
    ]),
    [["train", "--target", "y"], "missing required argument 'files' (see minibatch train --help)"],
    [
      ["train", "a.csv", "-t", "y", "--loss", "logloss"],
      'option --loss: got "logloss", expected one of log_loss, softmax, hinge, squared_hinge, modified_huber, perceptron, sigmoid_squared_error, squared_error, huber, epsilon_insensitive, squared_epsilon_insensitive, quantile, poisson (did you mean log_loss?)',
    ],
    [
      ["train", "a.csv", "-t", "y", "--test-size", "1"],
      'option --test-size: got "1", expected a number > 0 and < 1 (for example --test-size 0.2)',
    ],
    [["predict", "model.safetensors"], "missing required argument 'files' (see minibatch predict --help)"],
  ])("%j", async (args, message) => {
    expect(await inProcess(...args)).toEqual({ status: 2, stdout: "", stderr: `minibatch: ${message}\n` });
  });

  it("names every value that is not acceptable at once", async () => {
    const args = ["train", "a.csv", "-t", "y", "--l2", "-1", "--seed", "7", "--schedule", "nope", "--optimizer", "adm"];
    const { status, stderr } = await inProcess(...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^minibatch: 3 options cannot be used: --l2: got "-1", expected a number >= 0; --schedule: got "nope", expected one of .*; --optimizer: got "adm", .* \(did you mean adam\?\)\n$/,
    );
    // A value that is not acceptable is told before an option that is missing.
    expect((await inProcess("train", "a.csv", "-e", "0")).stderr).toMatch(/^minibatch: option -e, --epochs: got "0", /);
  });

  it("cuts a long value", async () => {
    const { stderr } = await inProcess("tutorial", "-e", "x".repeat(5000));
    expect(stderr).toContain(`got "${"x".repeat(40)}…", expected`);
  });

  it("shows the stack with --debug, before or after the command", async () => {
    for (const args of [
      ["--debug", "tutorial", "-e", "0"],
      ["tutorial", "-e", "0", "--debug"],
    ]) {
      const { status, stderr } = await inProcess(...args);
      expect(status).toBe(2);
      expect(stderr).toMatch(/^minibatch: option -e.*\nMinibatchError: option -e.*\n {4}at /);
    }
  });
});

describe("what the program loads before a command runs", () => {
  const built = fileURLToPath(new URL("../../dist/", import.meta.url));

  /** The files of the bundle that one imports without waiting for an action, and the packages among them. */
  function loadedBy(file: string, seen: Set<string>): Set<string> {
    if (seen.has(file)) return seen;
    seen.add(file);
    if (!file.startsWith(built)) return seen;
    const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, true);
    const text = readFileSync(file, "utf8");
    for (const { fileName, pos } of importedFiles) {
      if (/import\(\s*$/.test(text.slice(0, pos))) continue;
      loadedBy(fileName.startsWith(".") ? join(dirname(file), fileName) : fileName, seen);
    }
    return seen;
  }

  it("is the options and their parser: no engine but its errors and names of options, no package but commander", () => {
    const loaded = [...loadedBy(join(built, "cli/main.js"), new Set())];
    expect(loaded.filter((file) => !file.startsWith("node:") && !file.startsWith(built))).toEqual(["commander"]);
    const modules = loaded
      .filter((file) => file.startsWith(built))
      .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/^\/\/ src\/(.*\.ts)$/gm)])
      .map(([, name]) => name ?? "");
    expect(modules).toContain("cli/main.ts");
    expect(modules.filter((name) => /^(engine|node)\//.test(name)).sort()).toEqual([
      "engine/errors.ts",
      "engine/estimators/early-stopping/metric-names.ts",
      "engine/objective/losses.ts",
      "engine/optimizer/optimizers.ts",
      "engine/optimizer/schedule-names.ts",
      "node/files/file-error.ts",
      "node/files/package-version.ts",
    ]);
  });
});
