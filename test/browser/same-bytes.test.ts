import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, launchChromium } from "./chromium.ts";
import { trainAll } from "./trainings.mjs";

const root = new URL("../../", import.meta.url);
const PAGE = '<!doctype html><title>minibatch</title><link rel="icon" href="data:,">';

/** Where the tutorial's code is built to, as one file for Node and the page. */
const tutorialFile = "node_modules/.cache/browser-test/tutorial.js";

async function bundleTutorial(): Promise<void> {
  const bundle = await rolldown({ input: fileURLToPath(new URL("tutorial.ts", import.meta.url)), tsconfig: false });
  await bundle.write({ file: fileURLToPath(new URL(tutorialFile, root)) });
  await bundle.close();
}

/** Serves the repository's JavaScript files and an empty page. */
function serve(): Promise<Server> {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname.slice(1);
    if (path === "") return response.setHeader("content-type", "text/html").end(PAGE);
    try {
      const text = await readFile(new URL(path, root));
      response.setHeader("content-type", "text/javascript").end(text);
    } catch {
      response.writeHead(404).end();
    }
    return response;
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

describe.skipIf(!chromiumPath)("a page in Chromium (skipped where no browser is found; CHROMIUM names one)", () => {
  let server: Server;
  let inPage: Record<string, string>;
  const errors: string[] = [];

  beforeAll(async () => {
    await bundleTutorial();
    server = await serve();
    const chrome = await launchChromium();
    const page = await chrome.newPage();
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    // As text, so that no tool rewrites the import on its way to the page.
    inPage = await page.evaluate(
      `import("/test/browser/trainings.mjs").then(({ trainAll }) => trainAll("/", "${tutorialFile}"))`,
    );
    await chrome.close();
  });
  afterAll(() => server?.close());

  test("trains without an error", () => {
    expect(errors).toEqual([]);
    expect(Object.keys(inPage).length).toBeGreaterThan(20);
  });

  test("ends with the same bytes as Node: weights, losses, probabilities, data", async () => {
    expect(inPage).toEqual(await trainAll(root.href, tutorialFile));
  });
});
