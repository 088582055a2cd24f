import { expect, it } from "vitest";
import { textTable } from "../../src/cli/text-table.ts";

it("aligns the first column to the left and the others to the right, without trailing blanks", () => {
  expect(
    textTable(
      ["name", "n"],
      [
        ["a", "10"],
        ["longer name", "7"],
      ],
    ),
  ).toBe(["name          n", "a            10", "longer name   7", ""].join("\n"));
});

it("prints the header alone where there are no rows", () => {
  expect(textTable(["name", "n"], [])).toBe("name  n\n");
});
