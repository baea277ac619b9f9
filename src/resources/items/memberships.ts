import { getTableName } from "drizzle-orm";
import type { MembershipSource } from "../../records/memberships.ts";
import { citations } from "../citations/table.ts";
import { instruments } from "../instruments/table.ts";
import { issuingBodies } from "../issuing-bodies/table.ts";
import { jurisdictionAncestors } from "../jurisdictions/table.ts";
import { sources } from "../sources/table.ts";
import { topicAncestors } from "../topics/table.ts";
import {
  itemInstruments,
  itemIssuingBodies,
  itemTopics,
  itemSources as sourceLinks,
} from "./table.ts";

const linkedTo = (links: string, targets: string, where = "") => ({
  join: `join ${links} l on l.owner = r.id${where} join ${targets} t on t.id = l.target`,
  visible: "t.state = 'published'",
});

const bodies = (where = "") =>
  linkedTo(getTableName(itemIssuingBodies), getTableName(issuingBodies), where);

const TEXTS = linkedTo(getTableName(itemInstruments), getTableName(instruments));

/** What items are filtered and counted by. */
export const itemSources: Record<string, MembershipSource> = {
  topic: {
    join: `join ${getTableName(itemTopics)} l on l.owner = r.id
      join ${getTableName(topicAncestors)} a on a.record = l.target`,
    value: "a.ancestor",
    visible: "a.visible",
  },
  /** In any role, for searches by the body's names. */
  issuing_body: { ...bodies(), value: "l.target" },
  authority: { ...bodies(" and l.role <> 'mentioned'"), value: "l.target" },
  authority_role: { ...bodies(), value: "l.role" },
  "authority+authority_role": { ...bodies(), value: "l.target || ' ' || l.role" },
  jurisdiction: {
    join: `join ${getTableName(jurisdictionAncestors)} a on a.record = r.jurisdiction`,
    value: "a.ancestor",
  },
  instrument: { ...TEXTS, value: "l.target" },
  instrument_role: { ...TEXTS, value: "l.role" },
  "instrument+instrument_role": { ...TEXTS, value: "l.target || ' ' || l.role" },
  instrument_type: { ...TEXTS, value: "t.type" },
  source: { ...linkedTo(getTableName(sourceLinks), getTableName(sources)), value: "l.target" },
  cited_host: { join: `join ${getTableName(citations)} c on c.item = r.id`, value: "c.host" },
};
