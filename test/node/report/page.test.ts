import { describe, expect, it } from "vitest";
import { reportPage } from "../../../src/node/report/page.ts";
import { hostile, reportContent } from "./content.ts";

/** Names of the page's elements, in order. */
const elements = (page: string) => [...page.matchAll(/<([a-z][\w-]*)/gi)].map(([, name]) => name.toLowerCase());
const kinds = [0, 2, 3, 20];

describe.each(kinds)("a report of %i classes (0: of a number)", (classes) => {
  const page = reportPage(reportContent(classes));

  it("lets no name become markup, wherever it stands", () => {
    const attacked = reportPage(reportContent(classes, (what) => `${what}${hostile}`));
    expect(elements(attacked)).toEqual(elements(page));
    expect(attacked).not.toContain("<img");
    expect(attacked).not.toContain('"alert');
    expect(attacked).not.toContain("\u0000");
    expect(attacked).toContain(
      "&lt;/title&gt;&lt;/style&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&quot;&amp;",
    );
  });

  it("loads nothing and runs nothing", () => {
    expect(elements(page).includes("script")).toBe(false);
    expect(page).not.toMatch(/https?:|\bsrc=|\bhref=|url\(|@import/);
    expect(page).toContain('content="default-src &#39;none&#39;;');
  });

  it("says in words what each picture shows, and names the columns of each table", () => {
    const pictures = [...page.matchAll(/<svg[^>]*>/g)].map(([tag]) => tag);
    expect(pictures.length).toBeGreaterThanOrEqual(3);
    for (const tag of pictures) expect(tag).toMatch(/role="img" aria-label="[^"]{15,}"/);
    for (const [table] of page.matchAll(/<table[\s\S]*?<\/table>/g)) expect(table).toMatch(/<th scope="(col|row)"/);
  });

  it("closes every element that it opens", () => {
    const open: string[] = [];
    for (const [, close, name, empty] of page.matchAll(/<(\/?)([a-z][\w-]*)[^>]*?(\/?)>/gi)) {
      if (empty === "/" || name === "meta") continue;
      if (close === "") open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  it("holds no number that a picture cannot show", () => {
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("is the same for the same content", () => {
    expect(reportPage(reportContent(classes))).toBe(page);
  });
});

describe("a report", () => {
  it("sets the scores beside those of the trivial answer", () => {
    const page = reportPage(reportContent(2));
    expect(page).toMatch(/Accuracy<\/p><p class="value">88\.50 %<\/p>.*always class 0: 50\.00 %/s);
    expect(page).toMatch(/<th scope="row">ROC AUC<\/th><td class="better">0\.\d{4}<\/td><td>0\.5000<\/td>/);
  });

  it("shows the shares of the true class in the confusion matrix", () => {
    const page = reportPage(reportContent(2));
    expect(page).toMatch(
      /<th scope="row">class 0<\/th><td class="right" style="--share:88%">88<small>88\.0 %<\/small>/,
    );
  });

  it("leaves cells without rows without a share, and gives a wide matrix the whole width", () => {
    const page = reportPage(reportContent(6));
    expect(page).toContain('<section class="full"><h2>Confusion matrix</h2>');
    expect(page).toMatch(/style="--share:0%">0<\/td>/);
    expect(reportPage(reportContent(2))).toContain('<section class="half"><h2>Confusion matrix</h2>');
  });

  it("speaks of units and standard deviations only where columns are scaled", () => {
    const content = reportContent(2);
    const page = reportPage(content);
    expect(page).toContain('<th scope="col">Standardised</th><th scope="col">Per unit</th>');
    expect(page).toContain("in units of their standard deviation, so that they compare, and per unit of the column");
    const weights = content.weights.map((output) => ({
      ...output,
      weights: output.weights.map(({ name, column, weight }) => ({ name, column, weight })),
    }));
    const sparse = reportPage({ ...content, weights });
    expect(sparse).toContain('<th scope="col">Weight</th></tr>');
    expect(sparse).toContain("Of inputs as they are. Positive weights speak for");
    expect(sparse).not.toMatch(/[Ss]tandard|[Pp]er unit/);
  });

  it("lists the commonest mistakes where there are too many classes for a matrix", () => {
    expect(reportPage(reportContent(20))).toContain("Commonest mistakes");
    expect(reportPage(reportContent(12))).not.toContain("Commonest mistakes");
  });

  it("marks the epoch whose weights were kept", () => {
    expect(reportPage(reportContent(2))).toContain("kept: epoch 20");
    expect(reportPage({ ...reportContent(2), bestEpoch: undefined })).not.toContain("kept: epoch");
  });

  it.each([
    ["no epoch", []],
    ["one epoch", [{ epoch: 1, loss: 0.5 }]],
    ["epochs of one loss", [1, 2, 3].map((epoch) => ({ epoch, loss: 0 }))],
    ["losses over many decades", [1, 2, 3].map((epoch) => ({ epoch, loss: 10 ** (8 - 4 * epoch) }))],
    ["5,000 epochs", Array.from({ length: 5000 }, (_, i) => ({ epoch: i + 1, loss: 1 / (i + 1) }))],
    ["more epochs than a call has arguments", Array.from({ length: 200_000 }, (_, i) => ({ epoch: i + 1, loss: 1 }))],
  ])("draws %s", (_, history) => {
    const page = reportPage({ ...reportContent(2), history, bestEpoch: undefined });
    expect(page).not.toMatch(/NaN|Infinity/);
    expect(page.length).toBeLessThan(60_000);
    expect(page.includes("Loss by epoch")).toBe(history.length > 0);
  });

  it("lists 200 columns and says how many more there are", () => {
    const content = reportContent(2);
    const columns = Array.from({ length: 1234 }, () => content.columns[0]);
    const page = reportPage({ ...content, columns });
    expect(page).toContain("and 1,034 more");
    expect(page.split(">becomes<")).toHaveLength(201);
  });

  it("has no warnings where there are none", () => {
    expect(reportPage({ ...reportContent(2), warnings: [] })).not.toContain("Worth a look");
  });
});
