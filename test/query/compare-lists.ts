import { isDeepStrictEqual } from "node:util";
import type { FastifyInstance } from "fastify";
import type { Test } from "tap";
import { facetNames } from "../../src/query/search-parameters.ts";
import { resourceNamed } from "../../src/resources/index.ts";
import { KEYED, read, walk } from "../app-under-test.ts";
import { typed } from "../search/brute-force.ts";
import type { SeededRandom } from "../seeded-random.ts";
import type { ServedRecord } from "../served-records.ts";
import type { FacetCounts } from "./facet-oracle.ts";
import { faultOfSpelling } from "./facet-oracle.ts";
import type { Viewer } from "./meanings.ts";
import type { Asked, Oracle, Query } from "./oracle.ts";
import { expected, expectedFacets } from "./oracle.ts";
import { randomQuestion, textsIn } from "./searched-texts.ts";

/** Asks the API for lists and compares them with what an oracle gives. */

function urlOf(resource: string, query: Query): string {
  const { asked, question, sort, limit, states, widened = false } = query;
  const { filters } = resourceNamed(resource);
  const pairs = asked.flatMap(({ filter, operator, values }) => {
    const name = operator === "any" ? filter : `${filter}_${operator}`;
    if (filters[filter]?.splits === false) return values.map((value) => [name, value] as const);
    const quoted = values.map((value) =>
      /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value,
    );
    return [[name, quoted.join(",")] as const];
  });
  const written = [
    ...pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`),
    ...(question === undefined ? [] : [`q=${encodeURIComponent(typed(question))}`]),
    ...(sort.length > 0 ? [`sort=${sort.join(",")}`] : []),
    `limit=${limit}`,
    ...(widened ? ["include_predecessors=true"] : []),
    ...(states.includes("draft") ? [`state=${states.join(",")}`] : []),
  ];
  return `/${resource}?${written.join("&")}`;
}

/** Asks the API and the oracle, and compares ids, order, totals and the lengths of the pages. */
async function compare<R extends ServedRecord>(
  t: Test,
  app: FastifyInstance,
  oracle: Oracle<R>,
  query: Query,
  viewer: Viewer,
): Promise<number> {
  const isCounted = query.widened === true && query.facets?.includes("authority") === true;
  const url = `${urlOf(oracle.resource, query)}${isCounted ? "&facets=authority" : ""}`;
  // Whole records are looked at elsewhere; here they would be most of the time.
  const found = await walk(app, `${url}&fields=id`, viewer === "keyed" ? KEYED : {});
  const ids = expected(oracle, query, viewer).map(({ id }) => id);
  const pages = Math.max(1, Math.ceil(ids.length / query.limit));
  const lengths = Array.from({ length: pages }, (_, page) =>
    Math.min(query.limit, ids.length - page * query.limit),
  );
  const answered = {
    ids: found.records.map(({ id }) => id),
    totals: [...found.totals],
    lengths: found.pageLengths,
  };
  const wanted = { ids, totals: [ids.length], lengths };
  const name = `${url} (${viewer})`;
  // tap's own comparison is for people; at a thousand lists it would be most of the time.
  if (isDeepStrictEqual(answered, wanted)) t.pass(name);
  else t.same(answered, wanted, name);
  if (query.facets !== undefined) await compareFacets(t, app, oracle, query, viewer);
  return ids.length;
}

async function compareFacets<R extends ServedRecord>(
  t: Test,
  app: FastifyInstance,
  oracle: Oracle<R>,
  query: Query,
  viewer: Viewer,
): Promise<void> {
  const { facets = [], facetLimit } = query;
  const limit = facetLimit === undefined ? "" : `&facet_limit=${facetLimit}`;
  const url = `${urlOf(oracle.resource, { ...query, limit: 1 })}&facets=${facets.join(",")}${limit}`;
  const answer = await read<FacetCounts>(app, url, viewer === "keyed" ? KEYED : {});
  const wanted = expectedFacets(oracle, query, viewer);
  const faults = facets.flatMap((name) => faultOfSpelling(answer.facets[name], wanted[name]) ?? []);
  const name = `${url} (${viewer})`;
  if (faults.length === 0) t.pass(name);
  else t.same(answer.facets, wanted, `${name}: ${faults.join(", ")}`);
}

const VIEWERS: readonly Viewer[] = ["public", "keyed"];
const PUBLISHED = ["published"] as const;
const ALL_STATES = ["draft", "published"] as const;

const statesFor = <R extends ServedRecord>(oracle: Oracle<R>, viewer: Viewer) =>
  viewer === "keyed" && resourceNamed(oracle.resource).state !== "none" ? ALL_STATES : PUBLISHED;

/** Every filter of the resource with each of its operators and each sample, for both viewers. */
export async function compareEveryFilter<R extends ServedRecord>(
  t: Test,
  app: FastifyInstance,
  oracle: Oracle<R>,
): Promise<void> {
  const { filters, sorts } = resourceNamed(oracle.resource);
  t.same(Object.keys(oracle.meanings).sort(), Object.keys(filters).sort(), "every filter is known");
  t.same(Object.keys(oracle.orders).sort(), Object.keys(sorts).sort(), "every order is known");
  for (const [filter, { operators }] of Object.entries(filters)) {
    const samples = oracle.meanings[filter]?.samples ?? [];
    let matched = 0;
    for (const operator of operators) {
      const single = samples.slice(0, 5).map((sample) => [sample]);
      const several = ["any", "all", "not"].includes(operator) && !oracle.meanings[filter]?.single;
      const choices = several ? [...single, samples.slice(0, 2), samples.slice(1, 4)] : single;
      for (const values of operator === "exists" ? [["true"], ["false"]] : choices) {
        if (values.length === 0) continue;
        for (const viewer of VIEWERS) {
          const states = statesFor(oracle, viewer);
          const query: Query = {
            asked: [{ filter, operator, values }],
            sort: [],
            limit: 150,
            states,
          };
          const count = await compare(t, app, oracle, query, viewer);
          if (operator === "any") matched += count;
        }
      }
    }
    t.ok(matched > 0, `the samples of '${filter}' match something`);
  }
}

/** Every order, in both directions, without a filter. */
export async function compareEveryOrder<R extends ServedRecord>(
  t: Test,
  app: FastifyInstance,
  oracle: Oracle<R>,
  limit: number,
): Promise<void> {
  for (const name of Object.keys(oracle.orders)) {
    for (const sort of [[name], [`-${name}`]]) {
      for (const viewer of VIEWERS) {
        const states = statesFor(oracle, viewer);
        await compare(t, app, oracle, { asked: [], sort, limit, states }, viewer);
      }
    }
  }
}

/** Every facet alone, and next to a filter of its own, for both viewers. */
export async function compareEveryFacet<R extends ServedRecord>(
  t: Test,
  app: FastifyInstance,
  oracle: Oracle<R>,
): Promise<void> {
  const names = facetNames(resourceNamed(oracle.resource));
  t.same(Object.keys(oracle.facets).sort(), [...names].sort(), "every facet is known");
  if (names.length === 0) return;
  for (const viewer of VIEWERS) {
    const common = { sort: [], limit: 200, states: statesFor(oracle, viewer) };
    await compare(t, app, oracle, { ...common, asked: [], facets: names }, viewer);
    for (const filter of names) {
      const values = oracle.meanings[filter]?.samples.slice(0, 1) ?? [];
      const asked: Asked[] = [{ filter, operator: "any", values }];
      await compare(t, app, oracle, { ...common, asked, facets: names }, viewer);
    }
  }
}

/** Bodies with their predecessors, in each form of the filter, alone and with roles, and counted. */
export async function comparePredecessors<R extends ServedRecord>(
  t: Test,
  app: FastifyInstance,
  oracle: Oracle<R>,
): Promise<void> {
  const roles = oracle.meanings["authority_role"]?.samples.slice(0, 2) ?? [];
  const byRole: Asked = { filter: "authority_role", operator: "any", values: roles };
  const samples = oracle.meanings["authority"]?.samples ?? [];
  let wider = 0;
  for (const viewer of VIEWERS) {
    const common = { sort: [], limit: 50, states: statesFor(oracle, viewer), widened: true };
    for (const operator of ["any", "all", "not"] as const) {
      for (const values of [...samples.map((sample) => [sample]), samples.slice(0, 2)]) {
        const asked: Asked[] = [{ filter: "authority", operator, values }];
        const found = await compare(t, app, oracle, { ...common, asked }, viewer);
        const narrow = expected(oracle, { ...common, asked, widened: false }, viewer).length;
        if (found > narrow) wider++;
        await compare(t, app, oracle, { ...common, asked: [...asked, byRole] }, viewer);
      }
    }
    const facets = ["authority"];
    await compare(t, app, oracle, { ...common, asked: [], facets }, viewer);
    await compare(t, app, oracle, { ...common, asked: [byRole], facets }, viewer);
  }
  t.ok(wider > 0, "predecessors have records of their own");
}

/** Random filters together, in a random order, on pages of random length. */
export async function compareRandomQueries<R extends ServedRecord>(
  t: Test,
  app: FastifyInstance,
  oracle: Oracle<R>,
  random: SeededRandom,
  count: number,
): Promise<void> {
  const { filters } = resourceNamed(oracle.resource);
  const facetsKnown = facetNames(resourceNamed(oracle.resource));
  const words = textsIn(oracle.texts, oracle.records);
  const { sorts } = resourceNamed(oracle.resource);
  const isGroup = (name: string) => "groups" in (sorts[name] ?? {});
  let matched = 0;
  for (let i = 0; i < count; i++) {
    const asked = new Map<string, Asked>();
    const isSearch = random.chance(0.5);
    const wanted = isSearch ? random.between(0, 2) : random.between(1, 4);
    while (asked.size < wanted) {
      const filter = random.pick(Object.keys(filters));
      const samples = oracle.meanings[filter]?.samples ?? [];
      // Filters over one link are asked for together more often than chance would have it.
      const together = Object.keys(filters).filter((other) => {
        const { narrows, narrowedBy } = oracle.meanings[filter] ?? {};
        return (other === narrows || other === narrowedBy) && random.chance(0.5);
      });
      for (const name of [filter, ...together]) {
        const operator = random.pick(filters[name]?.operators ?? []);
        const several = ["any", "all", "not"].includes(operator) && !oracle.meanings[name]?.single;
        const own = name === filter ? samples : (oracle.meanings[name]?.samples ?? []);
        const values =
          operator === "exists"
            ? [random.pick(["true", "false"])]
            : random.some(own, 1, several ? 3 : 1);
        asked.set(`${name} ${operator}`, { filter: name, operator, values });
      }
    }
    // What depends on the day comes before what is in a column.
    const orders = random
      .some(Object.keys(oracle.orders), 0, 2)
      .sort((a, b) => (Number(isGroup(a)) < Number(isGroup(b)) ? 1 : -1))
      .map((name) => (random.chance(0.5) ? name : `-${name}`));
    const sort = isSearch && random.chance(0.5) ? ["relevance", ...orders] : orders;
    const viewer = random.pick(VIEWERS);
    const states =
      viewer === "keyed" ? random.pick([statesFor(oracle, viewer), PUBLISHED]) : PUBLISHED;
    const limit = random.pick(oracle.records.length > 1000 ? [100, 200] : [2, 7, 20, 50, 200]);
    const authorities = [...asked.values()].some(
      ({ filter, operator }) => filter === "authority" && operator !== "exists",
    );
    const query: Query = {
      asked: [...asked.values()],
      widened: authorities && random.chance(0.5),
      sort,
      limit,
      states,
      ...(isSearch ? { question: randomQuestion(random, words) } : {}),
      ...(facetsKnown.length > 0 && random.chance(0.3)
        ? { facets: random.some(facetsKnown, 1, 2), facetLimit: random.pick([1, 3, 1000]) }
        : {}),
    };
    matched += (await compare(t, app, oracle, query, viewer)) > 0 ? 1 : 0;
  }
  t.ok(matched > count / 5, `${matched} of ${count} queries match something`);
}
