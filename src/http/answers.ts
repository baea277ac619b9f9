import { LRUCache } from "lru-cache";
import type { Validity } from "./conditional-requests.ts";

/** An answer to a read, as it was sent and can be sent again. */
export interface Answer {
  body: Buffer;
  validity: Validity;
  /** The revision of a single record; "" for a list. */
  revision: number | "";
  /** The `Link` header, or null for none. */
  link: string | null;
}

/**
 * Answers kept between requests, for as long as the data set does not change: its revision is in
 * the key, and is read from the database for each request, so what another process wrote counts.
 */
export class Answers {
  private readonly kept: LRUCache<string, Answer>;

  /** @param bytes about how much to keep */
  constructor(bytes: number) {
    this.kept = new LRUCache({
      maxSize: bytes,
      sizeCalculation: ({ body }, key) => body.length + 2 * key.length + 500,
    });
  }

  get(key: string): Answer | undefined {
    return this.kept.get(key);
  }

  set(key: string, answer: Answer): void {
    this.kept.set(key, answer);
  }
}
