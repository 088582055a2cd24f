import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readSafetensors, type Tensor, writeSafetensors } from "../../../src/engine/model/safetensors.ts";
import { error } from "../../data/table/matchers.ts";

const fixtures = new URL("../../fixtures/safetensors/", import.meta.url);
const python = new Uint8Array(readFileSync(new URL("tensors.safetensors", fixtures)));

const tensors = new Map<string, Tensor>([
  ["coef", { shape: [2, 3], data: new Float64Array([1.5, -2, 3.25, 0.1, 1e-300, -0]) }],
  ["intercept", { shape: [2], data: new Float32Array([0.5, -1e30]) }],
  ["count", { shape: [2], data: new BigInt64Array([2n ** 62n, -1n]) }],
  ["code", { shape: [2, 1], data: new Int32Array([7, -8]) }],
  ["flag", { shape: [3], data: new Uint8Array([0, 1, 255]) }],
  ["empty", { shape: [0, 4], data: new Float32Array() }],
  ["single", { shape: [], data: new Float64Array([7]) }],
  ['odd "name" é', { shape: [1], data: new Float32Array([1]) }],
]);
const metadata = new Map([["note", 'written by "safetensors", naïvely']]);

test("reads what the format's own implementation wrote", () => {
  const content = readSafetensors(python);
  expect(new Map(content.tensors)).toEqual(tensors);
  expect(new Map(content.metadata)).toEqual(metadata);
});

test("reads a Buffer, whose slice does not copy", () => {
  const content = readSafetensors(Buffer.from(python));
  expect(new Map(content.tensors)).toEqual(tensors);
});

test("reads a file that begins at any byte of a larger buffer", () => {
  const shifted = new Uint8Array(python.length + 3);
  shifted.set(python, 3);
  expect(new Map(readSafetensors(shifted.subarray(3)).tensors)).toEqual(tensors);
});

test("writes the bytes that the format's own implementation writes", () => {
  expect(writeSafetensors({ tensors, metadata })).toEqual(python);
});

test("writes the same bytes in whatever order tensors and metadata are given", () => {
  const texts: [string, string][] = [
    ["10", "a"],
    ["9", "b"],
    ["__proto__", "c"],
  ];
  const forward = writeSafetensors({ tensors, metadata: new Map(texts) });
  const reversed = new Map(Array.from(tensors).reverse());
  expect(writeSafetensors({ tensors: reversed, metadata: new Map(texts.toReversed()) })).toEqual(forward);
  expect(Array.from(readSafetensors(forward).metadata)).toEqual(expect.arrayContaining(texts));
});

test("starts the tensors at a multiple of 8 bytes", () => {
  for (let length = 0; length < 9; length++) {
    const bytes = writeSafetensors({ tensors, metadata: new Map([["note", "x".repeat(length)]]) });
    expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0);
  }
});

test("writes and reads a file of nothing", () => {
  const bytes = writeSafetensors({ tensors: new Map(), metadata: new Map() });
  expect(readSafetensors(bytes)).toEqual({ tensors: new Map(), metadata: new Map() });
});

test("refuses to write a shape that does not fit, and the reserved name", () => {
  const data = new Float32Array(5);
  const write = (name: string, shape: number[]) => () =>
    writeSafetensors({ tensors: new Map([[name, { shape, data }]]), metadata: new Map() });
  expect(write("w", [2, 3])).toThrow(
    error("INVALID_SHAPE", 'safetensors: tensor "w": 5 numbers, shape [2,3] asks for 6'),
  );
  expect(write("__metadata__", [5])).toThrow(
    error("INVALID_OPTION", "safetensors: a tensor cannot be named __metadata__"),
  );
});

/** A file with that header and so many bytes of tensors. */
function file(header: string, payload: number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + payload);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const f32 = (begin: number, end: number, shape = `[${(end - begin) / 4}]`): string =>
  `{"dtype":"F32","shape":${shape},"data_offsets":[${begin},${end}]}`;

