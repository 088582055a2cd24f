// Whole batches of plain SGD on sparse rows of one target and one output: the arithmetic of sparse-train.ts and
// sparse-update.ts, with what they keep in the records in locals, which halves the time of a batch of one row.

import { lossRows } from "./loss";
import { LEAF_ROWS, ROW_LOSSES, TARGETS } from "./rows";
import * as run from "./run";
import { gather, scatter, scatterSummed, touchWindow } from "./sparse";
import { multiplyWeights, settleAll, unsettle } from "./sparse-lazy";
import * as sparse from "./sparse-record";
import { LEAST_SCALE } from "./sparse-update";

/** Whether whole batches can go through {@link trainPlain}. */
export function isPlain(record: usize): bool {
  return (
    run.whole(run.pointer(record, run.SPARSE), sparse.KEPT_ROWS) != 0 &&
    run.whole(record, run.OUTPUTS) == 1 &&
    run.whole(record, run.TARGET_WIDTH) == 1 &&
    run.whole(record, run.PASSIVE_AGGRESSIVE) == 0 &&
    !run.pointer(record, run.BATCH_PENALTIES)
  );
}

/** Trains on `batches` batches from position `at` on, which are batches `finished` … of the call; none is open. */
export function trainPlain<T>(record: usize, at: i32, batches: i32, finished: i32): void {
  const own = run.pointer(record, run.SPARSE);
  const registers = run.pointer(record, run.REGISTERS);
  const starts = run.pointer(record, run.ROWS);
  const order = run.pointer(record, run.ORDER);
  const targets = run.pointer(record, run.TARGETS);
  const weights = run.pointer(record, run.WEIGHTS);
  const bias = weights + <usize>run.whole(record, run.COLUMNS) * sizeof<T>();
  const average = run.pointer(record, run.AVERAGE);
  const biasSum = average + (<usize>run.whole(record, run.COLUMNS) << 3);
  const averageFrom = run.get(record, run.AVERAGE_FROM);
  const y = run.pointer(record, run.SCRATCH) + TARGETS;
  const rowLosses = run.pointer(record, run.SCRATCH) + ROW_LOSSES;
  const pointers = run.pointer(own, sparse.KEPT_POINTERS);
  const derivatives = run.pointer(own, sparse.KEPT_DERIVATIVES);
  const kind = run.whole(record, run.LOSS);
  const parameter = <T>run.get(record, run.LOSS_PARAMETER);
  const batchSize = run.whole(record, run.BATCH_SIZE);
  const summed = run.whole(record, run.SUM) != 0;
  const divisor: f64 = summed ? 1 : <f64>batchSize * run.get(record, run.WEIGHT_UNIT);
  const l2 = run.get(record, run.L2) * (summed ? <f64>batchSize : 1);
  const trained = run.whole(record, run.INTERCEPT) != 0;
  const rates = run.pointer(record, run.RATES) + (<usize>finished << 3);
  const losses = run.pointer(record, run.BATCH_LOSSES) + (<usize>finished << 3);
  let windows = run.pointer(record, run.WINDOWS);
  let samples = load<f64>(registers + (run.SAMPLES << 3));
  let averaged = load<f64>(registers + (run.AVERAGED << 3));
  let age = run.get(own, sparse.AGE);
  let scale: f64 = age == 0 ? 1 : run.get(own, sparse.SCALE);
  let scaleSum: f64 = age == 0 ? 0 : run.get(own, sparse.SCALE_SUM);
  for (let b: usize = 0; b < <usize>batches; b++) {
    const b0 = load<T>(bias);
    const factor = <T>scale;
    let total: f64 = 0;
    let slope: f64 = 0;
    for (let place = 0; place < batchSize; place += LEAF_ROWS) {
      const count = <usize>min(LEAF_ROWS, batchSize - place);
      const kept = pointers + (<usize>place << 2);
      const z = derivatives + <usize>place * sizeof<T>();
      for (let r: usize = 0; r < count; r++, at++) {
        const row: usize = order ? <usize>load<u32>(order + (<usize>at << 2)) : <usize>at;
        if (windows) windows = touchWindow(windows, at);
        const pointer = starts + (row << 2);
        const first = <usize>load<u32>(pointer);
        const end = <usize>load<u32>(pointer, 4);
        store<u32>(kept + (r << 2), <u32>pointer);
        store<T>(y + r * sizeof<T>(), load<T>(targets + row * sizeof<T>()));
        store<T>(z + r * sizeof<T>(), gather<T>(first, end, weights) * factor + b0);
      }
      lossRows<T>(kind, parameter, <i32>count, z, y, rowLosses, z);
      for (let r: usize = 0; r < count * sizeof<T>(); r += sizeof<T>()) {
        total += <f64>load<T>(rowLosses + r);
        slope += <f64>load<T>(z + r);
      }
    }
    store<f64>(losses + (b << 3), total);

    const rate = load<f64>(rates + (b << 3));
    let keep = max(0.0, 1.0 - rate * l2);
    if (keep == 0) {
      keepNumbers(own, registers, age, scale, scaleSum, samples, averaged);
      settleAll<T>();
      multiplyWeights<T>(0 as T);
      keep = 1;
      age = 0;
    }
    if (age == 0) {
      keepNumbers(own, registers, age, scale, scaleSum, samples, averaged);
      unsettle();
      scale = 1;
      scaleSum = 0;
    }
    samples += <f64>batchSize;
    const averaging = average != 0 && samples >= averageFrom;
    scale *= keep;
    const step = rate / divisor;
    const share = <T>(step / scale);
    for (let r: usize = 0; r < <usize>batchSize; r++) {
      const a = load<T>(derivatives + r * sizeof<T>()) * share;
      if (a == 0) continue;
      const pointer = <usize>load<u32>(pointers + (r << 2));
      const first = <usize>load<u32>(pointer);
      const end = <usize>load<u32>(pointer, 4);
      if (average) scatterSummed<T>(first, end, weights, a, average, scaleSum);
      else scatter<T>(first, end, weights, a);
    }
    age += 1;
    if (trained) store<T>(bias, <T>(<f64>b0 - slope * step));
    if (averaging) {
      averaged += 1;
      scaleSum += scale;
      store<f64>(biasSum, load<f64>(biasSum) + <f64>load<T>(bias));
    }
    if (scale < LEAST_SCALE) {
      keepNumbers(own, registers, age, scale, scaleSum, samples, averaged);
      settleAll<T>();
      age = 0;
      scale = 1;
      scaleSum = 0;
    }
  }
  keepNumbers(own, registers, age, scale, scaleSum, samples, averaged);
  run.setWhole(record, run.WINDOWS, <i32>windows);
}

function keepNumbers(
  own: usize,
  registers: usize,
  age: f64,
  scale: f64,
  scaleSum: f64,
  samples: f64,
  averaged: f64,
): void {
  run.set(own, sparse.AGE, age);
  run.set(own, sparse.SCALE, scale);
  run.set(own, sparse.SCALE_SUM, scaleSum);
  store<f64>(registers + (run.SAMPLES << 3), samples);
  store<f64>(registers + (run.AVERAGED << 3), averaged);
}
