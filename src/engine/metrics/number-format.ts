/**
 * A number >= 0 with a fixed number of decimals, as Python's `format(value, ".{digits}f")`: rounded from the exact
 * binary value, ties to the even digit. `toFixed` rounds from the exact value too, but ties upwards.
 */
export function formatFixed(value: number, digits: number): string {
  if (Number.isNaN(value)) return "nan";
  const rounded = value.toFixed(digits);
  const last = Number(rounded.at(-1));
  return last % 2 === 1 && isTie(value, digits) ? rounded.slice(0, -1) + String(last - 1) : rounded;
}

/** Whether `value * 10^digits` ends in exactly one half: only then is `value * 2^(digits + 1)` an odd whole number. */
function isTie(value: number, digits: number): boolean {
  let scaled = value;
  for (let i = 0; i <= digits; i++) scaled *= 2;
  return scaled % 2 === 1;
}
