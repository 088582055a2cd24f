import { KERNEL_OPTIMIZER } from "../optimizer/optimizers.ts";
import { multiplyWeights, settle, unsettle } from "./reference-sparse-lazy.ts";
import type { SparseRunView } from "./reference-sparse-run.ts";
import { type Step, shrunk, stepMoving } from "./reference-sparse-steps.ts";

/** Below this the weights are settled. */
const LEAST_SCALE = 1e-9;

/** The step of a finished batch: the naive form of assembly/sparse-update.ts. */
export function updateSparse(run: SparseRunView, rate: number, rows: number, weight: number): void {
  const { slots } = run;
  const direct = run.own("keptRows") !== 0;
  const count = slots.sum === 1 ? weight : 1;
  const divisor = slots.sum === 1 ? 1 : rows * slots.weightUnit;
  const scale = direct ? 1 : clipGradient(run, divisor);
  const step = beginUpdate(run, rate, rows, count, direct ? divisor : 1);
  if (direct) stepRows(run, step, rows);
  else stepTouched(run, step, scale);
  run.eachOutput((k) => {
    stepBias(run, step, k, run.biasSum(k) * scale);
    run.setBiasSum(k, 0);
  });
  const age = run.own("age");
  if (age + 1 >= run.own("historyRoom") || step.product < LEAST_SCALE) settle(run);
}

/** What the update is, and what the registers and the history keep of it. */
function beginUpdate(run: SparseRunView, rate: number, rows: number, count: number, divisor: number): Step {
  const { slots } = run;
  const { optimizer, momentDecay, squareDecay } = slots;
  const { sgd, adam, adamw, ftrl } = KERNEL_OPTIMIZER;
  const penalised = optimizer === ftrl.code ? 1 : count;
  const [l1, l2] = [slots.l1 * penalised, slots.l2 * penalised];
  let keep = optimizer === sgd.code ? Math.max(0, 1 - rate * l2) : 1;
  if (keep === 0) {
    settle(run);
    multiplyWeights(run, 0);
    keep = 1;
  }
  if (run.own("age") === 0) unsettle(run);
  const samples = run.register("samples") + rows;
  run.setRegister("samples", samples);
  const averaging = slots.average !== 0 && samples >= slots.averageFrom;
  if (averaging) run.setRegister("averaged", run.register("averaged") + 1);
  const paying = slots.l1Paid === 0 ? 0 : (rate * l1) / (1 - momentDecay);
  const due = run.register("l1Due") + paying;
  run.setRegister("l1Due", due);
  const isAdam = optimizer === adam.code || optimizer === adamw.code;
  if (isAdam) {
    run.setRegister("momentPower", run.register("momentPower") * momentDecay);
    run.setRegister("squarePower", run.register("squarePower") * squareDecay);
  }
  const unbiasedRate = rate / (1 - run.register("momentPower"));
  const unbiased = 1 / (1 - run.register("squarePower"));
  const productsBefore = run.own("scaleSum");
  const product = run.own("scale") * keep;
  const age = run.own("age") + 1;
  run.setOwn("age", age);
  run.setOwn("scale", product);
  if (averaging) run.setOwn("scaleSum", productsBefore + product);
  if (run.own("last") !== 0) {
    const before = run.history(age - 1);
    const unitDue = before.unitDue + paying / product;
    const time = rate * count;
    run.setHistory(age, {
      ...{ rate, due, averaged: before.averaged + (averaging ? 1 : 0), count },
      ...{ product, productSum: run.own("scaleSum"), unitDue },
      unitDueSum: before.unitDueSum + (averaging ? product * unitDue : 0),
      ...{ time: before.time + time, time2: before.time2 + time * time, time3: before.time3 + time * time * time },
      ...{ unbiasedRate, factor: unbiased },
    });
  }
  const size = (slots.passiveAggressive > 0 ? 1 : rate) / divisor;
  return { rate, l1, l2, size, product, productsBefore, due, averaging, unbiasedRate, unbiased };
}

