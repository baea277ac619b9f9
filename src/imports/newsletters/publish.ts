import type { JsonObject } from "../../fields/field.ts";
import { Faults } from "../../problems/faults.ts";
import type { WriteRequest } from "../../records/write.ts";
import { readCurrent } from "../../records/current.ts";
import { patchRecord } from "../../records/write.ts";
import type { WriteContext } from "../../resources/define.ts";
import { items } from "../../resources/items/resource.ts";
import { sources } from "../../resources/sources/resource.ts";
import { doubtedFields } from "./decide.ts";
import { importOf } from "./own-item.ts";
import { draftsWith } from "./settle.ts";

/** Publishing all that came of a source and that nothing is left to decide of. */

interface Named {
  id: string;
  title: string;
}

/**
 * Publishes the drafts of a source that have no doubts and no proposals, with the instruments and the
 * source that came with them.
 * @returns what was published, and what was left with the reasons
 */
export function publishSource(
  context: WriteContext,
  named: string,
  heard: Pick<WriteRequest, "matches">,
): JsonObject {
  const { writer } = context;
  const { id: source, record } = readCurrent(context, sources, named, heard);
  const drafts = writer.all(
    `select i.id, i.title from item_sources s join items i on i.id = s.owner
     where s.target = ? and i.state = 'draft' order by s.source_position, i.key`,
    source,
  ) as unknown as Named[];
  const published: JsonObject[] = [];
  const left: JsonObject[] = [];
  for (const { id, title } of drafts) {
    const reasons = reasonsToWait(context, id);
    if (reasons.length > 0) {
      left.push({ id, title, reasons });
      continue;
    }
    const companions = draftsWith(context, id);
    const request = { body: { state: "published" }, faults: new Faults(), matches: () => true };
    patchRecord(context, items, id, request);
    for (const [resource, ids] of companions) {
      for (const each of ids)
        published.push({ resource, id: each, title: titleOf(context, resource, each) });
    }
    published.push({ resource: "items", id, title });
  }
  const isNamed = published.some(({ resource, id }) => resource === "sources" && id === source);
  if (published.length > 0 && record["state"] === "draft" && !isNamed) {
    const request = { body: { state: "published" }, faults: new Faults(), matches: () => true };
    patchRecord(context, sources, source, request);
    published.push({ resource: "sources", id: source, title: record["title"] as string });
  }
  return { source, published, left };
}

const titleOf = ({ writer }: WriteContext, table: string, id: string): string =>
  writer.get(`select title from ${table} where id = ?`, id)?.["title"] as string;

/** What is left to decide of a draft, in words; nothing for one that can be published. */
function reasonsToWait(context: WriteContext, item: string): string[] {
  const { writer } = context;
  const reasons: string[] = [];
  const read = importOf(context, item);
  if (read === null) reasons.push("No import made it: publish it by itself.");
  const doubts = read?.doubts ?? [];
  if (doubts.length > 0) {
    const count = doubts.length === 1 ? "It has a doubt" : `It has ${doubts.length} doubts`;
    reasons.push(`${count}, about ${doubtedFields(doubts)}.`);
  }
  const { n } = writer.get(
    "select count(*) as n from item_proposals where item = ? and state = 'pending'",
    item,
  ) as { n: number };
  if (n > 0) reasons.push(n === 1 ? "A proposal waits." : `${n} proposals wait.`);
  const hidden = writer.column(
    `select t.id from item_instruments l join instruments t on t.id = l.target
     where l.owner = ? and t.state = 'draft'
       and not exists (select 1 from instrument_imports m where m.instrument = t.id)`,
    item,
  );
  for (const each of hidden)
    reasons.push(`The instrument '${each}' is a draft that no import made.`);
  return reasons;
}
