/**
 * A decimal number rounded to the nearest f32, ties to even. `Math.fround(Number(text))` rounds twice: where the nearest
 * f64 lies between two f32 exactly, the digits decide here.
 *
 * @param text - digits with an optional sign, point and exponent, as `Number` takes them
 */
export function roundTo32(text: string): number {
  const double = Number(text);
  const single = Math.fround(double);
  if (single === double || !Number.isFinite(double)) return single;
  const other = neighbour32(single, double > single);
  if ((single + other) / 2 !== double || !Number.isFinite(other)) return single;
  const sign = compareDecimal(text, double);
  if (sign === 0) return single;
  return sign > 0 === other > single ? other : single;
}

/** The next f32 above or below a number. */
function neighbour32(value: number, up: boolean): number {
  const words = new Int32Array(new Float32Array([value]).buffer);
  if (value === 0) return up ? 2 ** -149 : -(2 ** -149);
  words[0]! += value > 0 === up ? 1 : -1;
  return new Float32Array(words.buffer)[0]!;
}

/** The sign of a decimal number minus an f64, exactly. */
function compareDecimal(text: string, double: number): number {
  const [mantissa = "", exponentText = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const exponent = Number(exponentText) - fraction.length;
  const digits = BigInt(`${whole.replace(/^[+-]/, "")}${fraction}`) * (text.startsWith("-") ? -1n : 1n);
  // A number halfway between two f32 is a multiple of 2^-202, so that both sides are whole after these multiplications.
  const numerator = BigInt(double * 2 ** 500);
  const shift = 500n;
  const ten = 10n ** BigInt(Math.abs(exponent));
  const left = exponent < 0 ? digits << shift : (digits * ten) << shift;
  const right = exponent < 0 ? numerator * ten : numerator;
  return left > right ? 1 : left < right ? -1 : 0;
}
