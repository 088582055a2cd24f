/** Milliseconds between two drawings. */
const REDRAW_MS = 80;

/** A line at the bottom of a terminal that is drawn again and again over itself. */
export class LiveLine {
  readonly #write: (text: string) => void;
  readonly #columns: () => number;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #isDrawn = false;

  /**
   * @param write - writes to the terminal
   * @param columns - its width now
   */
  constructor(write: (text: string) => void, columns: () => number) {
    this.#write = write;
    this.#columns = columns;
  }

  /** Draws the line for this width, unless it was drawn just now. */
  draw(line: (columns: number) => string): void {
    const now = performance.now();
    if (now - this.#drawnAt < REDRAW_MS) return;
    this.#drawnAt = now;
    this.#isDrawn = true;
    // To the line's start, the text, and nothing of an older one behind it.
    this.#write(`\r${line(this.#columns())}\u001b[K`);
  }

  /** Takes the line away, so that lines which stay can be written. */
  clear(): void {
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    this.#drawnAt = Number.NEGATIVE_INFINITY;
    this.#write("\r\u001b[K");
  }
}
