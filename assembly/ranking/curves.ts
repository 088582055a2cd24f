// Curves through counts of true and false positives, [count] f64 each, at the distinct scores from the highest down. Places are u32.

import { pairwiseSum } from "./pairwise-sum";

/** Writes all places. */
export function allPlaces(count: i32, places: usize): i32 {
  for (let i = 0; i < count; i++, places += 4) store<u32>(places, i);
  return count;
}

/** Writes the places where the ROC curve bends, and its ends; gives how many. */
export function rocBends(truePositives: usize, falsePositives: usize, count: i32, places: usize): i32 {
  const start = places;
  for (let i = 0; i < count; i++, truePositives += 8, falsePositives += 8) {
    // The next one is written over it where it is none.
    store<u32>(places, i);
    const isEnd = i == 0 || i == count - 1;
    if (isEnd || !isStraight(truePositives) || !isStraight(falsePositives)) places += 4;
  }
  return <i32>((places - start) >> 2);
}

// @ts-ignore: decorator
@inline
function isStraight(at: usize): bool {
  const here = load<f64>(at);
  return load<f64>(at, 8) - here - (here - load<f64>(at - 8)) == 0;
}

/** Writes the places where the true positives change on either side, and the ends; gives how many. */
export function recallBends(truePositives: usize, count: i32, places: usize): i32 {
  const start = places;
  for (let i = 0; i < count; i++, truePositives += 8) {
    store<u32>(places, i);
    const here = load<f64>(truePositives);
    const isEnd = i == 0 || i == count - 1;
    if (isEnd || here != load<f64>(truePositives - 8) || here != load<f64>(truePositives, 8)) places += 4;
  }
  return <i32>((places - start) >> 2);
}

/** Writes the rates of the ROC curve at some places, [points + 1] f64 each: the first point is (0, 0). NaN where a class has no rows. */
export function rocRates(truePositives: usize, falsePositives: usize, count: i32, places: usize, points: i32, fpr: usize, tpr: usize): void {
  const positives = load<f64>(truePositives + (<usize>(count - 1) << 3));
  const negatives = load<f64>(falsePositives + (<usize>(count - 1) << 3));
  store<f64>(fpr, 0 / negatives);
  store<f64>(tpr, 0 / positives);
  for (let i = 0; i < points; i++, places += 4) {
    const place = <usize>load<u32>(places) << 3;
    fpr += 8;
    tpr += 8;
    store<f64>(fpr, load<f64>(falsePositives + place) / negatives);
    store<f64>(tpr, load<f64>(truePositives + place) / positives);
  }
}

/** Writes precision and recall at some places, from the lowest threshold up, [points + 1] f64 each: the last point is (0, 1). */
export function recallRates(truePositives: usize, falsePositives: usize, count: i32, places: usize, points: i32, recall: usize, precision: usize): void {
  const positives = load<f64>(truePositives + (<usize>(count - 1) << 3));
  for (let i = points - 1; i >= 0; i--, recall += 8, precision += 8) {
    const place = <usize>load<u32>(places + (<usize>i << 2)) << 3;
    const hits = load<f64>(truePositives + place);
    store<f64>(recall, positives == 0 ? 1 : hits / positives);
    store<f64>(precision, hits / (hits + load<f64>(falsePositives + place)));
  }
  store<f64>(recall, 0);
  store<f64>(precision, 1);
}

/**
 * Area under a curve by the trapezoidal rule.
 *
 * @param terms - room for an f64 for each point
 */
export function areaUnder(x: usize, y: usize, points: i32, terms: usize): f64 {
  const strips = points - 1;
  for (let i: usize = 0; i < <usize>strips << 3; i += 8) {
    store<f64>(terms + i, ((load<f64>(x + i, 8) - load<f64>(x + i)) * (load<f64>(y + i, 8) + load<f64>(y + i))) / 2);
  }
  return pairwiseSum(terms, strips);
}

/**
 * Precision at each threshold, weighted by the recall it adds.
 *
 * @param terms - room for an f64 for each threshold
 */
export function averagePrecision(truePositives: usize, falsePositives: usize, count: i32, terms: usize): f64 {
  const positives = load<f64>(truePositives + (<usize>(count - 1) << 3));
  let above: f64 = 0;
  // From the lowest threshold up, as the curve goes.
  let to = terms + (<usize>count << 3);
  for (let i = 0; i < count; i++, truePositives += 8, falsePositives += 8) {
    const hits = load<f64>(truePositives);
    const recall = positives == 0 ? 1 : hits / positives;
    to -= 8;
    store<f64>(to, (above - recall) * (hits / (hits + load<f64>(falsePositives))));
    above = recall;
  }
  return max(0, -pairwiseSum(terms, count));
}

/** Writes the places of points that lie at least `step` from the last one kept, in x or y, and of the ends; gives how many. */
export function apartPoints(x: usize, y: usize, points: i32, step: f64, places: usize): i32 {
  const start = places;
  let lastX = load<f64>(x);
  let lastY = load<f64>(y);
  for (let i = 0; i < points; i++, x += 8, y += 8) {
    const ownX = load<f64>(x);
    const ownY = load<f64>(y);
    if (i != 0 && i != points - 1 && abs(ownX - lastX) < step && abs(ownY - lastY) < step) continue;
    store<u32>(places, i);
    places += 4;
    lastX = ownX;
    lastY = ownY;
  }
  return <i32>((places - start) >> 2);
}
