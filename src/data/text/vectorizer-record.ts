/** The slots of a vectorizer's record, 4 bytes each; assembly/text/vectorize.ts names the same slots in the same order. */
const SLOTS = [
  "texts",
  "offsets",
  "count",
  "next",
  "rows",
  "nonZeros",
  "room",
  "indptr",
  "indices",
  "values",
  "codes",
  "codePoints",
  "highWords",
  "analyzer",
  "shortest",
  "longest",
  "columns",
  "lowercase",
  "signed",
  "binary",
  "norm",
  "idf",
  "frequencies",
  "names",
  "scratch",
  "parts",
  "keys",
  "signs",
  "errorAt",
] as const;

/** Name of a slot. */
export type VectorizerSlot = (typeof SLOTS)[number];

/** Index of each slot in the record. */
export const VECTORIZER_SLOT: Readonly<Record<VectorizerSlot, number>> = Object.fromEntries(
  SLOTS.map((name, index) => [name, index]),
) as Record<VectorizerSlot, number>;

/** Bytes of a record. */
export const VECTORIZER_RECORD_BYTES: number = SLOTS.length * 4;

/** What the kernel returns; assembly/text/vectorize.ts has the same numbers. */
export const VECTORIZER_STATUS = { done: 0, full: 1, special: 2, invalid: 3 } as const;
