import { getTableName } from "drizzle-orm";
import type { JsonObject, ParseContext } from "../../fields/field.ts";
import type { ValueContext, Widening } from "../../query/filter.ts";
import { onlyVisible } from "../../records/look-up.ts";
import { issuingBodies, issuingBodySuccessors } from "./table.ts";

/** Bodies over time: who took over whose work. */

const BODIES = getTableName(issuingBodies);
const LINKS = getTableName(issuingBodySuccessors);

type Seeing = Pick<ValueContext, "connection" | "view">;

/** A body and all others along its links, in one direction, as far as it and every step is seen. */
function chain(
  id: string,
  { connection, view }: Seeing,
  [here, there]: readonly ["owner", "target"] | readonly ["target", "owner"],
): string[] {
  const visible = onlyVisible("issuing-bodies", view, "t.");
  return connection
    .all(
      `with recursive chain(id) as (
         select t.id from ${BODIES} t where t.id = ?1${visible}
         union select t.id from chain c cross join ${LINKS} l on l.${here} = c.id
           cross join ${BODIES} t on t.id = l.${there} where 1${visible})
       select id from chain`,
      id,
    )
    .map((row) => row["id"] as string);
}

/** The bodies whose work one took over, directly or by way of others, and itself. */
const predecessors = (id: string, context: Seeing) => chain(id, context, ["target", "owner"]);

/** The bodies that took a body's work over, directly or by way of others, and itself. */
const successors = (id: string, context: Seeing) => chain(id, context, ["owner", "target"]);

/** `authority=nfra&include_predecessors=true`: NFRA's, CBIRC's, CBRC's and CIRC's. */
export const withPredecessors: Widening = {
  parameter: "include_predecessors",
  description:
    "Whether each body that `authority`, `authority_all` or `authority_not` names stands for those too whose work it took over (`succeeded_by`), directly or by way of others. In `facets`, `authority` then counts theirs for it as well.",
  widened: predecessors,
  standingFor: successors,
};

/** Reports successors by way of which a body would succeed itself. */
export function refuseSelfSuccession(
  content: JsonObject,
  pointer: string,
  { connection, faults, id }: ParseContext,
): void {
  if (id === null) return;
  const isSelf = (other: string) => other.toLowerCase() === id.toLowerCase();
  for (const [index, { id: other }] of (content["succeeded_by"] as { id: string }[]).entries()) {
    const at = `${pointer}/succeeded_by/${index}`;
    if (isSelf(other)) {
      faults.pointer(at, "A body can't be its own successor.");
    } else if (successors(other, { connection, view: "full" }).some(isSelf)) {
      faults.pointer(
        at,
        `'${id}' took over the work of '${other}', directly or by way of others, so '${other}' can't be its successor.`,
      );
    }
  }
}
