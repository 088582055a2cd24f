/**
 * What went wrong, for programs: the value of {@link MinibatchError.code}.
 *
 * - `INVALID_OPTION`: an option's value is out of range, unknown, or cannot be combined with another
 * - `INVALID_SHAPE`: lengths or sizes do not fit together
 * - `INVALID_DATA`: a value in the data cannot be used (not finite, one class only, not a number …)
 * - `NOT_FITTED`: the model was asked before it was trained
 * - `DIVERGED`: the loss or the weights stopped being finite numbers
 * - `INVALID_FILE`: a file is missing, unreadable, truncated, or not what its name says
 */
export type ErrorCode =
  | "INVALID_OPTION"
  | "INVALID_SHAPE"
  | "INVALID_DATA"
  | "NOT_FITTED"
  | "DIVERGED"
  | "INVALID_FILE";

/** An option that cannot be used, alone or with the others. */
export interface OptionIssue {
  /** The option, as the library writes it; parts of it after a dot. */
  readonly option: string;
  /** What was given, as words. */
  readonly got: string;
  /** What is allowed, as words. */
  readonly expected: string;
  /** What to do, where that is more than what is expected. */
  readonly hint?: string;
}

/** Where an error sits: which option, row, column, file or line. Only what is known is there. */
export interface ErrorDetails {
  /** Name of the option, as the library writes it. */
  readonly option?: string;
  /** Every option that cannot be used, of a set of options that was checked at once. */
  readonly issues?: readonly OptionIssue[];
  /** Row of the matrix or table, from 0. */
  readonly row?: number;
  /** Column of the matrix (from 0) or name of the table's column. */
  readonly column?: number | string;
  /** Path of the file. */
  readonly file?: string;
  /** Line of the file, from 1. */
  readonly line?: number;
  /** Epoch of training, from 1. */
  readonly epoch?: number;
}

/**
 * Every error that minibatch throws on purpose. `message` is one line that says where, what, what was expected
 * and, where there is something to do, what to do.
 */
export class MinibatchError extends Error {
  override readonly name: string = "MinibatchError";
  /** What went wrong, for programs. */
  readonly code: ErrorCode;
  /** Where it went wrong. */
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}
