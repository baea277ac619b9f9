import type { Operator } from "../../src/query/filter.ts";
import { resourceNamed } from "../../src/resources/index.ts";
import type { Question } from "../search/brute-force.ts";
import type { ServedRecord } from "../served-records.ts";
import type { Counted, FacetMeaning } from "./facet-oracle.ts";
import { counted } from "./facet-oracle.ts";
import type { Meaning, Viewer } from "./meanings.ts";
import { folded } from "./meanings.ts";
import type { SearchedTexts } from "./searched-texts.ts";
import { matcherOfQuestion } from "./searched-texts.ts";

/**
 * A brute-force oracle: what a list should give, by a plain loop over all records.
 * It shares no code with the query engine but the names of the filters.
 */

export interface Oracle<R extends ServedRecord> {
  resource: string;
  records: readonly R[];
  meanings: Readonly<Record<string, Meaning<R>>>;
  /** What is sorted by; null comes last in both directions. */
  orders: Readonly<Record<string, (record: R, viewer: Viewer) => string | null>>;
  /** Where `q` looks. */
  texts: SearchedTexts<R>;
  /** What can be counted by. */
  facets: Readonly<Record<string, FacetMeaning<R>>>;
  /** Whether a client without a key sees the record at all. */
  isPublished(record: R): boolean;
}

export interface Asked {
  filter: string;
  operator: Operator;
  values: readonly string[];
}

export interface Query {
  asked: readonly Asked[];
  question?: Question;
  /** Such as `-date` or `title`; none for the default. `relevance` may be the first. */
  sort: readonly string[];
  facets?: readonly string[];
  facetLimit?: number;
  limit: number;
  states: readonly ("draft" | "published")[];
  /** Whether values stand for others too, in the filter that a parameter widens. */
  widened?: boolean;
}

function satisfies<R extends ServedRecord>(
  { meanings }: Oracle<R>,
  record: R,
  asked: readonly Asked[],
  viewer: Viewer,
  widened = false,
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
    const matchesItself = (value: string) =>
      narrowers === undefined
        ? meaning.matches(record, value, viewer)
        : narrowers.some((narrower) => meaning.matchesIn?.(record, value, narrower, viewer));
    const matches = (value: string) =>
      widened && meaning.standsFor !== undefined
        ? meaning.standsFor(value, viewer).some(matchesItself)
        : matchesItself(value);
    const [first = ""] = values;
    const isWithin = (name: string, of: R, least: string) => {
      const most = asked.find((each) => each.filter === name && each.operator === "lte");
      const between = meaning.between;
      if (most === undefined || between === undefined) return true;
      return between(of, least, most.values[0] ?? "", viewer);
    };
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
        return meaning.atLeast?.(record, first, viewer) && isWithin(filter, record, first);
      case "lte":
        return meaning.atMost?.(record, first, viewer);
    }
    return false;
  });
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function inOrder<R extends ServedRecord>(
  oracle: Oracle<R>,
  records: R[],
  sort: readonly string[],
  viewer: Viewer,
) {
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
      const [left, right] = [order(a, viewer), order(b, viewer)];
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
export function expected<R extends ServedRecord>(
  oracle: Oracle<R>,
  query: Query,
  viewer: Viewer,
): R[] {
  const { asked, question, sort, states } = query;
  const tierOf = matcherOfQuestion(oracle.texts, question ?? [], viewer);
  const byRelevance = question !== undefined && (sort.length === 0 || sort[0] === "relevance");
  const tiers: R[][] = [[], [], []];
  for (const record of oracle.records) {
    const state = oracle.isPublished(record) ? "published" : "draft";
    if (!states.includes(state) || !satisfies(oracle, record, asked, viewer, query.widened))
      continue;
    const tier = tierOf(record);
    if (tier !== null) tiers[byRelevance ? tier : 0]?.push(record);
  }
  const within = sort.filter((term) => term !== "relevance");
  return tiers.flatMap((tier) => inOrder(oracle, tier, within, viewer));
}

/** The counts of each facet: by every value, what the query with that value in its place selects. */
export function expectedFacets<R extends ServedRecord>(
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
          satisfies(oracle, record, isPaired ? [plain, ...others] : [plain], viewer, query.widened),
        );
      };
      const itself = oracle.facets[filter];
      if (itself === undefined) throw new Error(`The oracle does not know the facet '${filter}'.`);
      const { wider } = itself;
      const meaning =
        query.widened === true && wider !== undefined
          ? {
              ...itself,
              valuesOf: (record: R, who: Viewer) =>
                itself
                  .valuesOf(record, who)
                  .flatMap((value) => (value === null ? [] : wider(value, who))),
            }
          : itself;
      return [filter, counted(meaning, bound, having, viewer).slice(0, query.facetLimit ?? 100)];
    }),
  );
}
