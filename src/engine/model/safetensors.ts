import { MinibatchError } from "../errors.ts";

/** A named tensor's numbers: row-major, as many as the product of `shape`. */
export interface Tensor {
  /** Sizes of the dimensions; empty for a single number. */
  readonly shape: readonly number[];
  /** The numbers; their array's type is the tensor's dtype in the file. */
  readonly data: TensorData;
}

/** Number types a tensor can have: F32, F64, U8, I32 and I64 in the file. */
export type TensorData = Float32Array | Float64Array | Uint8Array | Int32Array | BigInt64Array;

/** What a safetensors file holds. */
export interface SafetensorsContent {
  /** Tensors by name. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Text by name. */
  readonly metadata: ReadonlyMap<string, string>;
}

interface TensorEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const LENGTH_BYTES = 8;
/** The format's own limit. */
const MAX_HEADER_BYTES = 100_000_000;
const METADATA = "__metadata__";

/** In the order in which tensors go into a file. */
const TENSOR_TYPES: Readonly<Record<string, { readonly bytes: number; from(buffer: ArrayBuffer): TensorData }>> = {
  I64: { bytes: 8, from: (buffer) => new BigInt64Array(buffer) },
  F64: { bytes: 8, from: (buffer) => new Float64Array(buffer) },
  F32: { bytes: 4, from: (buffer) => new Float32Array(buffer) },
  I32: { bytes: 4, from: (buffer) => new Int32Array(buffer) },
  U8: { bytes: 1, from: (buffer) => new Uint8Array(buffer) },
};

/**
 * The bytes of a safetensors file: length of the header (8 bytes, little-endian), header as JSON padded with spaces
 * to a multiple of 8, tensors one after another (little-endian).
 *
 * Same content, same bytes: tensors go by type, wider numbers first, and then by name, as in the format's own
 * implementation; metadata go by name.
 *
 * @param content - tensors and metadata; no name may be `__metadata__`
 * @returns a whole file
 * @throws {MinibatchError} `INVALID_SHAPE` when a tensor's shape does not fit its numbers; `INVALID_OPTION` for the
 * reserved name
 * @see https://github.com/huggingface/safetensors#format
 */
export function writeSafetensors(content: SafetensorsContent): Uint8Array {
  const tensors = Array.from(content.tensors).sort(compareTensors);
  const entries: string[] = [];
  if (content.metadata.size > 0) entries.push(`"${METADATA}":${metadataJson(content.metadata)}`);
  let offset = 0;
  for (const [name, tensor] of tensors) {
    checkTensor(name, tensor);
    const end = offset + tensor.data.byteLength;
    const entry = { dtype: dtypeOf(tensor.data), shape: tensor.shape, data_offsets: [offset, end] };
    entries.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    offset = end;
  }
  const header = new TextEncoder().encode(`{${entries.join(",")}}`);
  const headerBytes = Math.ceil(header.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + headerBytes + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes);
  bytes.set(header, LENGTH_BYTES);
  let position = LENGTH_BYTES + headerBytes;
  for (const [, { data }] of tensors) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return bytes;
}

/**
 * Reads a safetensors file and checks all of it: the header's length and text, every tensor's type, shape and place,
 * and that the tensors fill the rest of the file without a gap, an overlap or a byte left over.
 *
 * @param file - all its bytes
 * @returns copies of the tensors, and the metadata
 * @throws {MinibatchError} `INVALID_FILE` when anything is not as the format says, or when a tensor has a number type
 * other than F32, F64, U8, I32 and I64
 * @see https://github.com/huggingface/safetensors#format
 */
export function readSafetensors(file: Uint8Array): SafetensorsContent {
  // Node's Buffer is a Uint8Array whose slice does not copy.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  const headerEnd = LENGTH_BYTES + headerLength(bytes);
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, headerEnd));
  const payload = bytes.subarray(headerEnd);
  const metadata = readMetadata(header.get(METADATA));
  header.delete(METADATA);
  const entries = Array.from(header, ([name, entry]) => readEntry(name, entry));
  checkLayout(entries, payload.length);
  const tensors = new Map<string, Tensor>();
  for (const { name, dtype, shape, begin, end } of entries) {
    tensors.set(name, { shape, data: TENSOR_TYPES[dtype].from(payload.slice(begin, end).buffer) });
  }
  return { tensors, metadata };
}

