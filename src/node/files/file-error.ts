import { getSystemErrorMap } from "node:util";
import { MinibatchError } from "../../engine/errors.ts";

/**
 * The one-line error for a file or folder that the system refused.
 *
 * @param path - the file or folder, as the user wrote it
 * @param what - what could not be done: `"cannot write"`
 * @param cause - what the system call threw
 * @returns an `INVALID_FILE` error: path, what, and the system's reason with its code
 */
export function fileError(path: string, what: string, cause: unknown): MinibatchError {
  const { errno, code } = (cause ?? {}) as NodeJS.ErrnoException;
  const reason = errno === undefined ? systemReason(cause) : `${systemReason(cause)} (${code})`;
  return new MinibatchError("INVALID_FILE", `${path}: ${what}: ${reason}`, { file: path }, cause);
}

/**
 * The system's words for an error, `permission denied`, without the code, the call and the path that Node puts around
 * them; the first line of the message of an error that is not the system's.
 *
 * @param error - what was thrown
 */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { errno, message } = error as NodeJS.ErrnoException;
  const words = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  return words ?? message.split("\n")[0] ?? message;
}
