import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readVw, type VwOptions } from "../../../src/data/readers/vw.ts";
import { cut, type PlainRow, plainRows, utf8 } from "./sparse-text.ts";

/** MurmurHash3 x86 32, step by step. */
function murmur(bytes: Uint8Array, seed: number): number {
  let h = seed | 0;
  const mix = (k: number): number => {
    const product = Math.imul(k, 0xcc9e2d51);
    return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks = bytes.length >> 2;
  for (let i = 0; i < blocks; i++) {
    h ^= mix(view.getInt32(4 * i, true));
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let i = bytes.length - 1; i >= 4 * blocks; i--) tail = (tail << 8) | bytes[i]!;
  if (bytes.length % 4 > 0) h ^= mix(tail);
  h ^= bytes.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function vwHash(name: string, seed: number): number {
  return /^\d*$/.test(name) ? Number((BigInt(name || "0") + BigInt(seed)) & 0xffffffffn) : murmur(utf8(name), seed);
}

interface Feature {
  readonly name: string;
  readonly value?: string;
}

interface Line {
  readonly label?: string;
  readonly importance?: string;
  readonly tag: string;
  readonly spaces: readonly {
    readonly name: string;
    readonly weight?: string;
    readonly features: readonly Feature[];
  }[];
}

function toText({ label, importance, tag, spaces }: Line): string {
  const head = [label, label === undefined ? undefined : importance].filter((part) => part !== undefined).join(" ");
  const names = spaces.map(({ name, weight, features }) => {
    const values = features.map((f) => f.name + (f.value === undefined ? "" : `:${f.value}`));
    return `|${name}${name === "" || weight === undefined ? "" : `:${weight}`} ${values.join(" ")} `;
  });
  return `${head} ${tag}${names.join("")}`;
}

/** The row by the format's definition. */
function toRow({ label, importance, spaces }: Line, bits: number): PlainRow {
  const sums = new Map<number, number>();
  for (const { name, weight, features } of spaces) {
    const seed = vwHash(name, 0);
    let unnamed = 0;
    for (const feature of features) {
      const number = feature.value === undefined ? 1 : Number(feature.value);
      const isText = Number.isNaN(number);
      const value = isText ? 1 : number * (name === "" ? 1 : Number(weight ?? 1));
      if (value === 0) continue;
      let hash = feature.name === "" && !isText ? seed + unnamed++ : vwHash(feature.name, seed);
      if (isText) hash = vwHash(feature.value!, hash);
      const column = Number(BigInt(hash) & (2n ** BigInt(bits) - 1n));
      sums.set(column, (sums.get(column) ?? 0) + value);
    }
  }
  return {
    y: Number(label),
    weight: Number(importance ?? 1),
    features: [...sums].sort(([a], [b]) => a - b),
  };
}

const name = fc.oneof(
  fc.nat({ max: 2 ** 31 }).map(String),
  fc.stringMatching(/^[a-z_]{1,9}[0-9]{0,2}$/),
  fc.constantFrom("é", "日本", "a^b", "x=y", "-1", "1a", "12345678901234567890"),
);
const number = fc.oneof(
  fc.integer({ min: -50, max: 50 }).map(String),
  fc.constantFrom("0.5", "1e-3", "-2.25", ".5", "3."),
);
const feature: fc.Arbitrary<Feature> = fc.oneof(
  fc.record({ name }),
  fc.record({ name, value: number }),
  fc.record({ name: fc.constant(""), value: number }),
  fc.record({ name, value: fc.constantFrom("red", "Oslo_1", "x|y:z") }),
);
const line: fc.Arbitrary<Line> = fc.record(
  {
    label: number,
    importance: fc.constantFrom("1", "0.5", "2", "0"),
    tag: fc.constantFrom("", "'tag ", "'tag", "touching"),
    spaces: fc.array(
      fc.record(
        { name: fc.oneof(fc.constant(""), name), weight: number, features: fc.array(feature, { maxLength: 8 }) },
        { requiredKeys: ["name", "features"] },
      ),
      { minLength: 1, maxLength: 4 },
    ),
  },
  { requiredKeys: ["label", "tag", "spaces"] },
);

describe("readVw", () => {
  it("gives rows equal to a feature-by-feature parse, whatever the pieces and the number of bits", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 15 }),
        fc.integer({ min: 1, max: 28 }),
        fc.array(fc.nat(), { maxLength: 10 }),
        async (lines, bits, places) => {
          const text = lines.map(toText).join("\n");
          const { blocks, isWeighted, rows } = await readVw(cut(utf8(text), places), { bits, precision: "f64" });
          const expected = lines.map((given) => toRow(given, bits));
          expect(rows).toBe(lines.length);
          expect(isWeighted).toBe(lines.some(({ importance }) => importance !== undefined));
          const got = plainRows(blocks).map((row) => ({ weight: 1, ...row }));
          expect(got.map((row) => ({ ...row, y: row.y + 0 }))).toEqual(
            expected.map((row) => ({ ...row, y: row.y + 0 })),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it("gives the columns that Vowpal Wabbit's own test (audit2) prints, times 4, modulo 2^18", async () => {
    // VowpalWabbit/vowpal_wabbit, test/train-sets/ref/audit2.stdout: three outputs, so that columns are 4 apart.
    const published = {
      "f^a": 57420,
      "f^b": 62864,
      "f^c": 228992,
      "f^y": 154732,
      "e^x": 125152,
      "e^y": 27664,
      "e^z": 259284,
    };
    const { names } = await readVw(utf8("1 |f a b c |e x y z\n1 |f a c y |e x\n"), { names: 100 });
    const columns = Object.fromEntries(names!.names.map((found, i) => [found, (names!.columns[i]! * 4) % 2 ** 18]));
    expect(columns).toEqual(published);
  });

  it("keeps names with their namespace, and knows where two share a column", async () => {
    const { names } = await readVw(utf8("1 |a x:2 y=1 | plain |b color:red 7\n1 |c x"), { names: 10, bits: 20 });
    expect([...names!.names].sort()).toEqual(["a^x", "a^y=1", "b^7", "b^color:red", "c^x", "plain"]);
    expect(Array.from(names!.collided)).toEqual([0, 0, 0, 0, 0, 0]);
    const shared = await readVw(utf8("1 | a b c d e f g h"), { names: 10, bits: 1 });
    expect(Array.from(shared.names!.collided)).toEqual([1, 1]);
  });

  it("takes rows without a label where that is allowed, blank lines, a byte order mark, line ends of Windows", async () => {
    const text = "\uFEFF | a\r\n\r\n  \n'tag| b\n1 'x |\n";
    const data = await readVw(utf8(text), { labels: "optional" });
    expect(data).toMatchObject({ rows: 3, blankLines: 2, emptyRows: 1, isWeighted: false });
    expect(plainRows(data.blocks).map(({ y }) => y)).toEqual([Number.NaN, Number.NaN, 1]);
    expect(data.blocks[0]!.weights).toBeUndefined();
  });

  it("takes a row that is larger than its memory", async () => {
    const features = Array.from({ length: 150000 }, (_, i) => `f${i}:${i}`);
    const { blocks } = await readVw(utf8(`1 | a\n2 | ${features.join(" ")}\n3 | b`), { bits: 28 });
    const rows = plainRows(blocks);
    expect(rows.map(({ y }) => y)).toEqual([1, 2, 3]);
    expect(rows[1]!.features.length).toBeGreaterThan(149900);
  });
});

const cases: [what: string, text: string, message: string, options?: VwOptions][] = [
  [
    "a line without a bar",
    "1 | a\n1 2:3\n",
    'day.vw:2:1: got "1" without a "|", expected label |namespace feature:value …',
  ],
  [
    "a missing label",
    "1 | a\n| b",
    'day.vw:2:1: got "|" where the label belongs, expected label |namespace feature:value …',
  ],
  ["a label that is no number", "spam | a", 'day.vw:1:1: label: got "spam", expected a number'],
  ["a label with a cost", "1:0.5 | a", 'day.vw:1:1: label: got "1:0.5", expected a number'],
  ["an importance below 0", "1 -1 | a", 'day.vw:1:3: importance: got "-1", expected a number, 0 or more'],
  [
    "an initial prediction",
    "1 1 0.5 | a",
    'day.vw:1:5: got "0.5" behind label and importance, expected a tag or "|": initial predictions are not supported',
  ],
  ["a namespace without name", "1 |:2 a", 'day.vw:1:4: namespace: got ":2", expected a name behind "|", or a blank'],
  ["a namespace's weight", "1 |a:x b", 'day.vw:1:6: weight of the namespace: got "x", expected a finite number'],
  ["a value that goes on", "1 | a:1x", 'day.vw:1:7: value: got "1x", expected a finite number'],
  ["a value that is missing", "1 | a: b", "day.vw:1:7: value: got nothing, expected a finite number"],
  ["nan", "1 | a:NaN", 'day.vw:1:7: value: got "NaN", expected a finite number'],
  ["inf", "1 | a:-inf", 'day.vw:1:7: value: got "-inf", expected a finite number'],
  [
    "a value too large for f32",
    "1 | a:1e39",
    "day.vw:1:5: a:1e39 is too large for 32-bit numbers: scale the values, or use 64-bit numbers (--precision f64)",
  ],
  ["bits", "1 | a", "bits: got 29, expected a whole number, 1 to 28", { bits: 29 }],
];

describe("readVw refuses", () => {
  async function messageOf(bytes: Uint8Array, options?: VwOptions): Promise<string> {
    try {
      await readVw(bytes, { name: "day.vw", ...options });
    } catch (error) {
      expect(error).toMatchObject({ code: expect.stringMatching(/^INVALID_(DATA|OPTION)$/) });
      return (error as Error).message;
    }
    throw new Error("no error");
  }

  it.each(cases)("%s", async (_, text, message, options) => {
    expect(await messageOf(utf8(text), options)).toBe(message);
  });

  it("bytes that are no UTF-8", async () => {
    expect(await messageOf(Uint8Array.of(0x31, 0x20, 0x7c, 0x20, 0x61, 0xe9, 0x62))).toBe(
      "day.vw:1:6: bytes that are no UTF-8: convert the file first",
    );
  });
});
