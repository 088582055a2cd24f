/**
 * How the learning rate goes over the updates.
 *
 * - `constant`: `learningRate` at every update
 */
export type ScheduleName = "constant";

/** Schedules that {@link ScheduleName} allows. */
export const SCHEDULES: readonly ScheduleName[] = ["constant"];

/** The learning rate of each update. */
export interface Schedule {
  /** Writes the rates of `count` updates from `update` on (counted from 0 over the whole training) to `rates`. */
  fill(rates: Float64Array, update: number, count: number): void;
}

/** The schedule of a name. */
export function createSchedule(_name: ScheduleName, learningRate: number): Schedule {
  return {
    fill(rates, _update, count) {
      rates.fill(learningRate, 0, count);
    },
  };
}
