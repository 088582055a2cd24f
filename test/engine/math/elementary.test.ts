import { describe, expect, it } from "vitest";
import { cosine, exponential, sine } from "../../../src/engine/math/elementary.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";

const random = new RandomState(1);

describe("elementary functions equal Math's to 2**-50 relative", () => {
  const quarterTurns = [0, 1, 2, 3, 4].map((turns) => (turns * Math.PI) / 2);
  const angles = [...random.uniform(0, 7, 5000), ...quarterTurns, 1e-9, Math.PI / 4, Math.PI / 4 + 1e-15];
  it.each([
    { name: "sine", own: sine, builtIn: Math.sin, arguments: angles },
    { name: "cosine", own: cosine, builtIn: Math.cos, arguments: angles },
    {
      name: "exponential",
      own: exponential,
      builtIn: Math.exp,
      arguments: [0, -1e-9, ...random.uniform(-700, 0, 5000)],
    },
  ])("$name", (c) => {
    for (const x of c.arguments) {
      expect(Math.abs(c.own(x) - c.builtIn(x)), `${c.name}(${x})`).toBeLessThanOrEqual(
        2 ** -50 * Math.abs(c.builtIn(x)),
      );
    }
  });

  it("exponential falls to 0", () => {
    expect([exponential(-746), exponential(-1e9), exponential(-Infinity)]).toEqual([0, 0, 0]);
  });
});
