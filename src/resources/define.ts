import type { Row, StatementCache } from "../db/database.ts";
import type { Effect } from "../db/dataset.ts";
import type { Field, Json, JsonObject, ParseContext } from "../fields/field.ts";
import type { Filter, QueryContext } from "../query/filter.ts";
import type { Memberships } from "../records/memberships.ts";
import type { SearchedText } from "../search/text-index.ts";
import type { AllSets } from "../sets/all-sets.ts";
import type { KeySet } from "../sets/key-set.ts";
import type { LinkableName } from "./linkable.ts";
import { declareMembers } from "./linkable.ts";

/** What took the place of a record that was merged. */
export interface Survivor {
  /** Its id. */
  into: string;
  /** Whether everybody sees it. */
  isPublic: boolean;
}

/** A write under way: one transaction, one moment, and what it has touched so far. */
export interface WriteContext {
  writer: StatementCache;
  now: string;
  effect: Effect;
  /** The API key that writes; null for the program itself. */
  writtenBy: string | null;
  /** By the resource and row number of a record that is merged: the one that it is merged into. */
  merged: Map<string, Survivor>;
  /** The records that became drafts or ceased to be: what links to them shows otherwise. */
  restated: { resource: Resource; id: string }[];
  /** Resource → ids whose memberships have to be derived again before the transaction ends. */
  regroup: Map<string, Set<string>>;
  /** Resource → row numbers whose words have to be indexed again before the transaction ends. */
  reindex: Map<string, Set<number>>;
}

/** A record's own row before and after a write; null where there was or is none. */
export interface Change {
  id: string;
  before: Row | null;
  after: Row | null;
}

/** What a list can be sorted by: a column, with its meaning for people. */
export interface ColumnSort {
  column: string;
  description: string;
  /** The column is `""` where there is no value; such rows come last in both directions. */
  absentLast?: boolean;
}

/**
 * What a list can be sorted by that no column has, since it depends on the day. Such an order comes
 * before those of columns, which follow within its groups.
 */
export interface GroupSort {
  description: string;
  groups(all: AllSets, context: QueryContext): Groups;
}

/** Records in groups that are alike in an order. */
export interface Groups {
  /**
   * The groups of a set in order, each with its place, at least until they have `count` records.
   * What has no value is a group that comes last in both directions.
   * @param after the place of the group to go on with, which may be gone; null to begin
   */
  inOrder(
    set: KeySet,
    count: number,
    descending: boolean,
    after: number | null,
  ): Iterable<readonly [place: number, set: KeySet]>;
}

export type Sort = ColumnSort | GroupSort;

/** More that is known of a resource's records and kept in memory, as long as it follows their rows. */
export interface Followed {
  /** Reads what there is of some records anew, or of all; what is gone has nothing. */
  read(connection: StatementCache, keys: readonly number[] | null): void;
}

/**
 * What makes a resource: everything that differs from the others, as data.
 * Routes, validation, SQL, storing and the OpenAPI document follow from it.
 */
export interface Resource {
  /** The name in the path and in links. */
  name: string;
  /** One of them, in prose: "issuing body". */
  singular: string;
  /** The name of its schema in the OpenAPI document. */
  schemaName: string;
  table: string;
  description: string;
  /** An id from the seed, for examples. */
  example: string;
  /** In the order in which they are served. */
  fields: Record<string, Field>;
  filters: Record<string, Filter>;
  sorts: Record<string, Sort>;
  /** The default order. */
  defaultSort: string;
  /** `own`: a field of it; `derived`: from what it belongs to; `none`: always open to everybody. */
  state: "own" | "derived" | "none";
  /** The fields that its small object shows; null where nothing links to it. */
  linkable: LinkableName | null;
  /** The fields of which exactly one names the record that this belongs to, if it belongs to one. */
  owners?: readonly string[];
  /** Whether what is served depends on the day. */
  dependsOnDay?: boolean;
  /** Whether the day can be chosen, with the parameter `on`. */
  takesDay?: boolean;
  /** The date by which it is sorted by default, if it has one: kept in memory. */
  day?: string;
  memberships?: Memberships;
  /** What is kept in memory beside sets. */
  followed?(): Followed;
  /** Where `q` looks, beside the names of what is linked. */
  search: SearchedText;
  /** The text that an id is made from where none is given. */
  idBase(content: JsonObject): string;
  /** The date in a record as it was written, right or not, by which names of several are settled. */
  dateOf?(body: JsonObject): Json;
  /** Rules over several fields; reports faults. */
  check?(content: JsonObject, pointer: string, context: ParseContext): void;
  /** Columns that are derived when the row is written. */
  derivedColumns?(writer: StatementCache, content: JsonObject): Row;
  /** Brings what is derived from the record into line, after its row and its links were written. */
  derive?(context: WriteContext, change: Change): void;
  /** What has to happen before the record's row is deleted. */
  beforeRemove?(context: WriteContext, id: string): void;
  /** Gives what is kept beside a record that is merged to the one that takes its place. */
  beforeMerge?(context: WriteContext, from: string, into: string): void;
  /** Erases what is kept beside a record that was deleted and is to be forgotten. */
  erase?(context: WriteContext, id: string): void;
}

/**
 * Takes the names that clients send off `Object.prototype`: a look-up of `constructor` among the
 * fields, filters or sorts must find nothing.
 */
export function defineResource(resource: Resource): Resource {
  if (resource.linkable !== null) {
    declareMembers(resource.linkable, ["id", ...Object.keys(resource.fields), ...READ_ONLY]);
  }
  const bare = <T extends object>(table: T): T => Object.assign(Object.create(null), table);
  return {
    ...resource,
    fields: bare(resource.fields),
    filters: bare(resource.filters),
    sorts: bare(resource.sorts),
  };
}

/** The same function, which computes what follows from a resource's declaration once for each. */
export function onceFor<T>(compute: (resource: Resource) => T): (resource: Resource) => T {
  const computed = new WeakMap<Resource, { value: T }>();
  return (resource) => {
    let known = computed.get(resource);
    if (known === undefined) {
      known = { value: compute(resource) };
      computed.set(resource, known);
    }
    return known.value;
  };
}

/** The fields that a client may write. */
export const writableFields = onceFor((resource): readonly [string, Field][] =>
  Object.entries(resource.fields).filter(([, field]) => field.input !== null),
);

/** What every record has beside its fields. */
export const READ_ONLY = ["created_at", "updated_at", "revision", "links"] as const;

/** What a record has in a search's list with `highlight`: no field, yet it can be sent back. */
export const MATCH = "match";
