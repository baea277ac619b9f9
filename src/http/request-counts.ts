import { LRUCache } from "lru-cache";

/** Clients that are remembered at a time; the least active ones are forgotten first. */
const CLIENTS_REMEMBERED = 50_000;

/** How long requests are counted together, in milliseconds. */
export const WINDOW = 60_000;

/** How many requests a client made in its window, and for how long that still lasts, in milliseconds. */
export interface Count {
  current: number;
  ttl: number;
}

/** Counts a request of a client; `done` is told of all that it made, in every process. */
export type CountRequest = (client: string, done: (count: Count) => void) => void;

/** Requests of each client within a minute that begins with the first of them. */
export class RequestCounts {
  private readonly windows = new LRUCache<string, { current: number; end: number }>({
    max: CLIENTS_REMEMBERED,
  });

  /** Counts one more request; by a clock that nobody sets. */
  add(client: string, now = performance.now()): Count {
    const window = this.windows.get(client);
    if (window === undefined || window.end <= now) {
      this.windows.set(client, { current: 1, end: now + WINDOW });
      return { current: 1, ttl: WINDOW };
    }
    window.current++;
    return { current: window.current, ttl: Math.ceil(window.end - now) };
  }
}
