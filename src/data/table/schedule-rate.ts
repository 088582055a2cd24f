import type { ScheduleName } from "../../engine/optimizer/schedule-names.ts";

/**
 * The learning rate that goes with a schedule where none is given: none with `optimal`, which makes its own, and with `pa1`
 * and `pa2`, whose rate is the C of Crammer et al. (2006), the 1 of scikit-learn's `PassiveAggressiveClassifier`.
 *
 * @param rate - the default of the other schedules
 */
export function scheduleRate<Rate>(schedule: ScheduleName | undefined, rate: Rate): Rate | 1 | undefined {
  if (schedule === "optimal") return undefined;
  return schedule === "pa1" || schedule === "pa2" ? 1 : rate;
}
