import { expect, it } from "vitest";
import { settingFacts } from "../../../src/cli/table/facts.ts";

it("lists settings one by one, those of groups, too, and says what is none or found out", () => {
  const settings = {
    target: ["y"],
    training: { schedule: "linear", classWeight: { u: 2 }, earlyStopping: false },
    text: { columns: ["a", "b"], ngrams: [1, 2] },
    drop: [],
    weight: null,
    header: null,
  };
  expect(settingFacts(settings)).toEqual({
    title: "Settings",
    rows: [
      ["target", "y"],
      ["schedule", "linear"],
      ["classWeight", '{"u":2}'],
      ["earlyStopping", "false"],
      ["text: columns", "a, b"],
      ["text: ngrams", "1, 2"],
      ["drop", "none"],
      ["weight", "none"],
      ["header", "found out"],
    ],
  });
});
