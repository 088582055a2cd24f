/** The largest number that does not round to infinity as a 32-bit float. */
export const MAX_F32 = 3.4028235677973362e38;
