// @ts-check
// How numbers are written in the tables.

/** @param {number} seconds */
export const milliseconds = (seconds) => digits(seconds * 1e3);

/** @param {number} perSecond */
export const millions = (perSecond) => digits(perSecond / 1e6);

/** @param {number} bytesPerSecond */
export const gigabytes = (bytesPerSecond) => (bytesPerSecond / 1e9).toFixed(2);

/** @param {number} bytes */
export const mebibytes = (bytes) => (bytes / 2 ** 20).toFixed(0);

/** @param {number} share */
export const percent = (share) => `${(100 * share).toFixed(Math.abs(share) < 0.1 ? 1 : 0)} %`;

/** @param {number} factor */
export const times = (factor) => `${digits(factor)}x`;

/**
 * Three digits, more before the point.
 *
 * @param {number} value
 */
export function digits(value) {
  const decimals = 2 - Math.floor(Math.log10(Math.abs(value) || 1));
  return value.toFixed(Math.min(Math.max(decimals, 0), 6));
}
