import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, expectTypeOf, it, onTestFinished } from "vitest";
import { loadModel } from "../../src/data/load-model.ts";
import type { Model } from "../../src/data/model.ts";
import { SparseModel } from "../../src/data/sparse/sparse-model.ts";
import { loadModel as loadModelFile } from "../../src/node/model-file.ts";
import { predictTable } from "../../src/node/predict-table.ts";
import { evaluateSparse } from "../../src/node/sparse/evaluate-sparse.ts";
import { emptyFolder, minibatch } from "../cli/run.ts";
import { libsvmLines, writeLines } from "../cli/sparse/sparse-tables.ts";
import { error } from "./table/matchers.ts";

const loans = fileURLToPath(new URL("../../examples/data/loans.csv", import.meta.url));

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

it("loads a model of sparse rows, which tells itself apart, and refuses what the other kind takes", async () => {
  const cwd = await emptyFolder();
  await writeLines(cwd, "rows.svm", libsvmLines(60, 1));
  await minibatch(["train", "rows.svm", "-e", "2", "--out", "run"], { cwd });
  const path = join(cwd, "run/model.safetensors");
  const model = await loadModel(await readFile(path));
  expectTypeOf(model).toEqualTypeOf<Model>();
  if (!(model instanceof SparseModel)) throw new Error("not a SparseModel");
  expectTypeOf(model).toEqualTypeOf<SparseModel>();
  const line = libsvmLines(60, 1)[0]!;
  expect(model.predict([line])).toEqual([model.predict(line)]);
  expect(model.predictProba(line).row(0)).toEqual(model.predictProba([line]).row(0));
  const loaded = await loadModelFile(path);
  expect(loaded.predict(line)).toBe(model.predict(line));
  expect(() => loaded.predict({ age: 39 })).toThrow(
    "row 0: got a value of type object, expected a line of libsvm text",
  );
  await expect(predictTable(loaded, loans, { out: join(cwd, "out.csv") })).rejects.toThrow(
    "model: of libsvm or vw rows, expected one of a table; predictSparse takes it",
  );
  const table = await loadModel(await modelBytes());
  expect(() => table.predict(line)).toThrow(/^record 0, column "applied": got nothing, expected/);
  await expect(evaluateSparse(table, join(cwd, "rows.svm"))).rejects.toThrow(
    "model: of a table, expected one of libsvm or vw rows; evaluateTable takes it",
  );
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
