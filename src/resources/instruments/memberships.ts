import { getTableName } from "drizzle-orm";
import type { MembershipSource } from "../../records/memberships.ts";
import type { RelationType } from "../../vocabularies.ts";
import { RELATION_INVERSES } from "../../vocabularies.ts";
import { issuingBodies } from "../issuing-bodies/table.ts";
import { jurisdictionAncestors } from "../jurisdictions/table.ts";
import { topicAncestors } from "../topics/table.ts";
import {
  instrumentIssuingBodies,
  instrumentRelations,
  instruments,
  instrumentTopics,
} from "./table.ts";

const BODIES = {
  join: `join ${getTableName(instrumentIssuingBodies)} l on l.owner = r.id
    join ${getTableName(issuingBodies)} t on t.id = l.target`,
  visible: "t.state = 'published'",
};

const inverses = (Object.keys(RELATION_INVERSES) as RelationType[])
  .map((type) => `when '${type}' then '${RELATION_INVERSES[type]}'`)
  .join(" ");

/** Relations as both of their sides show them: `l.other` and, by its name there, `l.type`. */
const RELATED = {
  join: `join (
      select owner as here, target as other, type from ${getTableName(instrumentRelations)}
      union all
      select target, owner, case type ${inverses} end from ${getTableName(instrumentRelations)}
    ) l on l.here = r.id
    join ${getTableName(instruments)} t on t.id = l.other`,
  visible: "t.state = 'published'",
};

/** What instruments are filtered and counted by. */
export const instrumentSources: Record<string, MembershipSource> = {
  authority: { ...BODIES, value: "l.target" },
  authority_role: { ...BODIES, value: "l.role" },
  "authority+authority_role": { ...BODIES, value: "l.target || ' ' || l.role" },
  jurisdiction: {
    join: `join ${getTableName(jurisdictionAncestors)} a on a.record = r.jurisdiction`,
    value: "a.ancestor",
  },
  topic: {
    join: `join ${getTableName(instrumentTopics)} l on l.owner = r.id
      join ${getTableName(topicAncestors)} a on a.record = l.target`,
    value: "a.ancestor",
    visible: "a.visible",
  },
  related_to: { ...RELATED, value: "l.other" },
  relation: { ...RELATED, value: "l.type" },
  "related_to+relation": { ...RELATED, value: "l.other || ' ' || l.type" },
};
