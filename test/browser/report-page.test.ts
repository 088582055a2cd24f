import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reportPage } from "../../src/node/report/page.ts";
import { hostile, reportContent } from "../node/report/content.ts";
import { chromiumPath, launchChromium } from "./chromium.ts";

const kinds = [0, 2, 5, 20];
const themes = ["light", "dark"] as const;
const cases = kinds.flatMap((classes) => themes.map((theme) => [classes, theme] as const));

/** Of every text of the page, its least contrast with what is behind it, as in WCAG 2.1. */
function leastContrast(): number {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
  const rgb = (...colors: string[]): number[] => {
    canvas.clearRect(0, 0, 1, 1);
    for (const color of colors) {
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const luminance = (color: number[]): number => {
    const [r, g, b] = color.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let least = 21;
  for (const element of document.body.querySelectorAll("*")) {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim())) continue;
    if (element.closest(".unseen, title")) continue;
    const behind: string[] = [];
    for (let e: Element | null = element; e; e = e.parentElement) behind.unshift(getComputedStyle(e).backgroundColor);
    const style = getComputedStyle(element);
    const color = element instanceof SVGElement ? style.fill : style.color;
    const [a, b] = [luminance(rgb("white", ...behind, color)), luminance(rgb("white", ...behind))];
    least = Math.min(least, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  }
  return least;
}

describe.skipIf(!chromiumPath)("the report in Chromium (skipped where no browser is found)", () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    browser = await launchChromium();
    folder = await mkdtemp(join(tmpdir(), "minibatch-report-"));
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Opens a report with hostile names and collects what goes wrong. */
  async function open(classes: number, theme: "light" | "dark"): Promise<{ page: Page; faults: string[] }> {
    const file = join(folder, `${classes}-${theme}.html`);
    await writeFile(file, reportPage(reportContent(classes, (what) => `${what} ${hostile}`)));
    const page = await browser.newPage({ colorScheme: theme, viewport: { width: 1180, height: 900 } });
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => faults.push(message.text()));
    page.on("dialog", async (dialog) => {
      faults.push(`dialog: ${dialog.message()}`);
      await dialog.dismiss();
    });
    page.on("request", (request) => {
      if (!request.url().endsWith(file)) faults.push(`request: ${request.url()}`);
    });
    await page.goto(`file://${file}`);
    return { page, faults };
  }

  test.each(cases)("%i classes, %s: runs nothing, requests nothing, is read easily", async (classes, theme) => {
    const { page, faults } = await open(classes, theme);
    expect(await page.title()).toContain("<img src=x");
    expect(await page.locator("img, script").count()).toBe(0);
    // WCAG 2.1 asks for 4.5 for text of this size.
    expect(await page.evaluate(leastContrast)).toBeGreaterThanOrEqual(4.5);
    expect(faults).toEqual([]);
    await page.close();
  });

  test.each(kinds)("%i classes: a telephone's screen is wide enough", async (classes) => {
    const { page } = await open(classes, "light");
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    // No number and no kind of a column is broken into lines.
    const broken = await page
      .locator("table:not(.text) td:not(.wide), .tag")
      .evaluateAll((all) => all.filter((element) => getComputedStyle(element).whiteSpace !== "nowrap").length);
    expect(broken).toBe(0);
    await page.close();
  });
});
