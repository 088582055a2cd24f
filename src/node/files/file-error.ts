import { getSystemErrorMap } from "node:util";
import { MinibatchError } from "../../engine/errors.ts";

/**
 * The one-line error for a file or folder that the system refused.
 *
 * @param path - the file or folder, as the user wrote it
 * @param what - what could not be done: `"cannot write"`
 * @param cause - what the system call threw
 * @returns an `INVALID_FILE` error: path, what, and the system's reason
 */
export function fileError(path: string, what: string, cause: unknown): MinibatchError {
  return new MinibatchError("INVALID_FILE", `${path}: ${what}: ${systemReason(cause)}`, { file: path }, cause);
}

/** The system's words for an error, without the call and the path that Node puts into its messages. */
function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, errno, message } = error as NodeJS.ErrnoException;
  const words = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  return words === undefined ? (message.split("\n")[0] ?? message) : `${words} (${code})`;
}
