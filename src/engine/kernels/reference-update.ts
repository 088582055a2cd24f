import { KERNEL_OPTIMIZER } from "../optimizer/optimizers.ts";
import { pmax, pmin } from "./reference-math.ts";
import type { RunView } from "./reference-run.ts";

/** What a step knows of the batch, in 64-bit numbers. */
interface Step {
  /** The batch's learning rate. */
  readonly rate: number;
  /** What the gradient is multiplied by to be that of the batch: 1 over the rows, and what clipping leaves. */
  readonly clip: number;
  readonly divisor: number;
  readonly l1: number;
  readonly l2: number;
}

/** A step of one weight: its place in the arrays, its weight, its gradient, and whether penalties spare it. */
type WeightStep = (place: number, w: number, g: number, isBias: boolean) => number;

/** w towards 0 by `amount`, and no further. */
function shrink({ round }: RunView["width"], w: number, amount: number): number {
  const size = pmax(round(Math.abs(w) - amount), 0);
  return w < 0 || Object.is(w, -0) ? -size : size;
}

/** The step of a finished batch: the naive form of assembly/update.ts. Leaves the gradient zero. */
export function referenceUpdate(run: RunView, rate: number, rows: number, weight: number): void {
  const { slots } = run;
  if (slots.intercept === 0) run.eachOutput((k) => run.setGradient(k, slots.columns, 0));
  const count = slots.sum === 1 ? weight : 1;
  let divisor = slots.sum === 1 ? 1 : rows * slots.weightUnit;
  if (slots.clipValue > 0) {
    clipValues(run, 1 / divisor);
    divisor = 1;
  }
  const norm = slots.clipNorm > 0 ? gradientNorm(run) / divisor : 0;
  const clip = norm > slots.clipNorm ? slots.clipNorm / norm : 1;
  const step: Step = { rate, clip, divisor, l1: slots.l1 * count, l2: slots.l2 * count };
  walk(run, weightStep(run, step));
  if (slots.l1Paid !== 0) payL1(run, rate * step.l1);
  if (slots.maxNorm > 0) boundNorms(run);
  const samples = run.register("samples") + rows;
  run.setRegister("samples", samples);
  if (slots.average !== 0 && samples >= slots.averageFrom) takeAverage(run);
}

/** Every weight takes its step, the biases last of each output, and the gradient becomes 0. */
function walk(run: RunView, step: WeightStep): void {
  const { columns } = run.slots;
  run.eachOutput((k) => {
    for (let j = 0; j <= columns; j++) {
      run.setWeight(k, j, step(run.place(k, j), run.weight(k, j), run.gradient(k, j), j === columns));
      run.setGradient(k, j, 0);
    }
  });
}

function weightStep(run: RunView, step: Step): WeightStep {
  const { optimizer } = run.slots;
  switch (optimizer) {
    case KERNEL_OPTIMIZER.sgd.code:
      return sgd(run, step);
    case KERNEL_OPTIMIZER.momentum.code:
    case KERNEL_OPTIMIZER.nesterov.code:
      return momentum(run, step, optimizer === KERNEL_OPTIMIZER.nesterov.code);
    case KERNEL_OPTIMIZER.adagrad.code:
    case KERNEL_OPTIMIZER.rmsprop.code:
      return squares(run, step, optimizer === KERNEL_OPTIMIZER.rmsprop.code);
    case KERNEL_OPTIMIZER.adam.code:
    case KERNEL_OPTIMIZER.adamw.code:
      return adam(run, step, optimizer === KERNEL_OPTIMIZER.adam.code);
    default:
      return ftrl(run, step);
  }
}

function sgd({ width, slots }: RunView, { rate, clip, divisor, l2 }: Step): WeightStep {
  const { round } = width;
  // Passive-aggressive rows bring their own steps.
  const step = round(((slots.passiveAggressive > 0 ? 1 : rate) * clip) / divisor);
  const decay = round(Math.max(0, 1 - rate * l2));
  return (_place, w, g, isBias) => round(round(w * (isBias ? 1 : decay)) - round(g * step));
}

