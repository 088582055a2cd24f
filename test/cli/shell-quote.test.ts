import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { shellLine } from "../../src/cli/shell-quote.ts";

const args = ["plain", "--a=b", "", "two words", "it's", "$HOME", "`id`", '"', "a\nb", "*", "é😀", "\\", "'", "~"];

it("is read back by a shell as the same arguments", () => {
  const printed = execFileSync("sh", ["-c", `for a in ${shellLine(args)}; do printf '%s\\0' "$a"; done`]);
  expect(printed.toString("utf8").split("\0").slice(0, -1)).toEqual(args);
});

it("leaves plain arguments as they are", () => {
  expect(shellLine(["minibatch", "train", "data/a-b.csv", "--test-size", "0.2"])).toBe(
    "minibatch train data/a-b.csv --test-size 0.2",
  );
});
