import { readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emptyFolder, minibatch } from "../cli/run.ts";
import { libsvmLines, messages, vwLines, writeLines } from "../cli/sparse/sparse-tables.ts";
import { chromiumPath, launchChromium } from "./chromium.ts";

const root = new URL("../../", import.meta.url);
const PAGE = '<!doctype html><title>minibatch</title><link rel="icon" href="data:,">';

describe.skipIf(!chromiumPath)("models in Chromium (skipped where no browser is found; CHROMIUM names one)", () => {
  /** The file that the page gets as /model. */
  let modelFile = "";
  let server: Server;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const path = new URL(request.url ?? "/", "http://localhost").pathname.slice(1);
      if (path === "") return response.setHeader("content-type", "text/html").end(PAGE);
      try {
        const bytes = await readFile(path === "model" ? modelFile : new URL(path, root));
        response
          .setHeader("content-type", path === "model" ? "application/octet-stream" : "text/javascript")
          .end(bytes);
      } catch {
        response.writeHead(404).end();
      }
      return response;
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    browser = await launchChromium();
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  /** What a page predicts: lines of the answer and the probabilities, as the command writes them. */
  async function inPage(rows: readonly unknown[]): Promise<string[]> {
    // As text, so that no tool rewrites the import on its way to the page.
    return await page.evaluate(`import("/dist/index.js").then(async ({ loadModel }) => {
      const model = await loadModel("/model");
      const rows = ${JSON.stringify(rows)};
      const proba = model.predictProba(rows);
      return model.predict(rows).map((answer, r) => [answer, ...proba.row(r)].join(","));
    })`);
  }

  it("predict texts, words and products as the command does, to the last bit", async () => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, "messages.csv"), messages(300));
    const args = ["train", "messages.csv", "-t", "label", "--text", "text", "--interactions", "channel:length"];
    expect(
      (await minibatch([...args, "--ngrams", "1:3", "--analyzer", "char_wb", "--out", "run"], { cwd })).status,
    ).toBe(0);
    const records = [
      { text: "Win a PRIZE now \u2014 \u00dcber-cash!", channel: "sms", length: 4.25 },
      { text: null, channel: "pigeon", length: null },
      { text: "\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3 I\u0307stanbul", channel: "mail", length: -3 },
      { text: "sorry, later; love", channel: null, length: 12 },
    ];
    const cell = (value: string | number | null): string => (value === null ? "" : JSON.stringify(value));
    const lines = records.map(({ text, channel, length }) => [text, channel, length].map(cell).join(","));
    await writeLines(cwd, "new.csv", ["text,channel,length", ...lines]);
    const { stdout } = await minibatch(["predict", "run/model.safetensors", "new.csv"], { cwd });
    const expected = stdout
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",").slice(-3).join(","));
    modelFile = join(cwd, "run", "model.safetensors");
    expect(await inPage(records)).toEqual(expected);
  });

  it("predict several numbers and several labels as the command does, from files with a training's state, too", async () => {
    const cwd = await emptyFolder();
    const rows = Array.from({ length: 300 }, (_, i) => {
      const [x, z] = [Math.sin(i * 1.7), Math.cos(i * 2.3)];
      return [x, z, 100 + 9 * x, 5 * z - x, x > 0.1 ? "yes" : "no", z + x > 0].join(",");
    });
    await writeLines(cwd, "several.csv", ["x,z,size,speed,sunny,wet", ...rows]);
    const records = [
      { x: 0.25, z: -0.75 },
      { x: null, z: 0.1 },
    ];
    await writeLines(cwd, "new.csv", ["x,z", "0.25,-0.75", ",0.1"]);
    for (const targets of ["size,speed", "sunny,wet"]) {
      const args = ["train", "several.csv", "-t", targets, "--only", "x,z", "--keep-state", "--out", "run"];
      expect((await minibatch(args, { cwd })).status).toBe(0);
      modelFile = join(cwd, "run", "model.safetensors");
      const { stdout } = await minibatch(["predict", modelFile, "new.csv"], { cwd });
      const expected = stdout
        .trimEnd()
        .split("\n")
        .slice(1)
        .map((line) => line.split(",").slice(2).join(","));
      const answers = await page.evaluate(`import("/dist/index.js").then(async ({ loadModel }) => {
        const model = await loadModel("/model");
        const records = ${JSON.stringify(records)};
        const proba = ${targets === "sunny,wet"} ? model.predictProba(records) : undefined;
        return model.predictTargets(records).map((answer, r) => [...Object.values(answer), ...(proba?.row(r) ?? [])].join(","));
      })`);
      expect(answers).toEqual(expected);
    }
  });

  it("predict words of a wide table, whose rows are sparse, to the last bit", async () => {
    const cwd = await emptyFolder();
    const rows = Array.from(
      { length: 400 },
      (_, i) => `c${(i * 7) % 90},p${(i * 11) % 60},${(i * i) % 7 > 3 ? "yes" : "no"}`,
    );
    await writeLines(cwd, "wide.csv", ["city,plan,label", ...rows]);
    const { stdout: log, status } = await minibatch(["train", "wide.csv", "-t", "label", "--out", "run", "-e", "20"], {
      cwd,
    });
    expect([status, log.length > 0]).toEqual([0, true]);
    const { stdout } = await minibatch(["predict", "run/model.safetensors", "wide.csv"], { cwd });
    const answers = stdout
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","));
    modelFile = join(cwd, "run", "model.safetensors");
    const records = answers.map(([city, plan]) => ({ city, plan }));
    expect(await inPage(records)).toEqual(answers.map((cells) => cells.slice(-3).join(",")));
  });

  it.each([
    ["rows.svm", () => libsvmLines(200, 1), []],
    ["rows.vw", () => vwLines(200), ["--bits", "12"]],
  ])("predict the lines of %s as the command does, to the last bit", async (name, linesOf, options) => {
    const cwd = await emptyFolder();
    await writeLines(cwd, name, linesOf());
    expect((await minibatch(["train", name, ...options, "--out", "run"], { cwd })).status).toBe(0);
    const { stdout } = await minibatch(["predict", "run/model.safetensors", name], { cwd });
    modelFile = join(cwd, "run", "model.safetensors");
    expect(await inPage(linesOf())).toEqual(stdout.trimEnd().split("\n").slice(1));
  });
});
