import { Arena } from "../../../src/engine/kernels/arena.ts";
import type { Kernels } from "../../../src/engine/kernels/kernels.ts";
import { wasmKernels } from "../../../src/engine/kernels/wasm.ts";
import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";
import { rowSource } from "../../../src/engine/matrix/row-source.ts";
import { comparesNumbers } from "../../../src/engine/objective/losses.ts";
import { OPTIMIZER_DEFAULTS } from "../../../src/engine/optimizer/optimizers.ts";
import type { Schedule } from "../../../src/engine/optimizer/schedule.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { ResidentRows } from "../../../src/engine/sampling/resident-rows.ts";
import type { ShuffleMode } from "../../../src/engine/sampling/windows.ts";
import { Trainer } from "../../../src/engine/training/trainer.ts";
import { PLAIN_SETUP, type TrainingSetup } from "../../../src/engine/training/training-setup.ts";
import { zeroWeights } from "../../../src/engine/training/weights.ts";

/** A rate that falls from update to update. */
export const FALLING: Pick<Schedule, "fill"> = {
  fill(rates, update, count) {
    for (let i = 0; i < count; i++) rates[i] = 0.1 / (1 + (update + i) / 16);
  },
};

/** What a training is; the rest is plain: 5 columns, log loss, batches of 8. */
export type Asked = Partial<TrainingSetup>;

/** Rows with targets and, where asked for, weights. */
export interface Data {
  readonly X: DenseMatrix;
  readonly y: Float64Array;
  readonly weights?: Float64Array | undefined;
}

export function setupOf(asked: Asked): TrainingSetup {
  const setup = {
    ...PLAIN_SETUP,
    ...{ columns: 5, outputs: 1, precision: "f64" as const, loss: "log_loss" as const, batchSize: 8 },
    ...{ lossOptions: { epsilon: 0.1, quantile: 0.5 }, reduction: "mean" as const, fitIntercept: true },
    ...{ optimizer: { name: "sgd" as const, ...OPTIMIZER_DEFAULTS }, schedule: FALLING },
    ...asked,
  };
  return { weights: zeroWeights(setup.outputs, setup.columns), ...setup };
}

/** Random rows for a setup. */
export function draw(asked: Asked, rows: number, seed = 1): Data {
  const { columns, outputs, ownTargets, loss, weighted } = setupOf(asked);
  const random = new RandomState(seed);
  const X = new DenseMatrix(random.uniform(-1, 1, rows * columns), rows, columns);
  const classes = ownTargets ? 2 : Math.max(2, outputs);
  const drawn = random.uniform(0, classes, rows * (ownTargets ? outputs : 1));
  const y = comparesNumbers(loss) ? drawn : drawn.map(Math.floor);
  return { X, y, weights: weighted ? random.uniform(0.5, 2, rows) : undefined };
}

/** Rows in a trainer's memory. */
export async function place(
  kernels: Kernels,
  arena: Arena,
  asked: Asked,
  { X, y, weights }: Data,
  shuffle: ShuffleMode = "block",
): Promise<ResidentRows> {
  const { columns, outputs, precision, ownTargets, weighted } = setupOf(asked);
  const targets = ownTargets ? outputs : 1;
  const options = { rows: X.rows, columns, shuffle, seed: 3, precision, targets, weighted };
  const rows = new ResidentRows(kernels, arena, options);
  await rows.load(rowSource(X), y, weights);
  return rows;
}

/** A trainer and its rows, in kernels of their own. */
export async function rig(asked: Asked, data: Data, shuffle: ShuffleMode = "block") {
  const kernels = wasmKernels(1);
  const arena = new Arena(kernels);
  const trainer = new Trainer(kernels, arena, setupOf(asked));
  return { kernels, arena, trainer, rows: await place(kernels, arena, asked, data, shuffle) };
}
