import type { ReaderError } from "./reader-record.ts";

/** How a format is put in words. */
export interface RowErrorWords {
  /** A row: "label index:value …". */
  readonly row: string;
  /** A feature: "index:value". */
  readonly feature: string;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** The column, from 1 and in characters, of an offset in a line's bytes. */
export function columnOf(line: Uint8Array, offset: number): number {
  return decoder.decode(line.subarray(0, offset)).length + 1;
}

/** What stands at an offset of a line, up to the next blank, cut after 40 characters. */
export function tokenAt(line: Uint8Array, offset: number): string {
  const token = decoder.decode(tokenBytes(line, offset));
  return token.length > 40 ? `${token.slice(0, 40)}…` : token;
}

/** The offset of the first byte of the text at an offset, up to the next blank, that is no UTF-8; -1 where all are. */
export function brokenAt(line: Uint8Array, offset: number): number {
  const bytes = tokenBytes(line, offset);
  const text = decoder.decode(bytes);
  const broken = text.indexOf("\ufffd");
  // U+FFFD may stand there by itself, as three bytes.
  if (broken < 0 || encoder.encode(text).length === bytes.length) return -1;
  return offset + encoder.encode(text.slice(0, broken)).length;
}

function tokenBytes(line: Uint8Array, offset: number): Uint8Array {
  const rest = line.subarray(offset, offset + 200);
  const end = rest.findIndex((byte) => byte === 0x20 || (byte >= 9 && byte <= 13));
  return end < 0 ? rest : rest.subarray(0, end);
}

/** What is wrong with a row, in one line without its place. */
export function rowErrorMessage(error: ReaderError, words: RowErrorWords, token: string): string {
  const got = token === "" ? "nothing" : JSON.stringify(token);
  switch (error) {
    case "noLabel":
      return `got ${got} where the label belongs, expected ${words.row}`;
    case "label":
      return `label: got ${got}, expected a number`;
    case "labels":
      return `label: got several labels (${token}), expected one number: train one model per label`;
    case "feature":
      return `got ${got}, expected ${words.feature}`;
    case "index":
      return `index: got ${got}, expected at most 2^28 columns: number the features anew or hash them`;
    case "zeroIndex":
      return "index 0 in a file read with indices from 1, expected 1 or more: number its indices as those of the file trained on, or read that with indices from 0 (--index-base 0)";
    case "order":
      return `got ${got}: indices must ascend within a row, each one once: sort the row's features`;
    case "value":
      return `value: got ${got}, expected a finite number`;
    case "bar":
      return `got ${got} without a "|", expected ${words.row}`;
    case "importance":
      return `importance: got ${got}, expected a number, 0 or more`;
    case "labelParts":
      return `got ${got} behind label and importance, expected a tag or "|": initial predictions are not supported`;
    case "namespace":
      return `namespace: got ${got}, expected a name behind "|", or a blank`;
    case "namespaceWeight":
      return `weight of the namespace: got ${got}, expected a finite number`;
    case "utf8":
      return "bytes that are no UTF-8: convert the file first";
    case "tooLarge":
      return Number.isFinite(Number(token.slice(token.lastIndexOf(":") + 1)))
        ? `${token} is too large for 32-bit numbers: scale the values, or use 64-bit numbers (--precision f64)`
        : `${token} is too large, expected less than 1.8e308`;
  }
}
