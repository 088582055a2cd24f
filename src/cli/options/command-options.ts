import { pickEstimatorOptions, type TableEstimatorOptions } from "../../data/table/table-training-options.ts";
import type { EarlyStoppingOptions } from "../../engine/estimators/sgd-options.ts";
import type { TrainingCommandOptions } from "./training-options.ts";

/** The options of the command line that give those of the estimators. */
export function commandOptions(options: TableEstimatorOptions): TrainingCommandOptions {
  const { finalLearningRate, fitIntercept, earlyStopping, ...others } = pickEstimatorOptions(options);
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== null));
  return {
    ...(given as TrainingCommandOptions),
    ...(finalLearningRate !== undefined && { finalAlpha: finalLearningRate }),
    ...(fitIntercept !== undefined && { intercept: fitIntercept }),
    ...(earlyStopping !== undefined && stoppingOptions(earlyStopping)),
  };
}

function stoppingOptions(earlyStopping: boolean | EarlyStoppingOptions): TrainingCommandOptions {
  if (earlyStopping === false) return { earlyStopping };
  const { metric = "loss", ...parts } = earlyStopping === true ? {} : earlyStopping;
  return { earlyStopping: metric, ...parts };
}
