import { expect } from "vitest";
import type { ErrorCode, ErrorDetails } from "../../../src/engine/errors.ts";

/** Matches a MinibatchError of that code whose message is exactly, or holds the words of, `message`. */
export function error(code: ErrorCode, message: string | RegExp, details?: ErrorDetails): unknown {
  return expect.objectContaining({
    name: "MinibatchError",
    code,
    message: typeof message === "string" ? message : expect.stringMatching(message),
    ...(details === undefined ? {} : { details }),
  });
}
