/**
 * Waits for work that cannot be stopped, or for the signal, whichever comes first.
 *
 * @param work - the work; after the signal nobody waits for it, and its error is dropped
 * @param signal - rejects the wait with its reason
 * @param stopsItself - from when on the work heeds the signal itself and is waited for; default: never
 * @throws the signal's reason
 */
export function unlessStopped<T>(
  work: Promise<T>,
  signal: AbortSignal,
  stopsItself: () => boolean = () => false,
): Promise<T> {
  const stopped = new Promise<never>((_resolve, reject) => {
    const stop = (): void => {
      if (!stopsItself()) reject(signal.reason);
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  return Promise.race([stopped, work]);
}
