/** The slots of a reader's record, 4 bytes each; assembly/text/record.ts names the same slots in the same order. */
const SLOTS = [
  "at",
  "end",
  "rows",
  "nonZeros",
  "seen",
  "lines",
  "blankLines",
  "emptyRows",
  "unseen",
  "odd",
  "errorAt",
  "rowsRoom",
  "nonZerosRoom",
  "oddRoom",
  "width",
  "indexBase",
  "indptr",
  "indices",
  "values",
  "targets",
  "oddList",
  "labels",
  "weights",
  "weighted",
  "mask",
  "names",
  "keys",
  "entries",
  "sums",
] as const;

/** Name of a slot. */
type ReaderSlot = (typeof SLOTS)[number];

/** Index of each slot in the record. */
export const READER_SLOT: Readonly<Record<ReaderSlot, number>> = Object.fromEntries(
  SLOTS.map((name, index) => [name, index]),
) as Record<ReaderSlot, number>;

/** Bytes of a record. */
export const READER_RECORD_BYTES: number = SLOTS.length * 4;

/** What a parser returns when all of the text is parsed, or when its output is full. Larger numbers are errors. */
export const READER_STATUS = { more: 0, full: 1 } as const;

/** What a parser returns for a line that is no row; assembly/text/record.ts has the same numbers. */
export const READER_ERRORS = [
  "noLabel",
  "label",
  "labels",
  "feature",
  "index",
  "zeroIndex",
  "order",
  "value",
  "tooLarge",
  "bar",
  "importance",
  "labelParts",
  "namespace",
  "namespaceWeight",
  "utf8",
] as const;

/** Name of an error. */
export type ReaderError = (typeof READER_ERRORS)[number];