function compareTensors([nameA, a]: [string, Tensor], [nameB, b]: [string, Tensor]): number {
  return typeRank(a) - typeRank(b) || compareNames(nameA, nameB);
}

function typeRank({ data }: Tensor): number {
  return Object.keys(TENSOR_TYPES).indexOf(dtypeOf(data));
}

function compareNames(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Not through an object: an object puts names that look like whole numbers first. */
function metadataJson(metadata: ReadonlyMap<string, string>): string {
  const sorted = Array.from(metadata).sort(([a], [b]) => compareNames(a, b));
  return `{${sorted.map(([name, text]) => `${JSON.stringify(name)}:${JSON.stringify(text)}`).join(",")}}`;
}

function checkTensor(name: string, { shape, data }: Tensor): void {
  if (name === METADATA)
    throw new MinibatchError("INVALID_OPTION", `safetensors: a tensor cannot be named ${METADATA}`);
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== data.length) {
    const message = `safetensors: tensor ${JSON.stringify(name)}: ${data.length} numbers, shape [${shape}] asks for ${size}`;
    throw new MinibatchError("INVALID_SHAPE", message);
  }
}

function dtypeOf(data: TensorData): string {
  if (data instanceof Float64Array) return "F64";
  if (data instanceof Float32Array) return "F32";
  if (data instanceof BigInt64Array) return "I64";
  return data instanceof Int32Array ? "I32" : "U8";
}

function headerLength(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES) {
    throw invalid(`${bytes.length} bytes long, expected at least ${LENGTH_BYTES}: empty or cut short`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES)
    throw invalid(`not such a file: it begins with a header of ${length} bytes, expected at most ${MAX_HEADER_BYTES}`);
  const rest = bytes.length - LENGTH_BYTES;
  if (length > rest) throw invalid(`header of ${length} bytes, but only ${rest} follow: the file is cut short`);
  return Number(length);
}

function parseHeader(bytes: Uint8Array): Map<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw invalid("the header is not JSON text", cause);
  }
  if (!isObject(header)) throw invalid("the header is not a JSON object");
  return new Map(Object.entries(header));
}

function readMetadata(metadata: unknown): Map<string, string> {
  if (metadata === undefined) return new Map();
  if (!isObject(metadata)) throw invalid(`${METADATA} is not a JSON object`);
  const texts = new Map<string, string>();
  for (const [name, text] of Object.entries(metadata)) {
    if (typeof text !== "string") throw invalid(`${METADATA}: ${JSON.stringify(name)} is not a string`);
    texts.set(name, text);
  }
  return texts;
}

function readEntry(name: string, entry: unknown): TensorEntry {
  const where = `tensor ${JSON.stringify(name)}`;
  if (!isObject(entry)) throw invalid(`${where}: its entry is not a JSON object`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== "string" || !Object.hasOwn(TENSOR_TYPES, dtype)) {
    const known = Object.keys(TENSOR_TYPES).join(", ");
    throw invalid(`${where}: dtype ${JSON.stringify(dtype)}, expected one of ${known}`);
  }
  if (!isSizes(shape)) throw invalid(`${where}: shape is ${JSON.stringify(shape)}, expected whole numbers >= 0`);
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    throw invalid(`${where}: data_offsets is ${JSON.stringify(offsets)}, expected [begin, end] with begin <= end`);
  }
  const [begin, end] = offsets;
  const expected = shape.reduce((product, length) => product * length, TENSOR_TYPES[dtype].bytes);
  if (end - begin !== expected) {
    throw invalid(`${where}: ${end - begin} bytes, expected ${expected} for ${dtype} [${shape}]`);
  }
  return { name, dtype, shape, begin, end };
}

function checkLayout(entries: readonly TensorEntry[], payloadBytes: number): void {
  let position = 0;
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== position) {
      const how = begin < position ? "overlaps the tensor before it" : "leaves a gap before it";
      throw invalid(`tensor ${JSON.stringify(name)}: begins at byte ${begin}, expected ${position}: it ${how}`);
    }
    position = end;
  }
  if (position > payloadBytes) {
    throw invalid(`${payloadBytes} bytes of tensors, the header says ${position}: the file is cut short`);
  }
  if (position < payloadBytes) throw invalid(`${payloadBytes - position} bytes left over after the last tensor`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function invalid(what: string, cause?: unknown): MinibatchError {
  return new MinibatchError("INVALID_FILE", `safetensors: ${what}`, {}, cause);
}
