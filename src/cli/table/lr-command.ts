import { searchTableRate } from "../../node/search-table-rate.ts";
import type { TrainTableOptions } from "../../node/tables/types.ts";
import type { CommandContext } from "../command-context.ts";
import type { LearningRateCommandOptions } from "../commands/lr.ts";
import type { ToldOptions } from "../commands/train.ts";
import { tellRate } from "../training/rate-text.ts";
import { tableOptions } from "./train-command.ts";
import { repeatLine, trainSettings } from "./train-settings.ts";

/**
 * `minibatch lr`: looks for a learning rate for a table, and prints and draws the losses.
 *
 * @throws as {@link tellRate}; {@link MinibatchError} as `searchTableRate`
 */
export async function learningRateCommand(
  files: readonly string[],
  options: LearningRateCommandOptions & Pick<ToldOptions, "untold">,
  context: CommandContext,
): Promise<void> {
  const { signal } = context;
  const found = await searchTableRate(files, { ...(tableOptions(options) as TrainTableOptions), signal });
  const again = repeatLine(files, trainSettings(options, { ...found, foundLearningRate: found.best }));
  const { target, targets, settings, ...search } = found;
  await tellRate(search, again, options, context);
}
