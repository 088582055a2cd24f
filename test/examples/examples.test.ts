import { execFile } from "node:child_process";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { chromiumPath, launchChromium } from "../browser/chromium.ts";
import { emptyFolder, minibatch } from "../cli/run.ts";
import { messages } from "../cli/sparse/sparse-tables.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

describe("examples/data", () => {
  it("loans.csv is what make-loans.mjs writes", async () => {
    const { stdout } = await run(process.execPath, [join(root, "examples/data/make-loans.mjs")]);
    expect(stdout).toBe(await readFile(join(root, "examples/data/loans.csv"), "utf8"));
  });
});

describe("examples/node", () => {
  it("train-and-predict.mjs trains, saves, loads and predicts", async () => {
    const { stdout } = await run(process.execPath, [join(root, "examples/node/train-and-predict.mjs")]);
    const [scores, ...loans] = stdout.trimEnd().split("\n");
    const [, right] = /^300 loans held out: (\d+\.\d) % right, always yes 59\.0 %$/.exec(scores) ?? [];
    expect(Number(right)).toBeGreaterThan(75);
    expect(loans).toHaveLength(2);
    expect(loans[0]).toMatch(/^loan 1: yes \(no \d+\.\d %, yes \d+\.\d %\)$/);
    expect(loans[1]).toMatch(/^loan 2: no \(/);
  });
});

const types: Record<string, string> = { ".html": "text/html", ".js": "text/javascript" };

/** Serves the repository's files, and a model beside the page. */
function serve(model: string): Promise<Server> {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname.slice(1);
    const isModel = path === "examples/page/model.safetensors";
    try {
      const bytes = await readFile(isModel ? model : join(root, path));
      response
        .setHeader("content-type", types[/\.\w+$/.exec(path)?.[0] ?? ""] ?? "application/octet-stream")
        .end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

describe.skipIf(!chromiumPath)("examples/page in Chromium (skipped where no browser is found)", () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  async function openPage(model: string) {
    server = await serve(model);
    const browser = await launchChromium();
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/examples/page/index.html`);
    return { browser, page, faults };
  }

  it("makes a form from the schema and predicts as the command does", async () => {
    const cwd = await emptyFolder();
    await copyFile(join(root, "examples/data/loans.csv"), join(cwd, "loans.csv"));
    const trained = await minibatch(["train", "loans.csv", "-t", "repaid", "--out", "run", "-e", "20"], { cwd });
    expect(trained.status).toBe(0);
    const model = join(cwd, "run/model.safetensors");
    const predicted = await minibatch(["predict", model, "loans.csv"], { cwd });
    const [header, ...lines] = predicted.stdout.trimEnd().split("\n");
    const names = header.split(",");
    const { browser, page, faults } = await openPage(model);
    for (const line of [lines[0], lines[2], lines[700]]) {
      const row = Object.fromEntries(line.split(",").map((cell, i) => [names[i], cell]));
      for (const name of names.slice(0, names.indexOf("repaid"))) {
        const input = page.locator(`[name="${name}"]`);
        const kind = await input.evaluate((element) => (element as HTMLInputElement).type);
        if (kind === "select-one") await input.selectOption(row[name]);
        else if (kind === "checkbox") await input.setChecked(row[name] === "true");
        else await input.fill(row[name]);
      }
      const share = (label: string) => `${label} ${(100 * Number(row[`probability ${label}`])).toFixed(1)} %`;
      expect(await page.locator("#answer").textContent()).toBe(
        `repaid: ${row.prediction} (${share("no")}, ${share("yes")})`,
      );
    }
    expect(faults).toEqual([]);
    await browser.close();
  });

  it("makes a field for a text and predicts from it as the command does", async () => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, "messages.csv"), messages(300));
    const trained = await minibatch(["train", "messages.csv", "-t", "label", "--text", "text", "--out", "run"], {
      cwd,
    });
    expect(trained.status).toBe(0);
    const model = join(cwd, "run/model.safetensors");
    await writeFile(join(cwd, "new.csv"), 'channel,length,text\nsms,9,"Free cash, claim your prize!"\n');
    const predicted = await minibatch(["predict", model, "new.csv"], { cwd });
    const [answer, ...shares] = predicted.stdout.trimEnd().split("\n")[1].split(",").slice(-3);
    const { browser, page, faults } = await openPage(model);
    await page.locator('textarea[name="text"]').fill("Free cash, claim your prize!");
    await page.locator('select[name="channel"]').selectOption("sms");
    await page.locator('input[name="length"]').fill("9");
    const [ham, spam] = shares.map((share) => (100 * Number(share)).toFixed(1));
    expect(answer).toBe("spam");
    expect(await page.locator("#answer").textContent()).toBe(`label: spam (ham ${ham} %, spam ${spam} %)`);
    expect(faults).toEqual([]);
    await browser.close();
  });

  it("says what is wrong with a model that is not there", async () => {
    const { browser, page } = await openPage("/no/such/model");
    await expect
      .poll(() => page.locator("#answer").textContent())
      .toBe("model.safetensors: cannot fetch: the server answered with status 404");
    await browser.close();
  });
});
