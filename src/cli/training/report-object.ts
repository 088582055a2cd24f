import type { CommonSettings } from "./common-settings.ts";
import type { RunResult } from "./training-kind.ts";

/**
 * A run as plain values, for `report.json` and `--json`: everything but the model and the losses of the epochs, which
 * have files of their own, and the curves, which the page draws.
 */
export function reportObject(result: RunResult, settings: CommonSettings): Record<string, unknown> {
  const { model, history, curves, diverged, ...known } = result;
  const { data, versions } = model;
  return {
    ...known,
    diverged: diverged?.message ?? null,
    data,
    settings,
    epochs: history.length,
    loss: history.at(-1)?.loss ?? null,
    versions,
  };
}
