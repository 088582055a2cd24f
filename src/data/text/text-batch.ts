/** Texts as UTF-8, one behind the other: text i is `bytes` from `offsets[i]` to `offsets[i + 1]`. */
export interface TextBatch {
  /** The bytes. */
  readonly bytes: Uint8Array;
  /** Where each text starts, [texts + 1]; the last is where the last one ends. */
  readonly offsets: Uint32Array;
}

const encoder = new TextEncoder();

/** Strings as UTF-8. A half of a surrogate pair becomes U+FFFD. */
export function toTextBatch(texts: readonly string[]): TextBatch {
  const offsets = new Uint32Array(texts.length + 1);
  // A UTF-16 unit takes at most 3 bytes.
  const bytes = new Uint8Array(texts.reduce((sum, text) => sum + 3 * text.length, 0));
  let end = 0;
  texts.forEach((text, i) => {
    end += encoder.encodeInto(text, bytes.subarray(end)).written;
    offsets[i + 1] = end;
  });
  return { bytes: bytes.subarray(0, end), offsets };
}

/** Texts [from, to) of a batch: a view. */
export function sliceTexts({ bytes, offsets }: TextBatch, from: number, to: number): TextBatch {
  const start = offsets[from]!;
  return {
    bytes: bytes.subarray(start, offsets[to]!),
    offsets: offsets.subarray(from, to + 1).map((offset) => offset - start),
  };
}
