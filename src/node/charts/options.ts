import { MinibatchError } from "../../engine/errors.ts";
import type { RenderOptions } from "./render.ts";

/** What every chart of this folder takes. */
export interface ChartOptions extends RenderOptions {
  /** Title above the plot; wrapped when it is wider than the plot. */
  readonly title: string;
  /** Width of the plot in pixels of the SVG, without axes and legend, 100 to 4000. Default 640. */
  readonly width?: number;
  /** Height of the plot in pixels of the SVG, without axes and title, 100 to 4000. Default 400, or 480 in a comparison. */
  readonly height?: number;
}

/**
 * The size of the plot.
 *
 * @throws {MinibatchError} `INVALID_OPTION` when a side is out of range
 */
export function plotSize({ width = 640, height = 400 }: ChartOptions): { width: number; height: number } {
  checkRange("width", width, 100, 4000);
  checkRange("height", height, 100, 4000);
  return { width, height };
}

/** @throws {MinibatchError} `INVALID_OPTION` when the value is not a number from `min` to `max` */
export function checkRange(option: string, value: number, min: number, max: number): void {
  if (value >= min && value <= max) return;
  throw new MinibatchError("INVALID_OPTION", `${option}: got ${value}, expected a number from ${min} to ${max}`, {
    option,
  });
}