test.each<[string, Uint8Array, string]>([
  ["an empty file", new Uint8Array(), "0 bytes long, expected at least 8: empty or cut short"],
  ["a file without a whole length", new Uint8Array(7), "7 bytes long, expected at least 8: empty or cut short"],
  [
    "a header longer than the file",
    file("{}", 0).subarray(0, 9),
    "header of 2 bytes, but only 1 follow: the file is cut short",
  ],
  [
    "a length beyond the format's limit",
    new Uint8Array([0, 0, 0, 0, 0, 0, 0, 1]),
    "not such a file: it begins with a header of 72057594037927936 bytes, expected at most 100000000",
  ],
  ["a header that is not JSON", file("{", 0), "the header is not JSON text"],
  ["a header that is not UTF-8", new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0, 0xff]), "the header is not JSON text"],
  ["a header that is no object", file("[]", 0), "the header is not a JSON object"],
  ["metadata that is no object", file('{"__metadata__":[]}', 0), "__metadata__ is not a JSON object"],
  ["metadata that is not text", file('{"__metadata__":{"a":1}}', 0), '__metadata__: "a" is not a string'],
  ["an entry that is no object", file('{"w":1}', 0), 'tensor "w": its entry is not a JSON object'],
  [
    "an unknown number type",
    new Uint8Array(readFileSync(new URL("half.safetensors", fixtures))),
    'tensor "half": dtype "F16", expected one of I64, F64, F32, I32, U8',
  ],
  [
    "a number type that every object has",
    file('{"w":{"dtype":"toString","shape":[],"data_offsets":[0,0]}}', 0),
    'tensor "w": dtype "toString", expected one of I64, F64, F32, I32, U8',
  ],
  ["a negative size", file(`{"w":${f32(0, 4, "[-1]")}}`, 4), 'tensor "w": shape is [-1], expected whole numbers >= 0'],
  [
    "a fractional size",
    file(`{"w":${f32(0, 4, "[0.5]")}}`, 4),
    'tensor "w": shape is [0.5], expected whole numbers >= 0',
  ],
  ["no shape", file('{"w":{"dtype":"F32"}}', 0), 'tensor "w": shape is undefined, expected whole numbers >= 0'],
  [
    "an end before the beginning",
    file('{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}', 4),
    'tensor "w": data_offsets is [4,0], expected [begin, end] with begin <= end',
  ],
  [
    "a size that does not fit the shape",
    file(`{"w":${f32(0, 8, "[3]")}}`, 8),
    'tensor "w": 8 bytes, expected 12 for F32 [3]',
  ],
  [
    "overlapping tensors",
    file(`{"a":${f32(0, 8)},"b":${f32(4, 12)}}`, 12),
    'tensor "b": begins at byte 4, expected 8: it overlaps the tensor before it',
  ],
  [
    "a gap between tensors",
    file(`{"a":${f32(0, 4)},"b":${f32(8, 12)}}`, 12),
    'tensor "b": begins at byte 8, expected 4: it leaves a gap before it',
  ],
  [
    "a gap where one name hides another",
    file(`{"a":${f32(0, 4)},"a":${f32(4, 8)}}`, 8),
    'tensor "a": begins at byte 4, expected 0: it leaves a gap before it',
  ],
  ["missing bytes", file(`{"a":${f32(0, 8)}}`, 7), "7 bytes of tensors, the header says 8: the file is cut short"],
  ["bytes left over", file(`{"a":${f32(0, 8)}}`, 9), "1 bytes left over after the last tensor"],
])("refuses %s", (_what, bytes, message) => {
  expect(() => readSafetensors(bytes)).toThrow(error("INVALID_FILE", `safetensors: ${message}`));
});

test("refuses a file cut off at any byte", () => {
  for (let length = 0; length < python.length; length++) {
    expect(() => readSafetensors(python.subarray(0, length))).toThrow(error("INVALID_FILE", /^safetensors: .*/));
  }
});
