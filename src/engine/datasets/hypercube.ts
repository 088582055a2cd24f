import type { RandomState } from "../random/random-state.ts";

/** Coordinates beyond these are drawn one by one. */
const numberedDimensions = 30;

/**
 * Random different corners of the unit cube, drawn as scikit-learn's `make_classification` draws them.
 *
 * @param count - number of corners, at most 2**dimensions
 * @returns zeros and ones, row-major, [count, dimensions]
 */
export function drawCorners(count: number, dimensions: number, random: RandomState): Float64Array {
  const corners = new Float64Array(count * dimensions);
  const free = Math.max(0, dimensions - numberedDimensions);
  const coordinates = random.randint(0, 2, count * free);
  for (let i = 0; i < coordinates.length; i++) {
    corners[Math.floor(i / free) * dimensions + (i % free)] = coordinates[i];
  }
  const numbered = dimensions - free;
  const numbers = sampleWithoutReplacement(2 ** numbered, count, random);
  for (let i = 0; i < count * numbered; i++) {
    const corner = Math.floor(i / numbered);
    const column = i % numbered;
    corners[corner * dimensions + free + column] = (numbers[corner] >>> (numbered - 1 - column)) & 1;
  }
  return corners;
}

/** `size` different whole numbers below `n`, as `sklearn.utils.random.sample_without_replacement` gives them. */
function sampleWithoutReplacement(n: number, size: number, random: RandomState): ArrayLike<number> {
  const share = size / n;
  if (share > 0.01 && share < 0.99) return random.choice(n, size, { replace: false });
  return share < 0.2 ? drawUntilDifferent(n, size, random) : drawReservoir(n, size, random);
}

function drawUntilDifferent(n: number, size: number, random: RandomState): number[] {
  const drawn = new Set<number>();
  while (drawn.size < size) drawn.add(random.randint(n));
  return Array.from(drawn);
}

function drawReservoir(n: number, size: number, random: RandomState): number[] {
  const reservoir = Array.from({ length: size }, (_, i) => i);
  for (let i = size; i < n; i++) {
    const place = random.randint(i + 1);
    if (place < size) reservoir[place] = i;
  }
  return reservoir;
}
