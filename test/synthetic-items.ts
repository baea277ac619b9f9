import type { FastifyInstance } from "fastify";
import {
  codesOf,
  EVENT_TYPES,
  INSTRUMENT_BODY_ROLES,
  INSTRUMENT_TYPES,
  ITEM_BODY_ROLES,
  ITEM_INSTRUMENT_ROLES,
  ITEM_KINDS,
  RELATION_INVERSES,
} from "../src/vocabularies.ts";
import { normalizeUrl } from "../src/values/urls.ts";
import { create } from "./app-under-test.ts";
import { daysOf } from "./query/meanings.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** Random records over the seed: few values, so that filters meet often. */

const TOPICS = [
  ...["data-protection", "personal-information", "consent", "location-data", "apps", "sdk"],
  ...["cybersecurity", "public-data", "open-public-data", "biometric-data"],
];
const BODIES = ["miit", "cac", "mps", "samr", "spc", "npcsc", "tc260", "bic"];
const PLACES = [
  ...["CN", "CN-GD", "CN-GD-shenzhen", "CN-GD-zhanjiang", "CN-GD-zhanjiang-etdz"],
  ...["CN-BJ", "CN-TJ", "US", "US-CA", "EU", "HK"],
];
export const LANGUAGES = ["en", "zh", "zh-Hant", "de"];
const HOSTS = ["www.gov.cn", "gov.cn", "court.gov.cn", "www.example.com", "xn--r8jz45g.jp"];
const WORDS = [
  ...["Apps", "data", "Émile", "数据", "安全", "Zebra", "alpha", "übung", "Law", "law"],
  // What is searched as something else than it is written.
  ...["Ｄａｔａ", "Straße", "people's", "35273-2020", "数据安全法", "カメラ", "かめらガイド"],
];
/** Other names, few enough that several records share one. */
const ALIASES = ["Watchdog", "監視局", "Data Law Office", "草案", "Bureau de l’Émile"];

/** The ids that random records may name. */
export interface Named {
  topics: string[];
  bodies: string[];
  sources: string[];
  instruments: string[];
  items: string[];
}

export const seedNames = (): Named => ({
  topics: [...TOPICS],
  bodies: [...BODIES],
  sources: ["china-data-law-developments-2020-07"],
  instruments: ["data-security-law", "criminal-law", "civil-code", "ling-v-weibo-shijie"],
  items: [],
});

const pad = (n: number) => String(n).padStart(2, "0");

/** A date that is whole, vague, approximate or missing. */
function randomDate(random: SeededRandom): string | null {
  if (random.chance(0.1)) return null;
  const year = random.between(2018, 2022);
  const month = random.between(1, 12);
  const precise = random.next();
  const date =
    precise < 0.15
      ? `${year}`
      : precise < 0.35
        ? `${year}-${pad(month)}`
        : `${year}-${pad(month)}-${pad(random.between(1, 28))}`;
  return random.chance(0.1) ? `${date}~` : date;
}

const randomState = (random: SeededRandom) => (random.chance(0.75) ? "published" : "draft");

export const randomTitle = (random: SeededRandom) =>
  Array.from({ length: random.between(1, 4) }, () => random.pick(WORDS)).join(" ");

export const randomAliases = (random: SeededRandom) => random.some(ALIASES, 0, 1);

const withRoles = (random: SeededRandom, ids: string[], roles: readonly string[], most: number) =>
  random.some(ids, 0, most).map((id) => ({ id, role: random.pick(roles) }));

interface Citation {
  url: string | null;
  locator: string | null;
  [field: string]: unknown;
}

function randomCitation(random: SeededRandom): Citation {
  const path = random.pick([
    "",
    "/",
    "/a",
    "/a?utm_source=x",
    "/b?id=1",
    "/b?id=1#top",
    "/%C3%9Cber",
  ]);
  const url = `${random.pick(["http", "https"])}://${random.pick(HOSTS)}${path}`;
  return {
    url: random.chance(0.8) ? url : null,
    text: random.pick(["90 FR 17225", "法发〔2020〕25号", "A, B and C"]),
    title: random.chance(0.5) ? randomTitle(random) : null,
    publisher: random.pick(["Gazette", "gazette", "People's Daily, Online", null]),
    published_on: randomDate(random),
    language: random.pick([...LANGUAGES, null]),
    archived_url: random.chance(0.2) ? `https://web.archive.org/${random.between(1, 5)}` : null,
    locator: random.pick(["p. 4", "Article 3, paragraph 2", null]),
  };
}

/** One owner can't cite one place twice; the second of two is a reference alone then. */
function withoutDuplicates(citations: Citation[]): Citation[] {
  const seen = new Set<string>();
  return citations.map((citation) => {
    const place = `${citation.url && normalizeUrl(citation.url)} ${citation.locator}`;
    const isSecond = seen.has(place);
    seen.add(place);
    return isSecond ? { ...citation, url: null } : citation;
  });
}