/** g of the batch, the penalty included. */
function slopeOf({ width }: RunView, { clip, divisor }: Step, l2: number): WeightStep {
  const { round } = width;
  const scale = round(clip / divisor);
  const strength = round(l2);
  return (_place, w, g, isBias) => round(round(g * scale) + round(w * (isBias ? 0 : strength)));
}

function momentum(run: RunView, step: Step, nesterov: boolean): WeightStep {
  const { round } = run.width;
  const rate = round(step.rate);
  const decay = round(run.slots.momentDecay);
  const slopeAt = slopeOf(run, step, step.l2);
  return (place, w, g, isBias) => {
    const slope = slopeAt(place, w, g, isBias);
    const velocity = round(round(run.state(0, place) * decay) + slope);
    run.setState(0, place, velocity);
    const way = nesterov ? round(round(velocity * decay) + slope) : velocity;
    return round(w - round(way * rate));
  };
}

function squares(run: RunView, step: Step, mean: boolean): WeightStep {
  const { round } = run.width;
  const rate = round(step.rate);
  const decay = round(run.slots.squareDecay);
  const fresh = round(1 - run.slots.squareDecay);
  const stabilizer = round(run.slots.stabilizer);
  const l1 = round(step.l1);
  const l2 = round(step.l2);
  const scale = round(step.clip / step.divisor);
  return (place, w, g, isBias) => {
    const strength = isBias ? 0 : l2;
    const slope = mean ? round(round(g * scale) + round(w * strength)) : round(g * scale);
    const square = round(slope * slope);
    const kept = run.state(0, place);
    const sum = mean ? round(round(kept * decay) + round(square * fresh)) : round(kept + square);
    run.setState(0, place, sum);
    const size = round(rate / round(round(Math.sqrt(sum)) + stabilizer));
    const now = shrink(run.width, round(w - round(size * slope)), round(size * (isBias ? 0 : l1)));
    return mean ? now : round(now / round(1 + round(size * strength)));
  };
}

function adam(run: RunView, step: Step, coupled: boolean): WeightStep {
  const { width, slots } = run;
  const { round } = width;
  const power1 = run.register("momentPower") * slots.momentDecay;
  const power2 = run.register("squarePower") * slots.squareDecay;
  run.setRegister("momentPower", power1);
  run.setRegister("squarePower", power2);
  const [decay1, decay2] = [round(slots.momentDecay), round(slots.squareDecay)];
  const [fresh1, fresh2] = [round(1 - slots.momentDecay), round(1 - slots.squareDecay)];
  const stabilizer = round(slots.stabilizer);
  const unbiasedRate = round(step.rate / (1 - power1));
  const unbiased = round(1 / (1 - power2));
  const rate = round(step.rate);
  const l1 = round(step.l1);
  const keep = coupled ? 1 : round(Math.max(0, 1 - step.rate * step.l2));
  const slopeAt = slopeOf(run, step, coupled ? step.l2 : 0);
  return (place, w, g, isBias) => {
    const slope = slopeAt(place, w, g, isBias);
    const moment = round(round(run.state(0, place) * decay1) + round(slope * fresh1));
    const square = round(round(slope * slope) * fresh2);
    const sum = round(round(run.state(1, place) * decay2) + square);
    run.setState(0, place, moment);
    run.setState(1, place, sum);
    const root = round(round(Math.sqrt(round(sum * unbiased))) + stabilizer);
    const moved = round(round(w * (isBias ? 1 : keep)) - round(round(unbiasedRate / root) * moment));
    return shrink(width, moved, round(round(rate / root) * (isBias ? 0 : l1)));
  };
}

