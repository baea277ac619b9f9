import { setTimeout } from "node:timers/promises";
import { faultOf } from "../db/faults.ts";
import { Mirror, MirrorFault } from "../mirror/follow.ts";
import { openUpToDate } from "../records/open-database.ts";
import { CommandFault } from "../problems/command-fault.ts";

/** How long it waits to try again, in milliseconds: twice as long each time, up to the second. */
const WAIT = { first: 1000, most: 60_000 };

/**
 * Holds the data of another service in a file, and follows its changes until it is told to stop.
 * @throws {CommandFault} where trying again would not help
 */
export async function mirror(
  url: string,
  { into, key, once = false }: { into: string; key?: string; once?: boolean },
): Promise<void> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new CommandFault(`'${url}' is no address of a service; write one such as https://…`);
  }
  const db = openUpToDate(into);
  try {
    const ending = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ending.abort());
    await follow(new Mirror(db, url, key ?? null), once, ending.signal);
  } catch (error) {
    if (error instanceof MirrorFault) throw new CommandFault(error.message);
    throw faultOf(error, into) ?? error;
  } finally {
    db.close();
  }
}

async function follow(mirror: Mirror, once: boolean, signal: AbortSignal): Promise<void> {
  let wait = WAIT.first;
  while (!signal.aborted) {
    try {
      const count = await mirror.catchUp(signal);
      if (count > 0 || once) console.log(`${count} changes; all up to ${mirror.reached} are here.`);
      if (once) return;
      wait = WAIT.first;
      await mirror.news(signal);
    } catch (error) {
      if (signal.aborted && once) {
        throw new CommandFault(
          `It was ended before all changes were here: those up to ${mirror.reached} are, and the next run goes on from there.`,
        );
      }
      if (signal.aborted) return;
      if (error instanceof MirrorFault) throw error;
      const why = reasonOf(error as Error);
      if (once) throw new CommandFault(why);
      console.error(`${why} Trying again in ${wait / 1000} s.`);
      await setTimeout(wait, undefined, { signal }).catch(() => undefined);
      wait = Math.min(2 * wait, WAIT.most);
    }
  }
}

/** What went wrong, with what fetch keeps to itself. */
const reasonOf = ({ message, cause }: Error): string =>
  cause instanceof Error ? `${message}: ${cause.message}.` : `${message}.`;
