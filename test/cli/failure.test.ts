import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { Interruption, toFailure } from "../../src/cli/failure.ts";
import { OutputError } from "../../src/cli/output.ts";
import { MinibatchError } from "../../src/engine/errors.ts";

it("ends with 2 for a wrong option and with 1 for anything else", () => {
  expect(toFailure(new MinibatchError("INVALID_OPTION", "option x"))).toMatchObject({ status: 2, message: "option x" });
  expect(toFailure(new MinibatchError("INVALID_FILE", "a.csv: no"))).toMatchObject({ status: 1, message: "a.csv: no" });
});

it("makes one line of a message with several", () => {
  expect(toFailure(new MinibatchError("INVALID_DATA", "a\n  b\r\nc\n")).message).toBe("a b c");
});

it("is silent where the reader of standard output is gone", () => {
  const gone = new OutputError("standard output", Object.assign(new Error("EPIPE"), { code: "EPIPE" }));
  expect(toFailure(gone)).toEqual({ status: 0 });
});

it("puts the path before the system's words", async () => {
  const error = await readFile("/no/such/file").catch((thrown: unknown) => thrown);
  expect(toFailure(error)).toMatchObject({ status: 1, message: "/no/such/file: no such file or directory" });
  expect(toFailure(error).defect).toBeUndefined();
});

it("ends with 128 + the number of the signal that interrupts it", () => {
  expect(toFailure(new Interruption("SIGINT"))).toMatchObject({ status: 130, message: "interrupted" });
  expect(toFailure(new Interruption("SIGTERM"))).toMatchObject({ status: 143, message: "interrupted" });
});

it("calls every other error a defect and keeps its stack", () => {
  const defect = toFailure(new TypeError("x is not a function"));
  expect(defect).toMatchObject({ status: 1, message: "TypeError: x is not a function", defect: true });
  expect(defect.stack).toContain("failure.test.ts");
  expect(toFailure("text")).toMatchObject({ status: 1, message: "text", defect: true });
});
