import { MessageChannel } from "node:worker_threads";

/** A port at which nobody listens: what is sent to it is thrown away. */
const nowhere = new MessageChannel();
nowhere.port2.close();
nowhere.port1.unref();

/**
 * Gives a buffer's memory back at once, instead of when the garbage collector comes by: the next buffer of the size takes
 * the same memory, which is already there and in the cache. Of 500 buffers of 0.5 MB that hold the numbers of 1,000,000 rows
 * of a table, one after another, nearly all the time went into getting fresh memory.
 *
 * @param buffer - of no use afterwards: it and all views of it have no bytes
 */
export function freeBuffer(buffer: ArrayBuffer): void {
  nowhere.port1.postMessage(undefined, [buffer]);
}
