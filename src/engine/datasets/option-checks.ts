import { MinibatchError } from "../errors.ts";

/** @throws {MinibatchError} `INVALID_OPTION` unless `value` is a whole number of at least `min` */
export function checkWhole(where: string, option: string, value: number, min: number): void {
  if (Number.isInteger(value) && value >= min) return;
  throw invalidOption(where, option, `${value}, expected a whole number >= ${min}`);
}

/** @throws {MinibatchError} `INVALID_OPTION` unless `value` is a finite number from `min` to `max` */
export function checkNumber(
  where: string,
  option: string,
  value: number,
  min: number = -Infinity,
  max: number = Infinity,
): void {
  if (Number.isFinite(value) && value >= min && value <= max) return;
  const expected = max < Infinity ? ` from ${min} to ${max}` : min > -Infinity ? ` >= ${min}` : "";
  throw invalidOption(where, option, `${value}, expected a finite number${expected}`);
}

/** An error about an option of the function `where`: "where: option is …". */
export function invalidOption(where: string, option: string, problem: string): MinibatchError {
  return new MinibatchError("INVALID_OPTION", `${where}: ${option} is ${problem}`, { option });
}
