import { LRUCache } from "lru-cache";
import { ownBytes } from "../values/own-bytes.ts";
import { keepCompressed } from "./compression.ts";
import type { Validity } from "./conditional-requests.ts";

/** An answer to a read, as it was sent and can be sent again. */
export interface Answer {
  body: Buffer;
  validity: Validity;
  /** The revision of a single record; "" for a list. */
  revision: number | "";
  /** Headers beside those that caches need, such as the media type. */
  headers: Readonly<Record<string, string>>;
}

/** About how many bytes of keys are remembered of answers that were asked for once. */
const ASKED_BYTES = 4 * 1024 * 1024;

/**
 * Answers kept between requests, for as long as the data set does not change: its revision is in
 * the key, and is read from the database for each request, so what another process wrote counts.
 *
 * An answer is kept when it is asked for a second time. Who walks through everything asks for each
 * page once, and would only push out what others ask for again and again.
 */
export class Answers {
  private readonly kept: LRUCache<string, Answer>;
  private readonly asked = new LRUCache<string, true>({
    maxSize: ASKED_BYTES,
    sizeCalculation: (_, key) => 2 * key.length + 100,
  });

  /** How many answers were asked for, and were there. */
  readonly lookups = { hit: 0, miss: 0 };

  /** @param bytes about how much to keep */
  constructor(bytes: number) {
    this.kept = new LRUCache({
      maxSize: bytes,
      // One large answer would push out a thousand others.
      maxEntrySize: bytes / 16,
      // Half as much again for the body compressed, which is kept with it.
      sizeCalculation: ({ body }, key) => Math.ceil(1.5 * body.length) + 2 * key.length + 500,
    });
  }

  get(key: string): Answer | undefined {
    const answer = this.kept.get(key);
    this.lookups[answer === undefined ? "miss" : "hit"]++;
    return answer;
  }

  /** Keeps an answer, if this is not the first time that it was asked for. */
  keep(key: string, answer: Answer): void {
    if (this.asked.has(key)) {
      const body = ownBytes(answer.body);
      this.kept.set(key, { ...answer, body });
      keepCompressed(body);
    } else this.asked.set(key, true);
  }
}
