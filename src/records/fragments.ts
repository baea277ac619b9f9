import { LRUCache } from "lru-cache";
import type { Row } from "../db/database.ts";
import type { ReadContext } from "../fields/field.ts";
import type { Resource } from "../resources/define.ts";
import { ownBytes } from "../values/own-bytes.ts";
import { renderRecords } from "./render.ts";

/** A record named for serving: its row, its id and the version of what would be served. */
export interface Versioned {
  key: number;
  id: string;
  render_version: number;
}

interface Fragment {
  /** Everything that decides what is served; see `stampOf`. */
  stamp: string;
  json: Buffer;
}

/**
 * Records as JSON in UTF-8, kept between requests: putting encoded records together costs a
 * twentieth of encoding their texts again.
 *
 * A fragment is used only if its stamp is still right: the record's row, whose versions begin anew
 * where a mirror makes a record again under its id, its own version, the version of all names that
 * records show of one another, and the day where that matters. All of it is read from
 * the database in the same snapshot as the page, so a fragment can't be stale, whichever process
 * wrote last.
 */
export class Fragments {
  private readonly kept: LRUCache<string, Fragment>;
  /** How many records were asked for, and were there. */
  readonly lookups = { hit: 0, miss: 0 };

  /** @param bytes about how much to keep */
  constructor(bytes: number) {
    this.kept = new LRUCache({
      maxSize: bytes,
      sizeCalculation: ({ json }, key) => json.length + 2 * key.length + 100,
    });
  }

  /**
   * The JSON of each record, in the order given.
   * @param keep false for who walks through everything, and would push out what is asked for often
   */
  read(
    resource: Resource,
    records: readonly Versioned[],
    context: ReadContext,
    labelsVersion: number,
    keep = true,
  ): Buffer[] {
    const prefix = `${resource.name} ${context.view} `;
    const found = records.map((record) => {
      const fragment = keep
        ? this.kept.get(prefix + record.id)
        : this.kept.peek(prefix + record.id);
      const stamp = stampOf(resource, record, labelsVersion, context.day);
      return fragment?.stamp === stamp ? fragment.json : null;
    });
    const missing = records.filter((_, i) => found[i] === null);
    this.lookups.miss += missing.length;
    this.lookups.hit += found.length - missing.length;
    if (missing.length === 0) return found as Buffer[];
    const rendered = new Map<string, Buffer>();
    const rows = rowsOf(resource, missing, context);
    renderRecords(resource, rows, context).forEach((record, i) => {
      const row = rows[i] as Row;
      const id = row["id"] as string;
      const text = JSON.stringify(record);
      const json = keep ? ownBytes(text) : Buffer.from(text);
      rendered.set(id, json);
      if (!keep) return;
      this.kept.set(prefix + id, {
        stamp: stampOf(resource, row as unknown as Versioned, labelsVersion, context.day),
        json,
      });
    });
    return found.map((json, i) => json ?? (rendered.get((records[i] as Versioned).id) as Buffer));
  }
}

const stampOf = (
  resource: Resource,
  { key, render_version }: Versioned,
  labelsVersion: number,
  day: string,
) => `${key} ${render_version} ${labelsVersion} ${resource.dependsOnDay ? day : ""}`;

function rowsOf(resource: Resource, records: readonly Versioned[], context: ReadContext): Row[] {
  const [only] = records;
  if (records.length === 1 && only) {
    return context.connection.all(`select * from ${resource.table} where id = ?`, only.id);
  }
  return context.connection.all(
    `select * from ${resource.table} where id in (select value from json_each(?))`,
    JSON.stringify(records.map(({ id }) => id)),
  );
}
