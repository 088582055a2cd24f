import { cosine, sine } from "../math/elementary.ts";
import { checkNumber, invalidOption } from "./option-checks.ts";
import { type Curve, type TwoCurves, type TwoCurvesOptions, twoCurves } from "./two-curves.ts";

/** Options of {@link makeCircles}. */
export interface CirclesOptions extends TwoCurvesOptions {
  /** Radius of the inner circle, the outer one's being 1; 0 <= factor < 1. Default 0.8. */
  readonly factor?: number;
}

/**
 * A large circle (class 0) around a small one (class 1), in the plane: the values of scikit-learn's
 * `make_circles(…, random_state=seed)` to 1e-12 relative, and the same bits in every JavaScript engine.
 *
 * @throws {MinibatchError} `INVALID_OPTION` when `nSamples` is not a whole number >= 1 or a pair of whole numbers >= 0,
 * `noise` is below 0, or `factor` is outside [0, 1)
 */
export function makeCircles({ factor = 0.8, ...options }: CirclesOptions = {}): TwoCurves {
  checkNumber("makeCircles", "factor", factor, 0);
  if (factor >= 1) throw invalidOption("makeCircles", "factor", `${factor}, expected a number below 1`);
  return twoCurves("makeCircles", circle(1), circle(factor), options);
}

function circle(radius: number): Curve {
  return (out, index, count) => {
    const angle = index * ((2 * Math.PI) / count);
    out[0] = cosine(angle) * radius;
    out[1] = sine(angle) * radius;
  };
}
