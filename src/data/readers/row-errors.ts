import type { ReaderError } from "./reader-record.ts";

/** How a format is put in words. */
export interface RowErrorWords {
  /** A row: "label index:value …". */
  readonly row: string;
  /** A feature: "index:value". */
  readonly feature: string;
}

const decoder = new TextDecoder();

/** The column, from 1 and in characters, of an offset in a line's bytes. */
export function columnOf(line: Uint8Array, offset: number): number {
  return decoder.decode(line.subarray(0, offset)).length + 1;
}

/** What stands at an offset of a line, up to the next blank, cut after 40 characters. */
export function tokenAt(line: Uint8Array, offset: number): string {
  const rest = line.subarray(offset, offset + 200);
  const end = rest.findIndex((byte) => byte <= 0x20);
  const token = decoder.decode(end < 0 ? rest : rest.subarray(0, end));
  return token.length > 40 ? `${token.slice(0, 40)}…` : token;
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
      return "index 0 in a file read with indices from 1, expected 1 or more: read it with indices from 0";
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
      return `${token} is too large: scale the values, or use 64-bit numbers`;
  }
}
