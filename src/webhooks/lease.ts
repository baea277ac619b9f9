import { randomUUID } from "node:crypto";
import type { Database } from "../db/database.ts";
import { isOfDatabase } from "../db/database.ts";

/**
 * The right to deliver, which one of the processes that serve a file has at a time. Whoever holds it says
 * so again and again; who isn't heard of any more loses it. It is taken by a write, so never by two.
 */
export class Lease {
  private readonly db: Database;
  private readonly duration: number;
  private readonly holder = randomUUID();

  /** @param duration in milliseconds */
  constructor(db: Database, duration: number) {
    this.db = db;
    this.duration = duration;
  }

  /**
   * Whether this process holds it; takes it where it is free. A lease that lasts longer than any can was
   * written while the clock was ahead, and does not count, lest nobody deliver until then.
   */
  hold(): boolean {
    const now = Date.now();
    const row = this.db.reader.get("select holder, until from webhook_lease");
    const until = row === undefined ? 0 : Date.parse(row["until"] as string);
    const isHeld = row?.["holder"] === this.holder;
    const lasts = until - now;
    const isOfNow = lasts > 0 && lasts <= this.longest;
    if (!isHeld && isOfNow) return false;
    // While an import writes nobody can take it away, so there is no need to say anything.
    const isFresh = isOfNow && lasts > this.duration / 2;
    if (isHeld && (isFresh || this.db.isBeingWritten())) return true;
    if (this.db.isBeingWritten()) return false;
    return this.take(now);
  }

  /** Twice as long as it is taken for, so that another process's moment is none of the future. */
  private get longest(): number {
    return 2 * this.duration;
  }

  private take(now: number): boolean {
    const changed = this.db.writer.run(
      `insert into webhook_lease (id, holder, until) values (1, ?1, ?2)
       on conflict (id) do update set holder = ?1, until = ?2 where holder = ?1 or until <= ?3 or until > ?4`,
      this.holder,
      new Date(now + this.duration).toISOString(),
      new Date(now).toISOString(),
      new Date(now + this.longest).toISOString(),
    );
    return changed === 1;
  }

  /** Lets others have it at once; where that can't be written now they have it when it runs out. */
  release(): void {
    try {
      this.db.writer.run("delete from webhook_lease where holder = ?", this.holder);
    } catch (error) {
      if (!isOfDatabase(error)) throw error;
    }
  }
}
