/** What a row of a table is for: to train on, to test on, or for nothing. */
export const PART = { train: 0, test: 1, none: 2 } as const;
