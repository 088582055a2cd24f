// @ts-check
// The yardstick as a child process: how long one pass over memory of the given size takes.

import { memoryReader } from "../read-speed.mjs";
import { serve } from "./protocol.mjs";

let reader = memoryReader(0);

await serve(
  { Node: process.version },
  {
    load: ({ bytes }) => {
      reader = memoryReader(bytes);
      return { bytes: reader.bytes };
    },
    read: () => ({ seconds: reader.pass() }),
  },
);
