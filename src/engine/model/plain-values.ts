import { MinibatchError } from "../errors.ts";
import { crc32 } from "./crc32.ts";
import {
  readSafetensors,
  type SafetensorsContent,
  type Tensor,
  type TensorData,
  writeSafetensors,
} from "./safetensors.ts";

/** A plain value taken apart: its arrays of numbers, and everything else as JSON that refers to them. */
export interface ValueParts {
  /** The arrays, by the path at which they are in the value: `weights`, `arrays.velocity` … */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** The rest as JSON text. */
  readonly text: string;
}

/** What stands in the JSON for an array, and for a number that JSON does not know. */
const TENSOR = "$tensor";
const NUMBER = "$number";

/**
 * Takes a plain value apart: an object or array of such, text, numbers, booleans, null, and typed arrays. Every number
 * comes back to the bit, NaN, the infinities and -0 included; properties that are undefined do not come back.
 *
 * @param prefix - goes before the tensors' names
 * @throws {MinibatchError} `INVALID_OPTION` for anything else, and for property names that begin with `$`
 */
export function takeApart(value: unknown, prefix = ""): ValueParts {
  const tensors = new Map<string, Tensor>();
  const walk = (node: unknown, path: string): unknown => {
    if (isTensorData(node)) {
      tensors.set(prefix + path, { shape: [node.length], data: node });
      return { [TENSOR]: path };
    }
    if (typeof node === "number") {
      return Number.isFinite(node) && !Object.is(node, -0)
        ? node
        : { [NUMBER]: Object.is(node, -0) ? "-0" : String(node) };
    }
    if (Array.isArray(node)) return node.map((item, i) => walk(item, `${path}.${i}`));
    if (node === null || typeof node === "string" || typeof node === "boolean") return node;
    if (typeof node !== "object") throw notPlain(path, typeof node);
    const defined = Object.entries(node).filter(([, item]) => item !== undefined);
    const named = defined.map(([name, item]) => {
      if (name.startsWith("$")) throw notPlain(`${path}.${name}`, "a name that begins with $");
      return [name, walk(item, path === "" ? name : `${path}.${name}`)];
    });
    return Object.fromEntries(named);
  };
  return { text: JSON.stringify(walk(value, "")), tensors };
}

/**
 * Puts a value together again that {@link takeApart} took apart. Its arrays are those of the parts, not copies.
 *
 * @param prefix - what was put before the tensors' names
 * @throws {MinibatchError} `INVALID_FILE` when a tensor is missing or the text is not the JSON of a value
 */
export function putTogether({ tensors, text }: ValueParts, prefix = ""): unknown {
  const build = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(build);
    if (typeof node !== "object" || node === null) return node;
    if (Object.hasOwn(node, NUMBER)) return Number((node as Record<string, unknown>)[NUMBER]);
    if (Object.hasOwn(node, TENSOR)) {
      const name = `${prefix}${String((node as Record<string, unknown>)[TENSOR])}`;
      const tensor = tensors.get(name);
      if (!tensor) throw invalid(`the tensor ${JSON.stringify(name)} is missing`);
      return tensor.data;
    }
    return Object.fromEntries(Object.entries(node).map(([name, item]) => [name, build(item)]));
  };
  try {
    return build(JSON.parse(text));
  } catch (error) {
    if (error instanceof MinibatchError) throw error;
    throw invalid("its text is not JSON", error);
  }
}

/**
 * A plain value as a safetensors file, see {@link takeApart}. Metadata: `format`, `value` (JSON) and `crc32`, the checksum
 * of the file that the rest makes. The same value gives the same bytes.
 *
 * @param format - says what the value is
 * @throws {MinibatchError} as {@link takeApart}
 */
export function encodeValue(format: string, value: unknown): Uint8Array {
  const { tensors, text } = takeApart(value);
  const metadata = new Map([
    ["format", format],
    ["value", text],
  ]);
  metadata.set("crc32", checksum({ tensors, metadata }));
  return writeSafetensors({ tensors, metadata });
}

/**
 * The value of a file of {@link encodeValue}.
 *
 * @throws {MinibatchError} `INVALID_FILE` when the file is of another format, cut short or altered
 */
export function decodeValue(format: string, bytes: Uint8Array): unknown {
  const { tensors, metadata } = readSafetensors(bytes);
  const got = metadata.get("format");
  if (got !== format) {
    throw invalid(`a safetensors file of format ${JSON.stringify(got ?? "")}, expected ${JSON.stringify(format)}`);
  }
  const unsigned = new Map(metadata);
  unsigned.delete("crc32");
  if (checksum({ tensors, metadata: unsigned }) !== metadata.get("crc32")) {
    throw invalid("the checksum is wrong: the file was altered or damaged");
  }
  return putTogether({ tensors, text: metadata.get("value") ?? "" });
}

function isTensorData(value: unknown): value is TensorData {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function checksum(content: SafetensorsContent): string {
  return crc32(writeSafetensors(content)).toString(16).padStart(8, "0");
}

function notPlain(path: string, what: string): MinibatchError {
  return new MinibatchError("INVALID_OPTION", `${path}: got ${what}, expected a plain value`);
}

function invalid(what: string, cause?: unknown): MinibatchError {
  return new MinibatchError("INVALID_FILE", `state file: ${what}`, {}, cause);
}
