import fc from "fast-check";
import { expect, it } from "vitest";
import { printable } from "../../src/cli/printable.ts";

it.each([
  ["age", "age"],
  ["a\u001b[31mred", "a\u{FFFD}[31mred"],
  ["two\nlines\r", "two\u{FFFD}lines\u{FFFD}"],
  ["a\u202eb", "a\u{FFFD}b"],
  ["💡 idea", "💡 idea"],
  ["x".repeat(41), `${"x".repeat(39)}…`],
  ["💡".repeat(41), `${"💡".repeat(39)}…`],
  ["x".repeat(40), "x".repeat(40)],
])("%j is shown as %j", (text, shown) => {
  expect(printable(text)).toBe(shown);
});

it("shows at most as many characters as asked, none of them a control character (property)", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), fc.integer({ min: 1, max: 50 }), (text, most) => {
      const shown = printable(text, most);
      expect(Array.from(shown).length).toBeLessThanOrEqual(most);
      expect([...shown].every((character) => character >= " " && !/\p{Cc}/u.test(character))).toBe(true);
    }),
  );
});
