import type { TrainTableSeconds } from "./types.ts";

/** Seconds of the stages up to the encoded rows. */
export type PrepareSeconds = Pick<TrainTableSeconds, "read" | "split" | "statistics" | "encode">;

/** Measures stages one after another. */
export class StageClock {
  readonly seconds = { read: 0, split: 0, statistics: 0, encode: 0 };
  #last = performance.now();

  ends(stage: keyof PrepareSeconds): void {
    const now = performance.now();
    this.seconds[stage] = (now - this.#last) / 1000;
    this.#last = now;
  }
}