export function randomItem(random: SeededRandom, named: Named): object {
  return {
    title: randomTitle(random),
    summary: random.chance(0.5) ? randomTitle(random) : null,
    kind: random.pick(codesOf(ITEM_KINDS)),
    date: randomDate(random),
    jurisdiction: random.chance(0.9) ? random.pick(PLACES) : null,
    issuing_bodies: withRoles(random, named.bodies, codesOf(ITEM_BODY_ROLES), 3),
    instruments: withRoles(random, named.instruments, codesOf(ITEM_INSTRUMENT_ROLES), 2),
    topics: random.some(named.topics, 0, 3),
    citations: withoutDuplicates(
      Array.from({ length: random.between(0, 2) }, () => randomCitation(random)),
    ),
    sources: random
      .some(named.sources, 0, 2)
      .map((id) => ({ id, position: random.chance(0.5) ? random.between(1, 30) : null })),
    language: random.pick([...LANGUAGES, null]),
    state: randomState(random),
  };
}

/** Events without what is refused: an end before the adoption, or a draft's steps of a judgment. */
export function possible<E extends { type: string; date: string | null }>(
  events: readonly E[],
  type: string,
): E[] {
  const isBeforeAll = ({ date }: E, wanted: string) => {
    const others = events.filter((event) => event.type === wanted);
    const isBefore = (other: E) =>
      date !== null && other.date !== null && daysOf(date).last < daysOf(other.date).first;
    return others.length > 0 && others.every(isBefore);
  };
  return events.filter((event) => {
    if (["planned", "comment_opened", "comment_closes"].includes(event.type)) {
      return type !== "judgment";
    }
    if (["expires", "repealed"].includes(event.type)) return !isBeforeAll(event, "adopted");
    return event.type !== "overturned" || !isBeforeAll(event, "decided");
  });
}

function randomInstrument(random: SeededRandom, named: Named): object {
  const instrument = anyInstrument(random, named);
  return { ...instrument, events: possible(instrument.events, instrument.type) };
}

function anyInstrument(random: SeededRandom, named: Named) {
  return {
    title: randomTitle(random),
    title_native: random.chance(0.5) ? random.pick(["数据安全法", "Gesetz, neu", "法"]) : null,
    aliases: randomAliases(random),
    type: random.pick(codesOf(INSTRUMENT_TYPES)),
    local_type: random.pick(["departmental rule", "Departmental Rule", "local regulation", null]),
    binding: random.pick([true, false, null]),
    number: random.pick(["No. 1", "no. 1", "法发〔2020〕25号", null]),
    language: random.pick([...LANGUAGES, null]),
    url: random.chance(0.3) ? `https://www.example.com/${random.between(1, 4)}` : null,
    jurisdiction: random.chance(0.9) ? random.pick(PLACES) : null,
    issuing_bodies: withRoles(random, named.bodies, codesOf(INSTRUMENT_BODY_ROLES), 2),
    topics: random.some(named.topics, 0, 2),
    events: Array.from({ length: random.between(0, 5) }, () => ({
      type: random.pick(codesOf(EVENT_TYPES)),
      date: randomDate(random),
      note: random.pick(["A note", "A note, longer", null]),
      item: named.items.length > 0 && random.chance(0.4) ? random.pick(named.items) : null,
    })),
    relations: random.some(named.instruments, 0, 2).map((instrument) => ({
      type: random.pick(codesOf(RELATION_INVERSES)),
      instrument,
    })),
    citations: random.chance(0.2) ? [randomCitation(random)] : [],
    state: randomState(random),
  };
}

/** Bodies, topics and sources beside those of the seed, some of them drafts within the trees. */
export async function addNames(
  app: FastifyInstance,
  random: SeededRandom,
  named: Named,
): Promise<void> {
  for (let i = 0; i < 10; i++) {
    const topic = await create(app, "topics", {
      name: `Topic ${randomTitle(random)} ${i}`,
      description: random.chance(0.3) ? randomTitle(random) : null,
      parent: random.pick(named.topics),
      state: randomState(random),
    });
    named.topics.push(topic.id);
    const body = await create(app, "issuing-bodies", {
      name: `Body ${randomTitle(random)} ${i}`,
      name_native: random.chance(0.5) ? "某部" : null,
      aliases: randomAliases(random),
      acronym: random.chance(0.5) ? `B${i % 4}` : null,
      kind: random.pick(["court", "ministry", "other"]),
      jurisdiction: random.pick(PLACES),
      parent: random.chance(0.7) ? random.pick(named.bodies) : null,
      succeeded_by: random.some(named.bodies, 0, 2),
      active_from: randomDate(random),
      active_to: randomDate(random),
      state: randomState(random),
    });
    named.bodies.push(body.id);
  }
  for (let i = 0; i < 4; i++) {
    const source = await create(app, "sources", {
      title: `Source ${i}, ${randomTitle(random)}`,
      publisher: random.pick(["Gazette", "gazette", "A, B", null]),
      published_on: randomDate(random),
      url: random.chance(0.5) ? `https://www.example.com/sources/${i}` : null,
      language: random.pick([...LANGUAGES, null]),
      state: randomState(random),
    });
    named.sources.push(source.id);
  }
}

export async function addInstruments(
  app: FastifyInstance,
  random: SeededRandom,
  named: Named,
  count: number,
): Promise<void> {
  for (let i = 0; i < count; i++) {
    const { id } = await create(app, "instruments", randomInstrument(random, named));
    named.instruments.push(id);
  }
}

export async function addItems(
  app: FastifyInstance,
  random: SeededRandom,
  named: Named,
  count: number,
): Promise<void> {
  for (let i = 0; i < count; i++) {
    const { id } = await create(app, "items", randomItem(random, named));
    named.items.push(id);
  }
}
