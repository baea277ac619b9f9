import type { FastifyInstance } from "fastify";
import { KEYED, walk } from "./app-under-test.ts";

/** Records as the API serves them to a client with a key, as far as the tests look at them. */

export interface Ref {
  id: string;
}

export interface RoleLink extends Ref {
  role: string;
}

export interface ServedRecord extends Ref {
  created_at: string;
  updated_at: string;
  revision: number;
  links: { self: string };
}

export interface Stateful extends ServedRecord {
  state: "draft" | "published";
}

export interface ServedCitation extends ServedRecord {
  item: Ref | null;
  instrument: Ref | null;
  position: number;
  url: string | null;
  url_normalized: string | null;
  text: string | null;
  title: string | null;
  publisher: string | null;
  published_on: string | null;
  language: string | null;
  archived_url: string | null;
  locator: string | null;
}

export interface ServedEvent extends ServedRecord {
  instrument: Ref;
  type: string;
  date: string | null;
  note: string | null;
  item: Ref | null;
}

export interface ServedItem extends Stateful {
  title: string;
  summary: string | null;
  kind: string;
  date: string | null;
  jurisdiction: Ref | null;
  issuing_bodies: RoleLink[];
  instruments: RoleLink[];
  topics: Ref[];
  citations: ServedCitation[];
  sources: (Ref & { position: number | null })[];
  language: string | null;
  review: { source: string | null; doubts: object[]; proposals: object[] } | null;
}

export interface Relation {
  type: string;
  instrument: Ref;
  locator: string | null;
  date: string | null;
  proposed: boolean;
  inverse: boolean;
}

export interface ServedInstrument extends Stateful {
  title: string;
  title_native: string | null;
  aliases: string[];
  type: string;
  local_type: string | null;
  binding: boolean | null;
  number: string | null;
  language: string | null;
  url: string | null;
  jurisdiction: Ref | null;
  issuing_bodies: RoleLink[];
  topics: Ref[];
  events: ServedEvent[];
  relations: Relation[];
  citations: ServedCitation[];
  status: string | null;
  in_force_from: string | null;
  in_force_to: string | null;
  warnings: { code: string; detail: string; events: string[] }[];
}

export interface ServedBody extends Stateful {
  name: string;
  name_native: string | null;
  acronym: string | null;
  aliases: string[];
  kind: string;
  jurisdiction: Ref | null;
  parent: Ref | null;
  website: string | null;
  active_from: string | null;
  active_to: string | null;
  succeeded_by: Ref[];
}

export interface ServedJurisdiction extends ServedRecord {
  name: string;
  name_native: string | null;
  level: string;
  parent: Ref | null;
  iso_3166: string | null;
  gb_t_2260: string | null;
  aliases: string[];
}

export interface ServedTopic extends Stateful {
  name: string;
  description: string | null;
  parent: Ref | null;
  aliases: string[];
}

export interface ServedSource extends Stateful {
  title: string;
  publisher: string | null;
  published_on: string | null;
  url: string | null;
  language: string | null;
}

type ById<T> = ReadonlyMap<string, T>;

/** Everything that the API holds, drafts too. */
export interface World {
  items: ById<ServedItem>;
  instruments: ById<ServedInstrument>;
  bodies: ById<ServedBody>;
  jurisdictions: ById<ServedJurisdiction>;
  topics: ById<ServedTopic>;
  events: ById<ServedEvent>;
  citations: ById<ServedCitation>;
  sources: ById<ServedSource>;
}

export async function readWorld(app: FastifyInstance): Promise<World> {
  const all = async <T extends Ref>(path: string): Promise<ById<T>> => {
    const { records } = await walk<T>(app, path, KEYED);
    return new Map(records.map((record) => [record.id, record]));
  };
  const drafts = "limit=200&state=draft,published";
  return {
    items: await all<ServedItem>(`/items?${drafts}`),
    instruments: await all<ServedInstrument>(`/instruments?${drafts}`),
    bodies: await all<ServedBody>(`/issuing-bodies?${drafts}`),
    jurisdictions: await all<ServedJurisdiction>("/jurisdictions?limit=200"),
    topics: await all<ServedTopic>(`/topics?${drafts}`),
    events: await all<ServedEvent>(`/events?${drafts}`),
    citations: await all<ServedCitation>(`/citations?${drafts}`),
    sources: await all<ServedSource>(`/sources?${drafts}`),
  };
}
