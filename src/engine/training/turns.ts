/** Training lets other work run after this many milliseconds. */
const SLICE_MS = 50;

/** Lets timers, signals and pages have their turn in between. */
export class Turns {
  #last = performance.now();

  /** Whether it is time to give one. */
  get due(): boolean {
    return performance.now() - this.#last > SLICE_MS;
  }

  /** Lets everything else that waits run. */
  async give(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
    this.#last = performance.now();
  }
}
