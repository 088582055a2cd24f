import { MinibatchError } from "../../engine/errors.ts";
import type { DenseMatrix } from "../../engine/matrix/dense-matrix.ts";
import { encodeLabels, type Label } from "../../engine/metrics/labels.ts";
import { isDrawable } from "./axis.ts";

/** One row of the data in the plane. */
export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  /** The class label as text. */
  readonly label: string;
  /** Row of the data, from 0; points are drawn in its order, so that no class lies on top of another. */
  readonly row: number;
}

/** What a scatter chart draws of the rows it was given. */
export interface ScatterPoints {
  readonly points: readonly ScatterPoint[];
  /** Class labels in the legend's order. */
  readonly labels: readonly string[];
  /** Sentences on what is not drawn. */
  readonly notes: readonly string[];
}

/**
 * Turns rows and labels into points. Rows with a coordinate that cannot be drawn are left out; of more rows than
 * `maxPoints` each class shows the same share, evenly spaced over its rows.
 *
 * @param X - coordinates, [rows, 2]
 * @param y - class labels, [rows]
 * @param classes - the classes in the legend's order; default: those of `y`, numbers by value, strings by code
 * point, false before true
 * @throws {MinibatchError} `INVALID_SHAPE` when X has not two columns or y not one label per row; `INVALID_DATA`
 * when there is nothing to draw, a label is not among `classes`, or labels without `classes` are not whole numbers,
 * strings or booleans, or mix strings and numbers
 */
export function scatterPoints(
  X: DenseMatrix,
  y: ArrayLike<Label>,
  classes: readonly Label[] | undefined,
  maxPoints: number,
): ScatterPoints {
  if (X.columns !== 2) {
    throw new MinibatchError("INVALID_SHAPE", `X: got ${X.columns} columns, expected 2: one for each axis`);
  }
  if (y.length !== X.rows) {
    throw new MinibatchError("INVALID_SHAPE", `y: got ${y.length} labels, expected ${X.rows}: one for each row of X`);
  }
  const groups = new Map<string, ScatterPoint[]>(
    (classes ?? encodeLabels("decision chart", y, "y").classes).map((label) => [String(label), []]),
  );
  for (let row = 0; row < X.rows; row++) {
    const label = String(y[row]);
    const group = groups.get(label);
    if (group === undefined) {
      const known = [...groups.keys()].join(", ");
      throw new MinibatchError("INVALID_DATA", `y: row ${row}: got ${label}, expected one of ${known}`, { row });
    }
    const [x1, x2] = [X.get(row, 0), X.get(row, 1)];
    if (isDrawable(x1) && isDrawable(x2)) group.push({ x: x1, y: x2, label, row });
  }
  return thinOut(groups, X.rows, maxPoints);
}

function thinOut(groups: ReadonlyMap<string, readonly ScatterPoint[]>, rows: number, maxPoints: number): ScatterPoints {
  const drawable = [...groups.values()].reduce((sum, group) => sum + group.length, 0);
  if (drawable === 0) {
    throw new MinibatchError(
      "INVALID_DATA",
      `decision chart: got ${rows} rows, expected at least one of two finite numbers`,
    );
  }
  const notes = drawable === rows ? [] : [`Left out: ${count(rows - drawable)} of ${count(rows)} rows (not finite)`];
  const share = Math.min(1, maxPoints / drawable);
  const points = [...groups.values()].flatMap((group) => {
    const kept = Math.ceil(group.length * share);
    return Array.from({ length: kept }, (_, i) => group[Math.floor((i * group.length) / kept)] as ScatterPoint);
  });
  points.sort((a, b) => a.row - b.row);
  if (share < 1) {
    notes.push(`Drawn: ${count(points.length)} of ${count(drawable)} points, the same share of each class`);
  }
  return { points, labels: [...groups.keys()], notes };
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
