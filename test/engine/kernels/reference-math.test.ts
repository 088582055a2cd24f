import { describe, expect, it } from "vitest";
import { exp, expNegative, log, log1p } from "../../../src/engine/kernels/reference-math.ts";
import { F32, F64, type Width } from "../../../src/engine/kernels/reference-width.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { BACKENDS, ofWidth } from "./backends.ts";
import { type Exact, exact, exactExp, exactLog1p, exactLogSize, exactSigmoid, ulpError } from "./exact-math.ts";
import { GuardedMemory } from "./guarded-memory.ts";
import { runTraining, type TrainingCase } from "./training-run.ts";

interface Row {
  readonly precision: "f32" | "f64";
  readonly width: Width;
  readonly bits: 24 | 53;
  /** Below minus this, exp stays. */
  readonly limit: number;
  /** log of the largest number, rounded down: exp of it is finite. */
  readonly largest: number;
}

const WIDTHS: readonly Row[] = [
  { precision: "f32", width: F32, bits: 24, limit: 87, largest: 88.72283 },
  { precision: "f64", width: F64, bits: 53, limit: 708, largest: 709.782712893384 },
];

/** Numbers from -limit to 0: edges, and draws over several ranges; half of the reductions to |r| <= ln 2 / 2 are odd. */
function negatives({ width, limit }: Row): number[] {
  const random = new RandomState(1);
  const drawn = [limit, 30, 3, 0.35].flatMap((range) => Array.from(random.uniform(-range, 0, 400)));
  const halves = Array.from({ length: 60 }, (_, n) => -(n + 0.5) * Math.LN2);
  const edges = [0, -0, -1e-45, -1e-30, -1e-9, -limit, -limit + 1e-5, -Math.LN2];
  return [...edges, ...halves.flatMap((x) => [x, x * (1 + 1e-6), x * (1 - 1e-6)]), ...drawn].map(width.round);
}

/** Numbers above 0 up to the largest whose exp is finite. */
function positives(row: Row): number[] {
  const most = row.width.round(row.largest);
  return [most, row.limit + 0.5, ...negatives(row).map((x) => -x)].filter((x) => x > 0 && x <= most);
}

/** Numbers above 0, none of them 1: of all sizes, close to 1, and where the reduction to sqrt(1/2) … sqrt(2) changes. */
function logArguments({ width, bits, limit }: Row): number[] {
  const random = new RandomState(3);
  const ulp = 2 ** (1 - bits);
  const drawn = [...random.uniform(0.5, 2, 800), ...random.uniform(-limit, limit, 500).map((x) => Math.exp(x))];
  const near = [1e-2, 1e-4, 1e-6, ulp].flatMap((d) => [1 + d, 1 - d]);
  const turns = [Math.SQRT1_2, Math.SQRT2].flatMap((x) => [x, x * (1 + ulp), x * (1 - ulp), x * 8, x / 8]);
  return [...drawn, ...near, ...turns, 10, 1000].map(width.round).filter((x) => x !== 1);
}

function worstError(
  xs: readonly number[],
  got: readonly number[],
  wanted: (x: number) => Exact,
  bits: 24 | 53,
): number {
  return Math.max(...xs.map((x, i) => ulpError(got[i], wanted(x), bits)));
}

describe("the exact functions", () => {
  it("agree with Math's to 2 ulp", () => {
    for (const x of [0.7, 1.5, 300]) {
      expect(ulpError(Math.exp(x), exactExp(x), 53)).toBeLessThan(2);
      expect(ulpError(Math.abs(Math.log(x)), exactLogSize(x), 53)).toBeLessThan(2);
    }
    for (const x of [-0.001, -0.3, -1, -20, -500]) {
      expect(ulpError(Math.exp(x), exactExp(x), 53)).toBeLessThan(2);
      expect(ulpError(1 / (1 + Math.exp(-x)), exactSigmoid(x), 53)).toBeLessThan(2);
      expect(ulpError(Math.log1p(-x / 500), exactLog1p(exact(-x / 500)), 53)).toBeLessThan(2);
    }
  });

  it("count an error in units of the last place", () => {
    expect(ulpError(1 + 3 * 2 ** -52, exact(1), 53)).toBe(3);
    expect(ulpError(1 - 2 ** -24, exact(1), 24)).toBe(0.5);
    expect(ulpError(2 ** -1000, exact(2 ** -1000), 53)).toBe(0);
  });
});

describe.each(WIDTHS)("polynomials in $precision", (row) => {
  const { precision, width, bits, limit } = row;

  it("exp(x) for x <= 0 is right to 1.25 ulp down to the limit", () => {
    const xs = negatives(row);
    const got = xs.map((x) => expNegative(width, x));
    expect(worstError(xs, got, exactExp, bits)).toBeLessThan(1.25);
  });

  it("exp stays at its value at the limit below it, and NaN stays NaN", () => {
    for (const x of [-limit - 0.5, -limit * 2, -1e30, Number.NEGATIVE_INFINITY]) {
      expect(expNegative(width, x)).toBe(expNegative(width, -limit));
    }
    expect(expNegative(width, Number.NaN)).toBeNaN();
    expect([expNegative(width, 0), expNegative(width, -0)]).toEqual([1, 1]);
  });

  it("log(1 + e) for 0 < e <= 1 is right to 3 ulp", () => {
    const random = new RandomState(2);
    const es = [
      ...random.uniform(0, 1, 1000),
      ...random.uniform(-limit * 0.99, 0, 500).map((x) => Math.exp(x)),
      1,
      0.5,
      2 ** -24,
    ].map(width.round);
    const got = es.map((e) => log1p(width, e));
    expect(worstError(es, got, (e) => exactLog1p(exact(e)), bits)).toBeLessThan(3);
    expect(log1p(width, 0)).toBe(0);
  });

  it("exp(x) for x <= 0 is the same from exp as from expNegative", () => {
    for (const x of [...negatives(row), -limit * 2, Number.NEGATIVE_INFINITY]) {
      expect(exp(width, x)).toBe(expNegative(width, x));
    }
  });

  it("log(x) is right to 3 ulp, and has the sign of x - 1", () => {
    const xs = logArguments(row);
    const got = xs.map((x) => log(width, x));
    expect(worstError(xs, got.map(Math.abs), exactLogSize, bits)).toBeLessThan(3);
    expect(got.map(Math.sign)).toEqual(xs.map((x) => Math.sign(x - 1)));
  });

  it("log of 2^n is right to 1 ulp, for all n of normal numbers; log(1) is 0 and log(NaN) NaN", () => {
    const least = precision === "f32" ? -126 : -1022;
    const powers = Array.from({ length: 2 - 2 * least }, (_, i) => 2 ** (least + i)).filter((x) => x !== 1);
    const got = powers.map((x) => Math.abs(log(width, x)));
    expect(powers.length).toBe(precision === "f32" ? 253 : 2045);
    expect(worstError(powers, got, exactLogSize, bits)).toBeLessThan(1);
    expect([log(width, 1), log(width, Number.NaN)]).toEqual([0, Number.NaN]);
  });
});

