import { describe, expect, it } from "vitest";
import { suggestion } from "../../../src/cli/options/suggestion.ts";

describe("suggestion", () => {
  const losses = ["log_loss", "sigmoid_squared_error", "squared_error"];

  it.each([
    ["logloss", "log_loss"],
    ["log-loss", "log_loss"],
    ["LOG_LOSS", "log_loss"],
    ["sqared_error", "squared_error"],
    ["sig", "sigmoid_squared_error"],
    ["squared_errors", "squared_error"],
  ])("takes %s for %s", (word, meant) => {
    expect(suggestion(word, losses)).toBe(meant);
  });

  it.each(["", "mse", "hinge", "s"])("has no suggestion for %j", (word) => {
    expect(suggestion(word, losses)).toBeUndefined();
  });

  it("allows one edit in short words", () => {
    expect(suggestion("f23", ["f32", "f64"])).toBeUndefined();
    expect(suggestion("f33", ["f32", "f64"])).toBe("f32");
    expect(suggestion("32", ["f32", "f64"])).toBe("f32");
  });
});
