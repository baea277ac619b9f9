import type { JsonObject, ReadContext } from "../fields/field.ts";
import { listsOfNames } from "../openapi/parameters.ts";
import type { Faults } from "../problems/faults.ts";
import { MOST_VALUES_IN_BODY, readBodyQuery } from "../query/body-query.ts";
import type { ListQuery } from "../query/parameters.ts";
import { parseListQuery } from "../query/parameters.ts";
import type { Resource } from "../resources/define.ts";
import { resourceNamed } from "../resources/index.ts";
import { codesOf, STATES } from "../vocabularies.ts";

/** What a webhook is about. */
export interface Subscription {
  resource: string;
  query: JsonObject;
  drafts: boolean;
}

/** What says how a list is shown, or on which day, and not which records are in it. */
const NOT_FILTERS = [
  ...["sort", "limit", "cursor", "count", "fields", "include", "format"],
  ...["facets", "facet_limit", "highlight", "on"],
];

/**
 * Reads a subscription's query as lists read theirs; reports every fault of it, with places below
 * `/query`.
 */
export function parseSubscription(
  { resource: name, query, drafts }: Subscription,
  reading: Pick<ReadContext, "connection" | "day">,
  faults: Faults,
): ListQuery {
  const resource = resourceNamed(name);
  const { query: raw, faults: placed } = readBodyQuery(
    resource,
    query,
    listsOfNames(resource),
    faults,
    "/query",
  );
  const filters = { ...raw };
  for (const parameter of NOT_FILTERS) {
    if (!Object.hasOwn(filters, parameter)) continue;
    placed.parameter(
      parameter,
      `'${parameter}' does not say which records there are: leave it out.`,
    );
    delete filters[parameter];
  }
  const states = statesOf(resource, filters["state"], drafts);
  if (states === null) {
    placed.parameter("state", "Drafts are for webhooks with `drafts: true`.");
    delete filters["state"];
  } else if (states !== undefined) filters["state"] = states;
  const view = drafts ? "full" : "public";
  const context = { ...reading, view, faults: placed, mostValues: MOST_VALUES_IN_BODY } as const;
  return parseListQuery(resource, filters, context);
}

/** The states asked for; undefined for those of lists, null for what may not be asked for. */
function statesOf(
  { state }: Resource,
  raw: string | string[] | undefined,
  drafts: boolean,
): string | string[] | undefined | null {
  if (state === "none") return raw;
  if (drafts) return raw ?? codesOf(STATES);
  const asked = [raw ?? []].flat().flatMap((text) => text.split(","));
  return asked.some((text) => text.trim() === "draft") ? null : raw;
}
