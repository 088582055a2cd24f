import { decodeValue, encodeValue } from "../model/plain-values.ts";

/** What the file says it is; the number goes up when a state's properties change their meaning. */
const FORMAT = "minibatch.training-state.1";

/**
 * The bytes of a training state, that of a trainer or of an estimator: a safetensors file with every array as a tensor and
 * the rest as JSON in its metadata. Training goes on from it to the same bytes as from the state itself.
 *
 * @param state - a plain value
 * @throws {MinibatchError} `INVALID_OPTION` when it is not plain
 */
export function encodeTrainingState(state: object): Uint8Array {
  return encodeValue(FORMAT, state);
}

/**
 * The training state of a file of {@link encodeTrainingState}. That it fits the training that is to go on from it is
 * checked there.
 *
 * @throws {MinibatchError} `INVALID_FILE` when the file is of another format, cut short or altered
 */
export function decodeTrainingState<State extends object>(bytes: Uint8Array): State {
  return decodeValue(FORMAT, bytes) as State;
}
