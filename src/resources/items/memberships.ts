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

const linkedTo = (links: string, targets: string) => ({
  join: `join ${links} l on l.owner = r.id join ${targets} t on t.id = l.target`,
  visible: "t.state = 'published'",
});

const BODIES = linkedTo(getTableName(itemIssuingBodies), getTableName(issuingBodies));

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
  issuing_body: { ...BODIES, value: "l.target" },
  authority: { ...BODIES, value: "case when l.role <> 'mentioned' then l.target end" },
  authority_role: { ...BODIES, value: "l.role" },
  "authority+authority_role": { ...BODIES, value: "l.target || ' ' || l.role" },
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
