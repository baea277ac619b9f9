/**
 * Does something that waits for others, until it is done, somebody ends it, or it takes too long. By one signal that
 * is held here: `AbortSignal.any` of Node.js 20 loses its sources to the garbage collector, and the bound with them.
 * @param ending ends it from outside, with the reason that it gives
 * @param patience in milliseconds; null to wait for as long as it takes
 * @throws {DOMException} `TimeoutError` where it took too long
 */
export async function withinTime<T>(
  ending: AbortSignal | undefined,
  patience: number | null,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  const end = () => own.abort(ending?.reason);
  const giveUp = () => {
    const seconds = (patience ?? 0) / 1000;
    const said = `There was no whole answer within ${seconds} seconds`;
    own.abort(new DOMException(said, "TimeoutError"));
  };
  ending?.addEventListener("abort", end);
  if (ending?.aborted) end();
  const timer = patience === null ? undefined : setTimeout(giveUp, patience);
  try {
    return await work(own.signal);
  } finally {
    clearTimeout(timer);
    ending?.removeEventListener("abort", end);
    own.abort();
  }
}
