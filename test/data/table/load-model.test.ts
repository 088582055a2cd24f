import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { loadModel } from "../../../src/data/table/load-model.ts";
import { emptyFolder, minibatch } from "../../cli/run.ts";
import { error } from "./matchers.ts";

const loans = fileURLToPath(new URL("../../../examples/data/loans.csv", import.meta.url));

async function modelBytes(): Promise<Buffer> {
  const cwd = await emptyFolder();
  await minibatch(["train", loans, "-t", "repaid", "-e", "2", "--out", "run"], { cwd });
  return readFile(join(cwd, "run/model.safetensors"));
}

it("loads a model from bytes, an ArrayBuffer, and an address as text or URL: the same bytes again", async () => {
  const bytes = await modelBytes();
  const server = createServer((_, response) => response.end(bytes)).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.close();
  });
  await new Promise((resolve) => server.once("listening", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.safetensors`;
  const copy = new Uint8Array(bytes).buffer;
  for (const source of [bytes, copy, address, new URL(address)]) {
    const model = await loadModel(source);
    expect(Buffer.from(model.toBytes()).equals(bytes)).toBe(true);
  }
});

it("says where and why a model cannot be loaded", async () => {
  const server = createServer((request, response) => {
    response.writeHead(request.url === "/text" ? 200 : 404).end("not a model");
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.close();
  });
  await new Promise((resolve) => server.once("listening", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expect(loadModel(`${address}/none`)).rejects.toEqual(
    error("INVALID_FILE", `${address}/none: cannot fetch: the server answered with status 404`),
  );
  await expect(loadModel(`${address}/text`)).rejects.toEqual(error("INVALID_FILE", /^http:.*\/text: .*/));
  await expect(loadModel("http://127.0.0.1:9/")).rejects.toEqual(error("INVALID_FILE", /^http:.*: cannot fetch: /));
});
