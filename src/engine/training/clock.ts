/** Counts the milliseconds spent training. */
export class Clock {
  /** Milliseconds up to the last pause. */
  elapsedMs = 0;
  #since: number | undefined;

  /** Starts counting. */
  resume(): void {
    this.#since = performance.now();
  }

  /** Stops counting, if it is not stopped already. */
  pause(): void {
    if (this.#since !== undefined) this.elapsedMs += performance.now() - this.#since;
    this.#since = undefined;
  }
}
