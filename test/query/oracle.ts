import { isDeepStrictEqual } from "node:util";
import type { FastifyInstance } from "fastify";
import type { Test } from "tap";
import type { Operator } from "../../src/query/filter.ts";
import { facetNames } from "../../src/query/search-parameters.ts";
import { resourceNamed } from "../../src/resources/index.ts";
import { KEYED, read, walk } from "../app-under-test.ts";
import type { SeededRandom } from "../seeded-random.ts";
import type { ServedRecord } from "../served-records.ts";
import type { Question } from "../search/brute-force.ts";
import { typed } from "../search/brute-force.ts";
import type { Counted, FacetCounts, FacetMeaning } from "./facet-oracle.ts";
import { counted, faultOfSpelling } from "./facet-oracle.ts";
import type { Meaning, Viewer } from "./meanings.ts";
import { folded } from "./meanings.ts";
import type { SearchedTexts } from "./searched-texts.ts";
import { matcherOfQuestion, randomQuestion, textsIn } from "./searched-texts.ts";

/**
 * A brute-force oracle: what a list should give, by a plain loop over all records.
 * It shares no code with the query engine but the names of the filters.
 */

export interface Oracle<R extends ServedRecord> {
  resource: string;
  records: readonly R[];
  meanings: Readonly<Record<string, Meaning<R>>>;
  /** What is sorted by; null comes last in both directions. */
  orders: Readonly<Record<string, (record: R) => string | null>>;
  /** Where `q` looks. */
  texts: SearchedTexts<R>;
  /** What can be counted by. */
  facets: Readonly<Record<string, FacetMeaning<R>>>;
  /** Whether a client without a key sees the record at all. */
  isPublished(record: R): boolean;
}

interface Asked {
  filter: string;
  operator: Operator;
  values: readonly string[];
}

interface Query {
  asked: readonly Asked[];
  question?: Question;
  /** Such as `-date` or `title`; none for the default. `relevance` may be the first. */
  sort: readonly string[];
  facets?: readonly string[];
  facetLimit?: number;
  limit: number;
  states: readonly ("draft" | "published")[];
}

function satisfies<R extends ServedRecord>(
  { meanings }: Oracle<R>,
  record: R,
  asked: readonly Asked[],
  viewer: Viewer,
): boolean {
  const plain = (filter: string | undefined) =>
    asked.find((each) => each.filter === filter && each.operator === "any")?.values;
  return asked.every(({ filter, operator, values }) => {
    const meaning = meanings[filter];
    if (meaning === undefined) throw new Error(`The oracle does not know '${filter}'.`);
    const wide = asked.some(
      (each) => each.filter === meaning.narrows && ["any", "all", "not"].includes(each.operator),
    );
    if (operator === "any" && wide) return true;
    const narrowers = plain(meaning.narrowedBy);
    const matches = (value: string) =>
      narrowers === undefined
        ? meaning.matches(record, value, viewer)
        : narrowers.some((narrower) => meaning.matchesIn?.(record, value, narrower, viewer));
    const [first = ""] = values;
    switch (operator) {
      case "any":
        return values.some(matches);
      case "all":
        return values.every(matches);
      case "not":
        return !values.some(matches);
      case "exists":
        return meaning.isThere?.(record, viewer) === (first === "true");
      case "gte":
        return meaning.atLeast?.(record, first);
      case "lte":
        return meaning.atMost?.(record, first);
    }
    return false;
  });
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function inOrder<R extends ServedRecord>(oracle: Oracle<R>, records: R[], sort: readonly string[]) {
  const written = sort.length > 0 ? sort : [resourceNamed(oracle.resource).defaultSort];
  const terms = written.map((term) => ({
    name: term.replace("-", ""),
    sign: term.startsWith("-") ? -1 : 1,
  }));
  const last = terms.at(-1)?.sign ?? 1;
  return records.sort((a, b) => {
    for (const { name, sign } of terms) {
      const order = oracle.orders[name];
      if (order === undefined) throw new Error(`The oracle does not know the order '${name}'.`);
      const [left, right] = [order(a), order(b)];
      if (left === right) continue;
      if (left === null) return 1;
      if (right === null) return -1;
      const compared = byBytes(left, right);
      if (compared !== 0) return sign * compared;
    }
    return last * byBytes(folded(a.id), folded(b.id));
  });
}

/** The records that a query selects, the best tier first where relevance has a say. */
function expected<R extends ServedRecord>(oracle: Oracle<R>, query: Query, viewer: Viewer): R[] {
  const { asked, question, sort, states } = query;
  const tierOf = matcherOfQuestion(oracle.texts, question ?? [], viewer);
  const byRelevance = question !== undefined && (sort.length === 0 || sort[0] === "relevance");
  const tiers: R[][] = [[], [], []];
  for (const record of oracle.records) {
    const state = oracle.isPublished(record) ? "published" : "draft";
    if (!states.includes(state) || !satisfies(oracle, record, asked, viewer)) continue;
    const tier = tierOf(record);
    if (tier !== null) tiers[byRelevance ? tier : 0]?.push(record);
  }
  const within = sort.filter((term) => term !== "relevance");
  return tiers.flatMap((tier) => inOrder(oracle, tier, within));
}

/** The counts of each facet: by every value, what the query with that value in its place selects. */
function expectedFacets<R extends ServedRecord>(
  oracle: Oracle<R>,
  query: Query,
  viewer: Viewer,
): Record<string, Counted[]> {
  const names = query.facets ?? [];
  return Object.fromEntries(
    names.map((filter) => {
      const others = query.asked.filter(
        (each) => each.filter !== filter || each.operator !== "any",
      );
      // A narrower filter says less without the one that it narrows, so its records are no bound.
      const isPaired = oracle.meanings[filter]?.narrowedBy !== undefined;
      const bound = isPaired
        ? expected(oracle, { ...query, asked: [] }, viewer)
        : expected(oracle, { ...query, asked: others }, viewer);
      const having = (value: string) => {
        const plain: Asked = { filter, operator: "any", values: [value] };
        return bound.filter((record) =>
          satisfies(oracle, record, isPaired ? [plain, ...others] : [plain], viewer),
        );
      };
      const meaning = oracle.facets[filter];
      if (meaning === undefined) throw new Error(`The oracle does not know the facet '${filter}'.`);
      return [filter, counted(meaning, bound, having, viewer).slice(0, query.facetLimit ?? 100)];
    }),
  );
}

function urlOf(resource: string, query: Query): string {
  const { asked, question, sort, limit, states } = query;
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
  const url = urlOf(oracle.resource, query);
  const found = await walk(app, url, viewer === "keyed" ? KEYED : {});
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
    const orders = random
      .some(Object.keys(oracle.orders), 0, 2)
      .map((name) => (random.chance(0.5) ? name : `-${name}`));
    const sort = isSearch && random.chance(0.5) ? ["relevance", ...orders] : orders;
    const viewer = random.pick(VIEWERS);
    const states =
      viewer === "keyed" ? random.pick([statesFor(oracle, viewer), PUBLISHED]) : PUBLISHED;
    const limit = random.pick(oracle.records.length > 1000 ? [100, 200] : [2, 7, 20, 50, 200]);
    const query: Query = {
      asked: [...asked.values()],
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
