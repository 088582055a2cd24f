import { join } from "node:path";
import { numericTask } from "../../data/table/table-losses.ts";
import { BlockFile } from "../cache/block-file.ts";
import { type FromCache, preparedRows } from "../cache/prepared-cache.ts";
import type { SettledOptions } from "./going-on.ts";
import { type OnTrainRows, prepareOptions } from "./prepare-options.ts";
import {
  closePrepared,
  encodedFiles,
  keptKnowledge,
  openPrepared,
  type PreparedDescription,
  type PreparedTable,
} from "./prepared-table.ts";
import type { PrepareSeconds } from "./stage-clock.ts";

/**
 * A table's encoded rows, from the cache or prepared.
 *
 * @param onTrainRows - told while they are on their way, where they are dense and of 32 bits
 * @throws {MinibatchError} as `prepareTable`; `INVALID_FILE` when the cache cannot be written
 */
export function preparedTable(
  inputs: readonly string[],
  options: SettledOptions,
  onTrainRows?: OnTrainRows,
): Promise<FromCache<PreparedTable, PrepareSeconds>> {
  const { test, validationFile } = options;
  return preparedRows<PreparedDescription, PreparedTable, PrepareSeconds>(
    {
      files: [...inputs, ...pathsOf(test), ...pathsOf(validationFile)],
      dependencies: dependencies(inputs.length, options),
      noTime: { read: 0, split: 0, statistics: 0, encode: 0 },
      async prepare(folder, temporary) {
        // What prepares tables is loaded where no rows are kept.
        if (options.warmStart !== undefined) {
          const { prepareAgain } = await import("./prepare-again.ts");
          return await prepareAgain(inputs, options.warmStart, prepareOptions(options), folder, temporary);
        }
        const { prepareTable } = await import("./prepare-table.ts");
        return await prepareTable(inputs, prepareOptions(options), { folder, temporary, onTrainRows });
      },
      open: (description, folder, isOwn) => openPrepared(description, (name) => join(folder, name), isOwn),
      check(table) {
        const { trainRows } = table;
        if (trainRows instanceof BlockFile && trainRows.index.precision === "f32") {
          const { rows, columns, index } = trainRows;
          onTrainRows?.(rows, columns + (index.outputs ?? 1) + (index.weighted ? 1 : 0));
        }
        for (const rows of encodedFiles(table)) rows.check();
      },
      close: closePrepared,
    },
    options,
  );
}

function pathsOf(files: string | readonly string[] = []): readonly string[] {
  return typeof files === "string" ? [files] : files;
}

/** The options that encoded rows depend on. */
function dependencies(files: number, options: SettledOptions): unknown {
  const { target, task, loss, header, delimiter, numeric, categorical, drop, only, weight } = options;
  const { testSize, seed, stratify, scale, nullStrings, precision } = prepareOptions(options);
  const { text, analyzer, ngrams, weighting, bits, interactions, layout } = options;
  const others = [options.test, options.validationFile].map((given) => given && pathsOf(given).length);
  // That no number is negative is seen as the target is read.
  const areCounts = loss === "poisson";
  return [
    [
      files,
      target,
      task,
      numericTask(task, loss),
      areCounts,
      header,
      delimiter,
      numeric,
      categorical,
      drop,
      only,
      weight,
    ],
    [others, testSize ?? 0.2, seed ?? 0, stratify ?? true, scale ?? "standard", nullStrings, precision],
    [text, analyzer, ngrams, weighting, bits, interactions, layout],
    // A training that goes on has the columns of the model, whatever its weights are.
    options.warmStart && [options.warmStart.schema, keptKnowledge(options.warmStart.texts)],
  ];
}