function applied(
  kernels: ReturnType<(typeof BACKENDS)[0][1]>,
  kernel: "sigmoid" | "exponential",
  { precision }: Row,
  xs: readonly number[],
): number[] {
  const memory = new GuardedMemory(kernels);
  const pointer = memory.numbers("z", precision, xs, { written: 16 });
  ofWidth(kernels, precision)[kernel](pointer, xs.length);
  return Array.from(memory.view(precision, pointer, xs.length));
}

describe.each(BACKENDS)("%s", (_name, makeKernels) => {
  describe.each(WIDTHS)("in $precision", (row) => {
    const { precision, width, bits, limit, largest } = row;
    const kernels = makeKernels(1 << 20);

    it("sigmoid is right to 2.5 ulp from -limit to limit", () => {
      const xs = negatives(row).flatMap((x) => [x, -x]);
      expect(worstError(xs, applied(kernels, "sigmoid", row, xs), exactSigmoid, bits)).toBeLessThan(2.5);
    });

    it("sigmoid at its edges: 1/2 at 0, 1 above, the smallest exp below, NaN for NaN", () => {
      const { POSITIVE_INFINITY: inf, NaN: nan } = Number;
      const smallest = expNegative(width, -limit);
      const got = applied(kernels, "sigmoid", row, [0, -0, limit, 1e30, inf, -limit, -1e30, -inf, nan]);
      expect(got).toEqual([0.5, 0.5, 1, 1, 1, smallest, smallest, smallest, Number.NaN]);
    });

    it("sigmoid of any NaN is NaN, also of one that carries a payload, as R's NA does", () => {
      const memory = new GuardedMemory(kernels);
      const pointer = memory.reserve("z", 2048, { written: 16 });
      const words = memory.uint32View(pointer, 512);
      // The payload in the low bits, from 1 to 256; each number is one word of f32 or two of f64, low word first.
      for (let i = 0; i < 512; i++) words[i] = precision === "f32" ? 0x7fc00000 + i : i % 2 === 0 ? i / 2 : 0x7ff80000;
      const z = memory.view(precision, pointer, precision === "f32" ? 512 : 256);
      ofWidth(kernels, precision).sigmoid(pointer, z.length);
      expect(Array.from(z).filter((value) => !Number.isNaN(value))).toEqual([]);
    });

    it("exp(x) is right to 1.25 ulp from -limit to the largest x whose exp is finite", () => {
      const xs = [...negatives(row), ...positives(row)];
      expect(worstError(xs, applied(kernels, "exponential", row, xs), exactExp, bits)).toBeLessThan(1.25);
    });

    it("exp at its edges: Infinity above, its value at -limit below, 1 at 0, NaN for NaN", () => {
      const { POSITIVE_INFINITY: inf, NaN: nan } = Number;
      const smallest = expNegative(width, -limit);
      const over = largest * (1 + 2 ** (2 - bits));
      const finite = applied(kernels, "exponential", row, [largest]);
      expect(finite.every(Number.isFinite)).toBe(true);
      const xs = [over, limit * 1.03, 1e30, inf, -limit, -limit * 1.01, -limit * 2, -inf, 0, -0, nan];
      const expected = [inf, inf, inf, inf, smallest, smallest, smallest, smallest, 1, 1, nan];
      expect(applied(kernels, "exponential", row, xs)).toEqual(expected);
    });

    it("exp has no subnormal results: at the limit it is above the smallest normal number, below it stays", () => {
      const normal = precision === "f32" ? 2 ** -126 : 2 ** -1022;
      const xs = Array.from({ length: 64 }, (_, i) => -limit - i / 2);
      expect(Math.min(...applied(kernels, "exponential", row, xs))).toBeGreaterThan(normal);
    });

    it("log loss is right to 4 ulp: log(1 + exp(z)) of target 0, z <= 0", () => {
      const X = negatives(row);
      const run: TrainingCase = {
        precision,
        rows: X.length,
        columns: 1,
        outputs: 1,
        batchSize: 1,
        loss: "log_loss",
        reduction: "mean",
        l2: 0,
        intercept: true,
        ordered: false,
        rate: 0,
        padding: 0,
      };
      const { losses } = runTraining(kernels, run, { X, y: X.map(() => 0), weights: [1, 0] });
      expect(worstError(X, Array.from(losses), (z) => exactLog1p(exactExp(z)), bits)).toBeLessThan(4);
    });
  });
});
