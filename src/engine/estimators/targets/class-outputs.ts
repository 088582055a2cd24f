import type { Label } from "../../metrics/labels.ts";
import type { LossName } from "../../objective/losses.ts";
import type { Link } from "../forward.ts";

/** What {@link SGDClassifier.predict} can write classes to. */
export type LabelArray =
  | Label[]
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

type OutputValues = Float32Array | Float64Array;

/** How outputs become probabilities. */
export interface ProbabilityRule {
  /** Done in the engine. */
  readonly link: Link;
  /** Done after it. */
  after(value: number): number;
}

/** How the outputs of a loss become probabilities; undefined where they do not. */
export function probabilityOf(loss: LossName): ProbabilityRule | undefined {
  const same = (value: number): number => value;
  switch (loss) {
    case "log_loss":
    case "sigmoid_squared_error":
      return { link: "sigmoid", after: same };
    case "softmax":
      return { link: "softmax", after: same };
    case "modified_huber":
      return { link: "identity", after: (z) => (Math.min(1, Math.max(-1, z)) + 1) / 2 };
    default:
      return undefined;
  }
}

/** Writes the probabilities of both classes of each row, from that of the second: [rows, 2]. */
export function writeBoth(values: OutputValues, out: OutputValues, first: number, { after }: ProbabilityRule): void {
  for (let r = 0; r < values.length; r++) {
    const p = after(values[r]);
    out[2 * (first + r)] = 1 - p;
    out[2 * (first + r) + 1] = p;
  }
}

/** Writes each class's share in the sum of a row's numbers, all equal where that is 0: [rows, classes]. */
export function writeShares(
  values: OutputValues,
  out: OutputValues,
  first: number,
  classes: number,
  { after }: ProbabilityRule,
): void {
  for (let from = 0; from < values.length; from += classes) {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += after(values[from + k]);
    for (let k = 0; k < classes; k++) {
      out[first * classes + from + k] = sum > 0 ? after(values[from + k]) / sum : 1 / classes;
    }
  }
}

/** Writes the class of each row from the sign of its output. */
export function writeEither(signs: Uint8Array, classes: readonly Label[], out: LabelArray, first: number): void {
  if (Array.isArray(out)) {
    for (let r = 0; r < signs.length; r++) out[first + r] = classes[signs[r]];
  } else if (classes[0] === 0 && classes[1] === 1) {
    out.set(signs, first);
  } else {
    const numbers = Float64Array.from(classes, Number);
    for (let r = 0; r < signs.length; r++) out[first + r] = numbers[signs[r]];
  }
}

/** Writes the class of each row's highest output, the first of several. */
export function writeHighest(values: OutputValues, classes: readonly Label[], out: LabelArray, first: number): void {
  const count = classes.length;
  for (let from = 0; from < values.length; from += count) {
    let best = 0;
    for (let k = 1; k < count; k++) if (values[from + k] > values[from + best]) best = k;
    if (Array.isArray(out)) out[first + from / count] = classes[best];
    else out[first + from / count] = Number(classes[best]);
  }
}
