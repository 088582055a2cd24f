import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeValue, encodeValue, putTogether, takeApart } from "../../../src/engine/model/plain-values.ts";
import { error } from "../../data/table/matchers.ts";

const value = {
  name: "a state",
  weights: new Float32Array([1.5, -0, Number.NaN]),
  nested: { mean: new Float64Array([0.1]), list: [1, new Float64Array([2]), null, true] },
  numbers: [0.1, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324],
};

describe("plain values", () => {
  it("come back as they were, every number to the bit", () => {
    expect(putTogether(takeApart(value))).toEqual(value);
    const numbers = fc.property(fc.float64Array(), fc.array(fc.double()), (array, list) => {
      const back = decodeValue("test", encodeValue("test", { array, list })) as { array: Float64Array; list: number[] };
      expect(Array.from(back.array, (x) => [x, Object.is(x, -0)])).toEqual(
        Array.from(array, (x) => [x, Object.is(x, -0)]),
      );
      expect(back.list.map((x) => [x, Object.is(x, -0)])).toEqual(list.map((x) => [x, Object.is(x, -0)]));
    });
    fc.assert(numbers, { numRuns: 200, seed: 1 });
  });

  it("name their tensors by their path, with a prefix if asked", () => {
    expect([...takeApart(value, "training/").tensors.keys()]).toEqual([
      "training/weights",
      "training/nested.mean",
      "training/nested.list.1",
    ]);
    expect(putTogether(takeApart(value, "training/"), "training/")).toEqual(value);
  });

  it("leave out what is undefined", () => {
    expect(putTogether(takeApart({ a: undefined, b: 1 }))).toEqual({ b: 1 });
  });

  it.each([[() => 1], [1n], [{ $tensor: "a" }], [{ a: Symbol("a") }]])("are nothing like %s", (odd) => {
    expect(() => takeApart({ odd })).toThrow(error("INVALID_OPTION", /^odd/));
  });
});

describe("a value's file", () => {
  const file = encodeValue("test", value);

  it("has the same bytes for the same value", () => {
    expect(encodeValue("test", structuredClone(value))).toEqual(file);
  });

  it("is refused when it is of another format, cut short, or a single byte is another", () => {
    expect(() => decodeValue("other", file)).toThrow(error("INVALID_FILE", /"test", expected "other"/));
    for (let length = 0; length < file.length; length += 7) {
      expect(() => decodeValue("test", file.subarray(0, length))).toThrow(error("INVALID_FILE", /./));
    }
    for (let at = 0; at < file.length; at++) {
      const altered = file.slice();
      altered[at] ^= 1;
      expect(() => decodeValue("test", altered)).toThrow(error("INVALID_FILE", /./));
    }
  });

  it("is refused when a tensor is missing", () => {
    const { tensors, text } = takeApart(value);
    const fewer = new Map(tensors);
    fewer.delete("weights");
    expect(() => putTogether({ tensors: fewer, text })).toThrow(error("INVALID_FILE", /"weights" is missing/));
    expect(() => putTogether({ tensors, text: "{" })).toThrow(error("INVALID_FILE", /not JSON/));
  });
});
