// @ts-check
// minibatch's reader of libsvm text as a child process, and the plain reading of the file's bytes beside it.

import { closeSync, openSync, readSync } from "node:fs";
import { readSparse } from "../../dist/node/sparse/read-sparse.js";
import { serve, timed } from "./protocol.mjs";

/** As much as the reader takes at a time. */
const STRETCH = new Uint8Array(262144);

/** @param {string} path */
function readBytes(path) {
  const file = openSync(path, "r");
  let bytes = 0;
  for (let count = 1; count > 0; bytes += count) count = readSync(file, STRETCH);
  closeSync(file);
  return bytes;
}

await serve(
  { Node: process.version },
  {
    bytes: async ({ path }) => {
      const { seconds, result } = await timed(() => readBytes(path));
      return { seconds, bytes: result };
    },
    parse: async ({ path }) => {
      const { seconds, result } = await timed(() => readSparse(path, { format: "libsvm" }));
      const values = result.blocks.reduce((sum, { X }) => sum + X.entries, 0);
      let total = 0;
      for (const { X } of result.blocks) for (const value of X.values) total += value;
      return { seconds, rows: result.rows, columns: result.columns, values, total };
    },
  },
);