function ftrl(run: RunView, { clip, divisor, rate: stepRate }: Step): WeightStep {
  const { width, slots } = run;
  const { round } = width;
  const scale = round(clip / divisor);
  const rate = round(stepRate);
  const beta = round(slots.stabilizer);
  const [l1, l2] = [round(slots.l1), round(slots.l2)];
  return (place, w, g, isBias) => {
    if (isBias && slots.intercept === 0) {
      run.setState(0, place, w);
      run.setState(1, place, 0);
      return w;
    }
    const slope = round(g * scale);
    const before = run.state(1, place);
    const sum = round(before + round(slope * slope));
    const root = round(Math.sqrt(sum));
    const sigma = round(round(root - round(Math.sqrt(before))) / rate);
    const pull = round(run.state(0, place) + round(slope - round(sigma * w)));
    run.setState(0, place, pull);
    run.setState(1, place, sum);
    const over = 0 - shrink(width, pull, isBias ? 0 : l1);
    return round(over / round(round(round(beta + root) / rate) + (isBias ? 0 : l2)));
  };
}

/** Every weight pays what is due and not yet paid, but never crosses 0 (Tsuruoka et al. 2009, figure 2). */
function payL1(run: RunView, more: number): void {
  const { width, slots } = run;
  const { round } = width;
  const owed = run.register("l1Due") + more / (1 - slots.momentDecay);
  run.setRegister("l1Due", owed);
  const due = round(owed);
  run.eachOutput((k) => {
    for (let j = 0; j < slots.columns; j++) {
      const old = run.weight(k, j);
      const was = run.paid(k, j);
      let now = old;
      if (old > 0) now = pmax(round(old - round(due + was)), 0);
      else if (old < 0) now = pmin(round(old + round(due - was)), 0);
      run.setWeight(k, j, now);
      run.setPaid(k, j, round(was + round(now - old)));
    }
  });
}

function boundNorms(run: RunView): void {
  const { width, slots } = run;
  run.eachOutput((k) => {
    const norm = Math.sqrt(run.dot(run.weightAt(k, 0), run.weightAt(k, 0)));
    if (!(norm > slots.maxNorm)) return;
    const factor = width.round(slots.maxNorm / norm);
    for (let j = 0; j < slots.columns; j++) run.setWeight(k, j, width.round(run.weight(k, j) * factor));
  });
}

/** average += (w - average) / count, in f64. */
function takeAverage(run: RunView): void {
  const count = run.register("averaged") + 1;
  run.setRegister("averaged", count);
  run.eachOutput((k) => {
    for (let j = 0; j <= run.slots.columns; j++) {
      const mean = run.average(k, j);
      run.setAverage(k, j, mean + (run.weight(k, j) - mean) / count);
    }
  });
}

function clipValues(run: RunView, factor: number): void {
  const { round } = run.width;
  const scale = round(factor);
  const bound = round(run.slots.clipValue);
  run.eachOutput((k) => {
    for (let j = 0; j <= run.slots.columns; j++) {
      run.setGradient(k, j, pmax(pmin(round(run.gradient(k, j) * scale), bound), -bound));
    }
  });
}

/** In f64, places of even number and of odd number each for themselves. */
function gradientNorm(run: RunView): number {
  let even = 0;
  let odd = 0;
  run.eachOutput((k) => {
    for (let j = 0; j <= run.slots.columns; j++) {
      const square = run.gradient(k, j) ** 2;
      if (j % 2 === 0) even += square;
      else odd += square;
    }
  });
  return Math.sqrt(even + odd);
}

/** The penalty of the weights: l1 sum |w| + l2 / 2 sum w^2, output by output, column by column, in f64. */
export function referencePenalty(run: RunView): number {
  const { columns, l1, l2 } = run.slots;
  let sizes = 0;
  let sum = 0;
  run.eachOutput((k) => {
    for (let j = 0; j < columns; j++) {
      const w = run.weight(k, j);
      sizes += Math.abs(w);
      sum += w * w;
    }
  });
  return l1 * sizes + 0.5 * l2 * sum;
}
