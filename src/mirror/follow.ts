import type { Database } from "../db/database.ts";
import type { Change } from "../history/history.ts";
import { MOST_CHANGES } from "../history/limits.ts";
import { writeTransaction } from "../records/write.ts";
import type { Pending } from "./apply.ts";
import { applyChanges } from "./apply.ts";

/** Follows the changes of another service, so that this database holds the same data. */

/** Something that trying again does not mend. */
export class MirrorFault extends Error {}

/** How long an answer may take, in milliseconds. */
const PATIENCE = 60_000;

interface Page {
  data: Change[];
  page: { next: string | null; reached: number };
}

export class Mirror {
  private readonly db: Database;
  private readonly url: string;
  private readonly headers: Record<string, string>;
  /** Changes that need later ones; those before the first of them are made. */
  private pending: Pending[] = [];

  /**
   * @param url of the service, as its clients have it
   * @param key an API key of it, for who mirrors drafts too
   * @throws {MirrorFault} if the database mirrors another one, or has records of its own
   */
  constructor(db: Database, url: string, key: string | null) {
    this.db = db;
    this.url = url.replace(/\/+$/, "");
    this.headers = key === null ? {} : { authorization: `Bearer ${key}` };
    const row = db.writer.get("select url from mirror");
    if (row !== undefined && row["url"] !== this.url) {
      throw new MirrorFault(`This database mirrors ${row["url"]}; use another file for ${url}.`);
    }
    const isFilled = db.writer.get("select 1 from changes limit 1") !== undefined;
    if (row === undefined && isFilled) {
      throw new MirrorFault("This database has records of its own: name a new file.");
    }
    db.writer.run("insert or ignore into mirror (id, url, reached) values (1, ?, 0)", this.url);
  }

  /** The last change that is here with all before it. */
  get reached(): number {
    return this.db.writer.get("select reached from mirror")?.["reached"] as number;
  }

  /**
   * Makes all changes that there are.
   * @returns how many there were
   * @throws {MirrorFault} if a change can't be made, or the service has other changes than before
   */
  async catchUp(): Promise<number> {
    let count = 0;
    for (let after = this.reached; ; ) {
      const { data, page } = await this.pageAfter(after);
      if (page.reached < after) {
        throw new MirrorFault(
          `${this.url} has changes up to ${page.reached} only, and this database holds more: it is another data set, or an older state of it.`,
        );
      }
      this.make(data, page.reached);
      count += data.length;
      after = page.reached;
      if (page.next === null) break;
    }
    const [lacking] = this.pending;
    if (lacking === undefined) return count;
    const { resource, id, seq } = lacking.change;
    throw new MirrorFault(`The change ${seq} of /${resource}/${id} can't be made: ${lacking.why}`);
  }

  /** One transaction: either all of a page is here, and where it ends, or nothing. */
  private make(changes: readonly Change[], reached: number): void {
    const waiting = this.pending.map(({ change }) => change);
    this.pending = writeTransaction(this.db, null, (context) => {
      const pending = applyChanges(context, [...waiting, ...changes]);
      // After an end in the middle it goes on from the first that is not made.
      const first = Math.min(...pending.map(({ change }) => change.seq), reached + 1);
      context.writer.run("update mirror set reached = ?", first - 1);
      return pending;
    });
  }

  private async pageAfter(after: number): Promise<Page> {
    const response = await this.get(`/changes?after=${after}&limit=${MOST_CHANGES}`);
    return (await response.json()) as Page;
  }

  /** Resolves when there is something new, or when the service has ended the conversation. */
  async news(signal: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const end = () => ended.abort();
    signal.addEventListener("abort", end);
    try {
      const response = await this.get(`/changes/stream?after=${this.reached}`, ended.signal);
      if (response.body === null) return;
      for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
        if (/^data:/m.test(part)) return;
      }
    } finally {
      signal.removeEventListener("abort", end);
      ended.abort();
    }
  }

  private async get(path: string, signal = AbortSignal.timeout(PATIENCE)): Promise<Response> {
    const response = await fetch(`${this.url}${path}`, { headers: this.headers, signal });
    if (response.ok) return response;
    const text = (await response.text()).slice(0, 500);
    const said = `${this.url}${path} answered ${response.status}: ${text}`;
    const isLasting = response.status < 500 && response.status !== 429;
    throw isLasting ? new MirrorFault(said) : new Error(said);
  }
}
