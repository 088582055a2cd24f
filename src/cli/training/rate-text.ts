import type { LearningRateSearch } from "../../engine/estimators/learning-rate/find-best-rate.ts";
import { rateChart } from "../../node/charts/rate-chart.ts";
import { writeChart } from "../../node/charts/render.ts";
import { counted } from "../../node/report/numbers.ts";
import type { RateSearch } from "../../node/training/search-rate.ts";
import type { CommandContext } from "../command-context.ts";
import type { LearningRateCommandOptions } from "../commands/lr.ts";
import { jsonLine } from "../output.ts";
import { textTable } from "../text-table.ts";

/** Characters of the longest bar. */
const BAR = 40;

/** What a search has found, beside what only its kind of rows has. */
type FoundRate = Omit<RateSearch, "settings">;

/**
 * Prints what a search for a learning rate has found, and draws it where a folder is given.
 *
 * @param again - the command line that trains with it
 * @throws the signal's reason when it has fired
 * @throws {MinibatchError} `INVALID_FILE` when the picture cannot be written
 */
export async function tellRate(
  search: FoundRate,
  again: string,
  { json = false, quiet = false, out }: Pick<LearningRateCommandOptions, "json" | "quiet" | "out">,
  { stdout, signal }: CommandContext,
): Promise<void> {
  signal.throwIfAborted();
  const pictures = out === undefined ? [] : await draw(out, search);
  if (json) {
    stdout.write(jsonLine({ event: "result", ...search, ...(out !== undefined && { files: pictures }) }));
    return;
  }
  if (quiet) {
    stdout.write(`${search.best}\n`);
    return;
  }
  const rows = `${counted(search.rows, "row")} of ${counted(search.trainRows, "training row")}`;
  stdout.write(`${rows}, ${counted(search.features, "feature")}, ${search.updates} updates with each rate\n\n`);
  stdout.write(lossTable(search));
  stdout.write(`\nalpha ${search.best}: the smallest with 95 % of the best gain\ntrain with it: ${again}\n`);
  for (const file of pictures) stdout.write(`wrote ${file}\n`);
}

async function draw(folder: string, search: LearningRateSearch): Promise<string[]> {
  const chart = await rateChart({ title: "Loss by learning rate", search });
  return Object.values(await writeChart(folder, "lr", chart));
}

/** The losses as numbers and as bars; the chosen rate is marked. */
function lossTable({ rates, losses, startLoss, best }: LearningRateSearch): string {
  const rows = rates.map((rate, i) => {
    const loss = losses[i]!;
    const length = Math.round((BAR * Math.min(loss, startLoss)) / startLoss);
    const bar = loss > startLoss ? (Number.isFinite(loss) ? "rises" : "diverges") : "▇".repeat(length);
    return [rate.toPrecision(3), Number.isFinite(loss) ? loss.toPrecision(5) : "-", rate === best ? `${bar} <` : bar];
  });
  return textTable(["alpha", "loss", ""], [["none", startLoss.toPrecision(5), "▇".repeat(BAR)], ...rows], "all");
}
