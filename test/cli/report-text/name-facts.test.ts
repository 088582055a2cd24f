import { describe, expect, it } from "vitest";
import { nameFacts } from "../../../src/cli/report-text/name-facts.ts";

const none = { weights: 900, collisions: 0, collidedMass: 0, unnamedMass: 0 };

describe("the page says which share of the weights names share", () => {
  it("by column and class", () => {
    const facts = nameFacts([
      { ...none, column: "city", output: "yes", weights: 1234, collisions: 181, collidedMass: 0.719 },
      { ...none, column: "note", output: "yes" },
      { ...none, column: "note", output: undefined, weights: 1, collisions: 1, collidedMass: 1, unnamedMass: 0.25 },
      { ...none, output: undefined, collisions: 2, collidedMass: 0.01 },
    ]);
    expect(facts).toEqual([
      {
        title: "Features that several names share",
        rows: [
          ["city, for yes", "181 of 1,234 weights, 71.9 % of their size"],
          ["note", "1 of 1 weight, 100.0 % of their size; 25.0 % of it has no known name"],
          ["weights", "2 of 900 weights, 1.0 % of their size"],
        ],
      },
    ]);
  });

  it("and nothing where none does", () => {
    expect(nameFacts([{ ...none, output: 1 }])).toEqual([]);
    expect(nameFacts([])).toEqual([]);
  });
});
