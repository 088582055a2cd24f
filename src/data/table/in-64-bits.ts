import { SGDRegressor } from "../../engine/estimators/sgd-regressor.ts";

/** The same weights in 64 bits: next to a large mean of the target, 32 bits would leave nothing of the differences. */
export function in64Bits(regressor: SGDRegressor): SGDRegressor {
  const { options, ...weights } = regressor.toState();
  return SGDRegressor.fromState({ ...weights, options: { ...options, precision: "f64" } });
}
