import { systemReason } from "../node/files/file-error.ts";

/** A standard stream could not be written: the reader is gone (`EPIPE`), the disk is full (`ENOSPC`) … */
export class OutputError extends Error {
  override readonly name: string = "OutputError";
  /** The system's name of the reason, such as `EPIPE`. */
  readonly code: string | undefined;

  constructor(streamName: string, cause: NodeJS.ErrnoException) {
    super(`${streamName}: ${systemReason(cause)}`, { cause });
    this.code = cause.code;
  }
}

/** Text to a standard stream. */
export interface Output {
  /** Writes a text, or bytes, after those written before. Does not wait; where it fails, {@link flush} says so. */
  write(text: string | Uint8Array): void;
  /**
   * Waits until the stream took all that was written.
   *
   * @throws {OutputError} when a write failed
   */
  flush(): Promise<void>;
}

/**
 * An {@link Output} over a stream.
 *
 * @param stream - `process.stdout` or `process.stderr`
 * @param name - how errors call it
 * @param onFailure - told of the first write that fails; nothing is written after it
 */
export function streamOutput(
  stream: NodeJS.WritableStream,
  name: string,
  onFailure: (error: OutputError) => void,
): Output {
  let failure: OutputError | undefined;
  let lastWrite: Promise<void> = Promise.resolve();
  // Every failure also reaches the callback of its write; without a listener the event would end the process.
  stream.on("error", () => {});

  function settle(cause: Error | null | undefined): void {
    if (!cause || failure !== undefined) return;
    failure = new OutputError(name, cause);
    onFailure(failure);
  }

  return {
    write(text) {
      if (text.length === 0 || failure !== undefined) return;
      lastWrite = new Promise((resolve) => {
        stream.write(text, (cause) => {
          settle(cause);
          resolve();
        });
      });
    },
    async flush() {
      await lastWrite;
      if (failure !== undefined) throw failure;
    },
  };
}

/** A value as a line of JSON. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
