import { SparseModel } from "../../data/sparse/sparse-model.ts";
import { featureWeights, textWeights } from "../../data/table/feature-weights.ts";
import type { TableModel } from "../../data/table/table-model.ts";
import { loadKnownModel } from "../../node/model-file.ts";
import { counted, significant } from "../../node/report/numbers.ts";
import type { CommandContext } from "../command-context.ts";
import type { InspectCommandOptions } from "../commands/inspect.ts";
import { jsonLine } from "../output.ts";
import { printable } from "../printable.ts";
import { columnsText } from "../report-text/columns-text.ts";
import { factsText, scoreFacts } from "../report-text/facts-text.ts";
import { modelWeightsText } from "../report-text/weights-text.ts";
import { inspectSparseCommand } from "../sparse/sparse-commands.ts";
import { goalText } from "../training/training-text.ts";
import { unlessStopped } from "../unless-stopped.ts";
import { columnFacts, dataFacts, settingFacts, sourcesText, trainingFacts, trainingValues } from "./facts.ts";

/** Words of a text that are shown each way, where nothing else is said. */
const WORDS = 30;

/**
 * `minibatch inspect`: what a model file holds, as text or JSON.
 *
 * @throws the signal's reason when it fires
 * @throws {MinibatchError} as `loadModel`
 */
export async function inspectCommand(
  modelFile: string,
  { top, json = false }: InspectCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { stdout, signal } = context;
  const model = await unlessStopped(loadKnownModel(modelFile), signal);
  signal.throwIfAborted();
  if (model instanceof SparseModel) {
    inspectSparseCommand(modelFile, model, { json, ...(top !== undefined && { limit: top }) }, context);
    return;
  }
  if (json) {
    const { schema, options, data, scores, versions } = model;
    const words = textWeights(model, top ?? WORDS);
    stdout.write(
      jsonLine({
        ...{ model: modelFile, schema, weights: featureWeights(model) },
        ...(words.length > 0 && { words }),
        ...{ options, data, scores, versions },
        ...trainingValues(model),
      }),
    );
    return;
  }
  stdout.write(modelText(modelFile, model, top));
}

function modelText(modelFile: string, model: TableModel, top: number | undefined): string {
  const { schema, options, data, scores, versions } = model;
  const weights = featureWeights(model);
  const names = schema.classes.map((label) => printable(String(label)));
  const goal = schema.targets !== undefined || names.length === 0 ? goalText(schema) : names.join(", ");
  const made = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const parts = [
    `${printable(modelFile, 200)}: ${schema.task} of ${printable(schema.target, 200)}: ${goal}\n` +
      `${sourcesText(schema.columns.length, schema.interactions?.length)} that become ${counted(model.encoder.features, "feature")}; made by ${made.join(", ")}\n`,
    columnsText(columnFacts(schema.columns)),
    modelWeightsText(weights, textWeights(model, top ?? WORDS), top === undefined ? {} : { most: top }) +
      interceptsText(weights),
    factsText(scoreFacts(scores)),
    factsText(settingFacts(options)),
    factsText(dataFacts(data, "Data")),
    factsText(trainingFacts(model)),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function interceptsText(outputs: ReturnType<typeof featureWeights>): string {
  if (outputs.length === 1) return `constant term ${significant(outputs[0]!.intercept)}\n`;
  const terms = outputs.map(({ output, intercept }) => `${printable(String(output))} ${significant(intercept, 4)}`);
  return `constant terms: ${terms.join(", ")}\n`;
}
