import type { Database } from "../db/database.ts";
import type { View } from "../db/dataset.ts";
import type { Change } from "../history/history.ts";
import { MOST_CHANGES } from "../history/limits.ts";
import { recordTransaction } from "../records/write.ts";
import { withinTime } from "../within-time.ts";
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

/** Whom a file mirrors, and how far it is. */
interface State {
  url: string;
  /** Null in a file of before this was written down. */
  view: View | null;
  reached: number;
}

export class Mirror {
  private readonly db: Database;
  readonly url: string;
  readonly view: View;
  private readonly headers: Record<string, string>;
  /** Changes that need later ones; those before the first of them are made. */
  private pending: Pending[] = [];

  /**
   * @param url of the service, as its clients have it
   * @param key an API key of it, for who mirrors drafts too
   * @throws {MirrorFault} if the database mirrors another one, or this one with a key where there is none now or
   *   the other way round, or has records of its own
   */
  constructor(db: Database, url: string, key: string | null) {
    this.db = db;
    this.url = url.replace(/\/+$/, "");
    this.view = key === null ? "public" : "full";
    this.headers = key === null ? {} : { authorization: `Bearer ${key}` };
    db.transaction(() => {
      this.refuseOther();
      // From now on, whether the service answers or not, nothing else is to come into this file.
      this.keep(this.reached);
    });
  }

  private get state(): State | null {
    const row = this.db.writer.get("select url, view, reached from mirror");
    return (row as State | undefined) ?? null;
  }

  /** The last change that is here with all before it. */
  get reached(): number {
    const { state } = this;
    return state !== null && faultOf(state, this) === null ? state.reached : 0;
  }

  /** A file that has nothing yet may become a mirror of anything, such as after a mistyped address. */
  private refuseOther(): void {
    const { db, state } = this;
    if (db.writer.get("select 1 from changes limit 1") === undefined) return;
    const fault =
      state === null
        ? "This database has records of its own: name a new file."
        : faultOf(state, this);
    if (fault !== null) throw new MirrorFault(fault);
  }

  /**
   * Makes all changes that there are.
   * @param ending ends it between two pages, or while it waits for one
   * @returns how many there were
   * @throws {MirrorFault} if a change can't be made, the service has other changes than before, or another
   *   process mirrors into the file meanwhile
   */
  async catchUp(ending?: AbortSignal): Promise<number> {
    let count = 0;
    let here = this.reached;
    for (let after = here; ; ) {
      const { data, page } = await this.pageAfter(after, ending);
      if (page.reached < after) {
        throw new MirrorFault(
          `${this.url} has changes up to ${page.reached} only, and this database holds more: it is another data set, or an older state of it.`,
        );
      }
      here = this.make(data, page.reached, here);
      count += data.length;
      after = page.reached;
      if (page.next === null) break;
    }
    const [lacking] = this.pending;
    if (lacking === undefined) return count;
    const { resource, id, seq } = lacking.change;
    throw new MirrorFault(`The change ${seq} of /${resource}/${id} can't be made: ${lacking.why}`);
  }

  /**
   * One transaction: either all of a page is here, and where it ends, or nothing.
   * @param before how far the database was when the page was asked for
   * @returns how far it is now
   */
  private make(changes: readonly Change[], reached: number, before: number): number {
    const waiting = this.pending.map(({ change }) => change);
    const made = recordTransaction(this.db, null, (context) => {
      this.refuseOther();
      // What was read may be older by now than what another process has written, and must not replace that.
      if (this.reached !== before) {
        throw new MirrorFault(
          "Another process mirrors into this file: run one at a time. What this one read last was not written.",
        );
      }
      const pending = applyChanges(context, [...waiting, ...changes]);
      // After an end in the middle it goes on from the first that is not made.
      const here = Math.min(...pending.map(({ change }) => change.seq), reached + 1) - 1;
      this.keep(here);
      return { pending, here };
    });
    this.pending = made.pending;
    return made.here;
  }

  private keep(reached: number): void {
    this.db.writer.run(
      `insert into mirror (id, url, view, reached) values (1, ?, ?, ?) on conflict (id)
       do update set url = excluded.url, view = excluded.view, reached = excluded.reached`,
      this.url,
      this.view,
      reached,
    );
  }

  private pageAfter(after: number, ending?: AbortSignal): Promise<Page> {
    return withinTime(ending, PATIENCE, async (signal) => {
      const response = await this.get(`/changes?after=${after}&limit=${MOST_CHANGES}`, signal);
      return (await response.json()) as Page;
    });
  }

  /** Resolves when there is something new, or when the service has ended the conversation. */
  news(ending: AbortSignal): Promise<void> {
    return withinTime(ending, null, async (signal) => {
      const response = await this.get(`/changes/stream?after=${this.reached}`, signal);
      if (response.body === null) return;
      for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
        if (/^data:/m.test(part)) return;
      }
    });
  }

  private async get(path: string, signal: AbortSignal): Promise<Response> {
    const response = await fetch(`${this.url}${path}`, { headers: this.headers, signal });
    if (response.ok) return response;
    const text = (await response.text()).slice(0, 500);
    const said = `${this.url}${path} answered ${response.status}: ${text}`;
    const isLasting = response.status < 500 && response.status !== 429;
    throw isLasting ? new MirrorFault(said) : new Error(said);
  }
}

/** Why a file that mirrors one thing can't go on with another; null where it is the same. */
function faultOf({ url, view }: State, asked: Pick<Mirror, "url" | "view">): string | null {
  if (url !== asked.url) {
    return `This database mirrors ${url}; use another file for ${asked.url}.`;
  }
  if (view === null || view === asked.view) return null;
  return view === "full"
    ? "This database mirrors that service with a key, and has its drafts: give --key, or name a new file to hold what is published alone."
    : "This database mirrors that service without a key, and lacks its drafts: leave --key out, or name a new file to hold them too.";
}
