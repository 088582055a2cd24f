import { writeFileAtomic } from "../../node/files/atomic-write.ts";
import { loadModel } from "../../node/model-file.ts";
import { predictTable } from "../../node/predict-table.ts";
import type { CommandContext } from "../command-context.ts";
import type { PredictCommandOptions } from "../commands/predict.ts";
import { predictionsCsv } from "./csv-lines.ts";

/**
 * `minibatch predict`: the predictions for a table file as CSV.
 *
 * @throws {MinibatchError} as `loadModel` and `predictTable`, and `INVALID_FILE` when the CSV file cannot be written
 */
export async function predictCommand(
  modelFile: string,
  file: string,
  options: PredictCommandOptions,
  { stdout, stderr, signal }: CommandContext,
): Promise<void> {
  const model = await loadModel(modelFile);
  const predictions = await predictTable(model, file, options.header ? {} : { header: false });
  signal.throwIfAborted();
  if (options.out !== undefined) {
    await writeFileAtomic(
      options.out,
      Buffer.concat(Array.from(predictionsCsv(predictions), (text) => Buffer.from(text))),
    );
    stderr.write(`wrote ${options.out}: ${predictions.rows} predictions\n`);
    return;
  }
  for (const text of predictionsCsv(predictions)) {
    stdout.write(text);
    await stdout.flush();
    signal.throwIfAborted();
  }
}
