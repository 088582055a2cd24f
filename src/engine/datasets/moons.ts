import { cosine, sine } from "../math/elementary.ts";
import { type TwoCurves, type TwoCurvesOptions, twoCurves } from "./two-curves.ts";

/** Options of {@link makeMoons}. */
export type MoonsOptions = TwoCurvesOptions;

/**
 * Two interleaving half circles in the plane, the upper (outer) one of class 0: the values of scikit-learn's
 * `make_moons(…, random_state=seed)` to 1e-12 relative, and the same bits in every JavaScript engine.
 *
 * @throws {MinibatchError} `INVALID_OPTION` when `nSamples` is not a whole number >= 1 or a pair of whole numbers >= 0,
 * or `noise` is below 0
 */
export function makeMoons(options: MoonsOptions = {}): TwoCurves {
  return twoCurves(
    "makeMoons",
    (out, index, count) => {
      const angle = angleOf(index, count);
      out[0] = cosine(angle);
      out[1] = sine(angle);
    },
    (out, index, count) => {
      const angle = angleOf(index, count);
      out[0] = 1 - cosine(angle);
      out[1] = 1 - sine(angle) - 0.5;
    },
    options,
  );
}

/** `numpy.linspace(0, pi, count)[index]` */
function angleOf(index: number, count: number): number {
  if (index === 0) return 0;
  return index === count - 1 ? Math.PI : index * (Math.PI / (count - 1));
}
