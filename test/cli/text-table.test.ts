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

it("aligns all columns to the left where asked", () => {
  expect(
    textTable(
      ["a", "kind"],
      [
        ["1", "x"],
        ["22", "longer"],
      ],
      "all",
    ),
  ).toBe("a   kind\n1   x\n22  longer\n");
});
