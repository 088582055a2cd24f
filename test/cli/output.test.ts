import { constants } from "node:os";
import { Writable } from "node:stream";
import { expect, it } from "vitest";
import { OutputError, streamOutput } from "../../src/cli/output.ts";

function brokenStream(code: "ENOSPC", failAfter = 0): Writable {
  let writes = 0;
  return new Writable({
    write(_chunk, _encoding, done) {
      const failure = Object.assign(new Error(`${code}: words of Node, write`), {
        code,
        errno: -constants.errno[code],
      });
      done(writes++ < failAfter ? null : failure);
    },
  });
}

it("writes in the order of the calls", async () => {
  let text = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      setTimeout(done, 1);
    },
  });
  const output = streamOutput(stream, "standard output", () => {});
  for (const part of ["a", "b", "", "c"]) output.write(part);
  await output.flush();
  expect(text).toBe("abc");
});

it("tells of a failure once, and at every flush after it", async () => {
  const failures: OutputError[] = [];
  const output = streamOutput(brokenStream("ENOSPC", 1), "standard output", (error) => failures.push(error));
  output.write("taken");
  await output.flush();
  output.write("refused");
  output.write("refused");
  await expect(output.flush()).rejects.toBeInstanceOf(OutputError);
  await expect(output.flush()).rejects.toMatchObject({ code: "ENOSPC" });
  expect(failures.map(({ message }) => message)).toEqual(["standard output: no space left on device"]);
});
