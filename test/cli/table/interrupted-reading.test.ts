import { createWriteStream } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { expect, it } from "vitest";
import { DuckDBSession } from "../../../src/node/tables/duckdb-session.ts";
import { emptyFolder, shell } from "../run.ts";

/** A table that takes a while to be read, encoded and cached: 120 MB as CSV. */
async function writeLargeTable(path: string): Promise<void> {
  if (path.endsWith(".parquet")) {
    const session = await DuckDBSession.open();
    const numbers = Array.from({ length: 19 }, (_, c) => `hash(range + ${c * 3_000_000}) / 1e18 AS x${c}`);
    await session.run(`COPY (SELECT ${numbers.join(", ")}, range % 2 AS y FROM range(1600000)) TO '${path}'`);
    session.close();
    return;
  }
  const cells = Array.from({ length: 19 }, (_, c) => c);
  const thousand = Array.from(
    { length: 1000 },
    (_, i) => `${cells.map((c) => (i * (c + 7)) % 991).join(",")},${i % 2}\n`,
  );
  function* parts(): Generator<string> {
    yield `${cells.map((c) => `x${c}`).join(",")},y\n`;
    for (let i = 0; i < 1600; i++) yield thousand.join("");
  }
  await pipeline(Readable.from(parts()), createWriteStream(path));
}

it.skipIf(process.platform === "win32").each(["large.csv", "large.parquet"])(
  "an interruption while a file is read ends at once and leaves nothing, by one Ctrl-C or two, at any moment: %s",
  async (name) => {
    const cwd = await emptyFolder();
    await writeLargeTable(join(cwd, name));
    await mkdir(join(cwd, "tmp"));
    const command = `exec $MINIBATCH train ${name} -t y -e 1 --quiet --cache cache --out run`;
    // As soon as there is a temporary folder, and somewhat later, in which it reads or encodes.
    for (const [pause, signals] of [
      [0, "INT"],
      [0.15, "INT"],
      [0.3, "INT INT"],
      [0.15, "TERM"],
    ] as const) {
      const stop = signals.split(" ").map((signal) => `kill -${signal} $!`);
      const { status, stderr } = await shell(
        `(export TMPDIR=$PWD/tmp; ${command}) &
         until ls tmp | grep -q minibatch; do sleep 0.01; done; sleep ${pause}; ${stop.join("; ")}; wait $!`,
        { cwd },
      );
      expect({ pause, signals, status, stderr }).toEqual({
        ...{ pause, signals, status: signals === "TERM" ? 143 : 130 },
        stderr: expect.stringMatching(/^(minibatch: interrupted\n)?$/),
      });
      expect(await readdir(join(cwd, "tmp"))).toEqual([]);
      expect((await readdir(join(cwd, "cache"))).filter((name) => name.startsWith("unfinished"))).toEqual([]);
    }
  },
  60_000,
);