/** Row after row, every weight of a row takes the row's share of the step. */
function stepRows(run: SparseRunView, { size, product, productsBefore }: Step, rows: number): void {
  const { round } = run.width;
  const factor = round(size / product);
  run.eachOutput((k) => {
    for (let r = 0; r < rows; r++) {
      const share = round(run.keptDerivative(r, k) * factor);
      if (share === 0) continue;
      for (const { column, value } of run.keptRow(r)) {
        const old = run.weight(k, column);
        const now = round(old - round(value * share));
        run.setWeight(k, column, now);
        if (run.slots.average !== 0) run.addToAverage(k, column, -(productsBefore * (now - old)));
      }
    }
  });
}

/** Every weight of a touched column takes its step, and the gradient becomes 0. */
function stepTouched(run: SparseRunView, step: Step, scale: number): void {
  const { slots, width } = run;
  for (let position = 1; position <= run.own("touchedCount"); position++) {
    const column = run.touched(position);
    run.setPosition(column, 0);
    if (run.own("last") !== 0) run.setLast(column, run.own("age"));
    run.eachOutput((k) => {
      const at = run.touchedGradientAt(k, position);
      const g = width.read(run.memory, at) * scale;
      width.write(run.memory, at, 0);
      if (slots.optimizer === KERNEL_OPTIMIZER.sgd.code) stepDivided(run, step, k, column, g);
      else stepMoving(run, step, k, column, g, step.l1, step.l2);
    });
  }
  run.setOwn("touchedCount", 0);
}

/** SGD's step of a weight, divided by the product, and what it then pays of the L1 penalty. */
function stepDivided(run: SparseRunView, step: Step, k: number, column: number, g: number): void {
  const { product, due, productsBefore, averaging } = step;
  const old = run.weight(k, column);
  let now = run.putWeight(k, column, old - g * (step.size / product));
  if (run.slots.l1Paid === 0) {
    if (run.slots.average !== 0) run.addToAverage(k, column, -(productsBefore * (now - old)));
    return;
  }
  const was = run.paid(k, column);
  const whole = now * product;
  const left = shrunk(whole, Math.max(0, due + (whole < 0 ? -was : was)));
  if (left !== whole) {
    now = run.putWeight(k, column, left / product);
    run.setPaid(k, column, run.width.round(was + (now * product - whole)));
  }
  if (averaging) run.addToAverage(k, column, product * now);
}

/** A bias takes its step; no penalty counts for it. */
function stepBias(run: SparseRunView, step: Step, k: number, g: number): void {
  const { columns, optimizer, intercept } = run.slots;
  if (intercept === 1 && optimizer !== KERNEL_OPTIMIZER.sgd.code) {
    stepMoving(run, step, k, columns, g, 0, 0);
    return;
  }
  if (intercept === 1) run.putWeight(k, columns, run.weight(k, columns) - g * step.size);
  if (step.averaging) run.addToAverage(k, columns, run.weight(k, columns));
}

/** What the gradient, whose elements and norm are kept within their bounds, is to be multiplied with. */
function clipGradient(run: SparseRunView, divisor: number): number {
  const { clipValue, clipNorm, intercept } = run.slots;
  const { width, memory } = run;
  const all = run.own("touchedCount");
  let scale = 1 / divisor;
  if (clipValue > 0) {
    const clipped = (g: number): number => Math.max(-clipValue, Math.min(clipValue, g));
    run.eachOutput((k) => {
      run.setBiasSum(k, clipped(run.biasSum(k) * scale));
      for (let position = 1; position <= all; position++) {
        const at = run.touchedGradientAt(k, position);
        width.write(memory, at, width.round(clipped(width.read(memory, at) * scale)));
      }
    });
    scale = 1;
  }
  if (clipNorm > 0) {
    let squares = 0;
    run.eachOutput((k) => {
      squares += intercept === 1 ? run.biasSum(k) ** 2 : 0;
      for (let position = 1; position <= all; position++) {
        squares += width.read(memory, run.touchedGradientAt(k, position)) ** 2;
      }
    });
    const norm = Math.sqrt(squares) * scale;
    if (norm > clipNorm) scale *= clipNorm / norm;
  }
  return scale;
}
