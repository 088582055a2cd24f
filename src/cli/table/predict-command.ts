import { writeFileAtomic } from "../../node/files/atomic-write.ts";
import { loadModel } from "../../node/model-file.ts";
import { predictTable } from "../../node/predict-table.ts";
import type { CommandContext } from "../command-context.ts";
import type { PredictCommandOptions } from "../commands/predict.ts";
import { unlessStopped } from "../unless-stopped.ts";
import { predictionsCsv } from "./csv-lines.ts";

/**
 * `minibatch predict`: the predictions for a table file as CSV.
 *
 * Asked to stop, it ends at once.
 *
 * @throws the signal's reason when it fires
 * @throws {MinibatchError} as `loadModel` and `predictTable`, and `INVALID_FILE` when the CSV file cannot be written
 */
export async function predictCommand(
  modelFile: string,
  file: string,
  { header, out }: PredictCommandOptions,
  { stdout, stderr, signal }: CommandContext,
): Promise<void> {
  const predicting = loadModel(modelFile).then((model) =>
    predictTable(model, file, header === undefined ? {} : { header }),
  );
  const predictions = await unlessStopped(predicting, signal);
  signal.throwIfAborted();
  if (out !== undefined) {
    await writeFileAtomic(out, Buffer.concat(Array.from(predictionsCsv(predictions), (text) => Buffer.from(text))));
    stderr.write(`wrote ${out}: ${predictions.rows} predictions\n`);
    return;
  }
  for (const text of predictionsCsv(predictions)) {
    stdout.write(text);
    await stdout.flush();
    signal.throwIfAborted();
  }
}
