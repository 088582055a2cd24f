import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { addOptions, type OptionTable } from "../options/option-table.ts";
import { realNumber, someText, wholeNumber } from "../options/value-type.ts";

/** Options of `minibatch tutorial`. */
export interface TutorialCommandOptions {
  /** Passes over the training half. */
  readonly epochs: number;
  /** Learning rate. */
  readonly alpha: number;
  /** Rows per update. */
  readonly batchSize: number;
  /** Seed of the initial weights; without one the run starts from the published run's weights. */
  readonly seed?: number;
  /** Whether every epoch visits the rows in a new random order. */
  readonly shuffle?: boolean;
  /** Whether to compare batch sizes instead of running one. */
  readonly compare?: boolean;
  /** Folder of the pictures. */
  readonly out: string;
  /** Whether to draw pictures. */
  readonly pictures: boolean;
  /** Whether to print JSON lines. */
  readonly json?: boolean;
  /** Whether to print nothing but the result. */
  readonly quiet?: boolean;
}

/** The options of `minibatch tutorial`, as parsed and as shown by the help. */
export const tutorialOptions: OptionTable<TutorialCommandOptions> = {
  epochs: {
    flags: "-e, --epochs <n>",
    help: "passes over the training half",
    type: wholeNumber({ min: 1 }),
    default: 100,
  },
  alpha: { flags: "-a, --alpha <rate>", help: "learning rate", type: realNumber({ above: 0 }), default: 0.01 },
  batchSize: {
    flags: "-b, --batch-size <n>",
    help: "rows per update; 500 or more is vanilla gradient descent",
    type: wholeNumber({ min: 1 }),
    default: 32,
  },
  seed: {
    flags: "--seed <n>",
    help: "draw the initial weights as NumPy does after np.random.seed(n)",
    type: wholeNumber({ min: 0, max: 2 ** 32 - 1 }),
  },
  shuffle: { flags: "--shuffle", help: "reshuffle the rows before every epoch" },
  compare: {
    flags: "--compare",
    help: "compare vanilla gradient descent with batch sizes 1, 32, 64, 128 and 256",
    conflicts: ["batchSize"],
  },
  out: { flags: "--out <dir>", help: "folder of the pictures", type: someText("a folder"), default: "tutorial" },
  pictures: { flags: "--no-pictures", help: "draw no pictures" },
  json: { flags: "--json", help: "print one JSON object a line" },
  quiet: { flags: "--quiet", help: "print the result only" },
};

/** Adds `minibatch tutorial` to the program. */
export function addTutorialCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("tutorial")
    .summary("run the teaching script: two blobs, a sigmoid, mini-batches")
    .description(
      "Trains on 1,000 points in two blobs by mini-batch gradient descent, prints the loss and the\n" +
        "classification report of the test half, and draws the points with the decision line, and the loss.",
    );
  addOptions(command, tutorialOptions).action(async (options: TutorialCommandOptions) => {
    if (options.compare) await (await import("../tutorial/compare-command.ts")).compareCommand(options, context);
    else await (await import("../tutorial/tutorial-command.ts")).tutorialCommand(options, context);
  });
}
