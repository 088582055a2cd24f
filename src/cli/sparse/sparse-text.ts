import type { SparseModel } from "../../data/sparse/sparse-model.ts";
import { sparseWeights } from "../../data/sparse/sparse-weights.ts";
import { significant } from "../../node/report/numbers.ts";
import { wordsText } from "../report-text/words-text.ts";

/** The features that push each way, and how the weights lie over names. */
export function sparseWeightsText(model: SparseModel, limit: number): string {
  return sparseWeights(model, limit)
    .map((output) => `${wordsText(output)}constant term ${significant(output.intercept)}\n`)
    .join("\n");
}
