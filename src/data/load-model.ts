import { MinibatchError } from "../engine/errors.ts";
import { type Model, modelFromBytes } from "./model.ts";

/** A model file: its bytes, or its address, absolute or relative to the page. */
export type ModelSource = Uint8Array | ArrayBuffer | string | ModelAddress;

/** An address, such as a `URL`. */
export interface ModelAddress {
  /** The whole address. */
  readonly href: string;
}

/** What is needed of a response; this layer has no types of the web. */
interface Download {
  readonly ok: boolean;
  readonly status: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

declare const fetch: (address: string) => Promise<Download>;

/**
 * Loads a trained model in a page, or anywhere else that has `fetch`: of a table, or of libsvm or Vowpal Wabbit rows. In Node,
 * `loadModel` of `minibatch/node` reads it from a path.
 *
 * @param source - the bytes of a model file, or its address
 * @returns a `TableModel` or a `SparseModel`
 * @throws {MinibatchError} `INVALID_FILE` when it cannot be fetched, is no model file, is cut short or altered, or was
 * written by another version of the format
 *
 * @example
 * const model = await loadModel("model.safetensors");
 * model.predict({ age: 39, workclass: "Private", hours_per_week: 40 });
 *
 * @example
 * const clicks = await loadModel("clicks.safetensors"); // trained on Vowpal Wabbit text
 * clicks.predict("|ad banner |user age:39");
 */
export async function loadModel(source: ModelSource): Promise<Model> {
  if (source instanceof Uint8Array) return modelFromBytes(source);
  if (source instanceof ArrayBuffer) return modelFromBytes(new Uint8Array(source));
  const address = typeof source === "string" ? source : source.href;
  const bytes = await download(address);
  try {
    return modelFromBytes(bytes);
  } catch (error) {
    if (!(error instanceof MinibatchError)) throw error;
    throw new MinibatchError(error.code, `${address}: ${error.message}`, { file: address }, error);
  }
}

async function download(address: string): Promise<Uint8Array> {
  let reason: string;
  let cause: unknown;
  try {
    const response = await fetch(address);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    reason = `the server answered with status ${response.status}`;
  } catch (error) {
    cause = error;
    reason = error instanceof Error ? error.message : String(error);
  }
  throw new MinibatchError("INVALID_FILE", `${address}: cannot fetch: ${reason}`, { file: address }, cause);
}
