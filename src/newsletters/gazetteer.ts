import type { Row, StatementCache } from "../db/database.ts";
import { nearest } from "../problems/nearest.ts";
import type { Reference } from "../references/find.ts";
import { findReferences } from "../references/find.ts";
import { unitsOf } from "../references/names.ts";
import type { Titles } from "../references/titles.ts";
import type { BODY_KINDS, INSTRUMENT_TYPES } from "../vocabularies.ts";
import { countryNames } from "./country-names.ts";
import { likeness } from "./extract/instruments/title-names.ts";
import { NameIndex } from "./name-index.ts";

export interface KnownBody {
  id: string;
  name: string;
  kind: keyof typeof BODY_KINDS;
  jurisdiction: string | null;
  /** The first day on which it can have been there, `YYYY-MM-DD`; empty where none is known. */
  begins: string;
  /** The last one. */
  ends: string;
}

export interface KnownPlace {
  id: string;
  name: string;
  level: string;
  parent: string | null;
}

export interface KnownTopic {
  id: string;
  parent: string | null;
}

export interface KnownInstrument {
  id: string;
  title: string;
  type: keyof typeof INSTRUMENT_TYPES;
}

/** A reference to an instrument, with the records that it may mean. */
export interface NamedInstrument extends Pick<Reference, "kind" | "start" | "end" | "readings"> {
  instruments: readonly KnownInstrument[];
}

/**
 * What the data set knows by name, as it is at one moment: all that a reading of a newsletter needs
 * of it. Drafts are known too, since only who may see them imports.
 */
export class Gazetteer {
  readonly bodies = new NameIndex<KnownBody>();
  readonly topics = new NameIndex<KnownTopic>();
  readonly places = new NameIndex<KnownPlace>();
  private readonly bodiesByWords = new Map<string, KnownBody[]>();
  private readonly bodiesById = new Map<string, KnownBody>();
  private readonly bodyNames = new Map<string, KnownBody>();
  private readonly placesById = new Map<string, KnownPlace>();
  private readonly topicsById = new Map<string, KnownTopic>();
  private readonly instrumentsIn: (text: string) => NamedInstrument[];

  /** @param instrumentsIn finds what a text refers to; none without */
  constructor(instrumentsIn: (text: string) => NamedInstrument[] = () => []) {
    this.instrumentsIn = instrumentsIn;
  }

  addBody(body: KnownBody, names: readonly string[]): void {
    this.bodiesById.set(body.id, body);
    for (const name of names.flatMap(withShortPlace)) {
      this.bodies.add(withoutArticles(name), body);
      this.bodyNames.set(name, body);
      const words = wordsOfName(name);
      if (words !== null)
        this.bodiesByWords.set(words, [...(this.bodiesByWords.get(words) ?? []), body]);
    }
  }

  addTopic(topic: KnownTopic, names: readonly string[]): void {
    this.topicsById.set(topic.id, topic);
    for (const name of names) {
      this.topics.add(name, topic);
      const other = otherNumber(name);
      if (other !== null) this.topics.add(other, topic);
    }
  }

  addPlace(place: KnownPlace, names: readonly string[]): void {
    this.placesById.set(place.id, place);
    for (const name of names.flatMap(withShortPlace)) this.places.add(name, place);
  }

  body(id: string): KnownBody | undefined {
    return this.bodiesById.get(id);
  }

  place(id: string): KnownPlace | undefined {
    return this.placesById.get(id);
  }

  /** A place and all that it is in, itself first; a circle ends it. */
  placesAbove(id: string): string[] {
    const above: string[] = [];
    for (let at: string | null = id; at !== null && !above.includes(at); ) {
      above.push(at);
      at = this.placesById.get(at)?.parent ?? null;
    }
    return above;
  }

  hasTopic(id: string): boolean {
    return this.topicsById.has(id);
  }

  /** A topic and all that it is under, itself first. */
  topicsAbove(id: string): string[] {
    const above: string[] = [];
    for (let at: string | null = id; at !== null && !above.includes(at); ) {
      above.push(at);
      at = this.topicsById.get(at)?.parent ?? null;
    }
    return above;
  }

  /** The references of a text to instruments, in order. */
  namedInstruments(text: string): NamedInstrument[] {
    return this.instrumentsIn(text);
  }

  /** The bodies that have a name of the same words in another order. */
  bodiesOfSameWords(name: string): readonly KnownBody[] {
    const words = wordsOfName(name);
    return words === null ? [] : (this.bodiesByWords.get(words) ?? []);
  }

  /**
   * The body with the name nearest to one that none has; null where none is near. It is compared
   * with every name.
   */
  suggestBody(name: string): { id: string; name: string } | null {
    const near = nearest(name, this.bodyNames.keys());
    // Short names are near to many others: what they have in common has to be more than their kind.
    const isLike = near !== null && likeness(near, name).both >= LIKE_ENOUGH;
    const body = isLike ? this.bodyNames.get(near) : undefined;
    return body === undefined ? null : { id: body.id, name: body.name };
  }
}

/** So much of the words of two names is the same where one may be meant by the other. */
const LIKE_ENOUGH = 0.34;

/** A name as it is looked for: articles come and go within names. */
const withoutArticles = (name: string): string => name.replace(/\bthe\s/gi, "");

/** What Chinese names of places end with and may leave out, also at the beginning of other names. */
const PLACE_ENDS =
  /^([\u3400-\u9fff]{2,3}?)(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)(?!民|场|政|监)/;

/** A name, and where it begins with a place the one that leaves out of what kind it is: 上海网信办. */
function withShortPlace(name: string): string[] {
  const short = PLACE_ENDS.exec(name)?.[1];
  return short === undefined ? [name] : [name, name.replace(PLACE_ENDS, short)];
}

/** The plural of an English term, or its singular: texts use both. */
const otherNumber = (name: string): string | null =>
  !/[a-z]{3}$/.test(name) ? null : name.endsWith("s") ? name.slice(0, -1) : `${name}s`;

/** Words that say nothing of which body is meant. */
const EMPTY_WORDS = new Set(
  "a an and the of for on in to de la le du des der die das für et".split(" "),
);

/** The words of a name in one order; null for names of one or two, which chance has in common. */
function wordsOfName(name: string): string | null {
  const units = unitsOf(name).filter(({ isWord }) => isWord);
  const words = units.map(({ text }) => text).filter((word) => !EMPTY_WORDS.has(word));
  return words.length < 3 ? null : words.sort().join(" ");
}

const STATES = ["published", "draft"] as const;

/**
 * The gazetteer of a database.
 * @param connection in the snapshot in which the reading is made
 * @param titles caught up in that snapshot; without them no instrument is known
 */
export function gazetteerOf(connection: StatementCache, titles: Titles | null): Gazetteer {
  const gazetteer = new Gazetteer(titles === null ? undefined : instrumentsOf(connection, titles));
  for (const row of connection.all(
    `select id, name, name_native, acronym, aliases, kind, jurisdiction, active_from_start as begins,
       active_to_end as ends from issuing_bodies order by id`,
  )) {
    const { id, name, kind, jurisdiction, begins, ends } = row as unknown as KnownBody;
    const names = namesOf(row, ["name", "name_native", "acronym"]);
    gazetteer.addBody({ id, name, kind, jurisdiction, begins, ends }, names);
  }
  for (const row of connection.all("select id, name, parent, aliases from topics order by id")) {
    const { id, parent } = row as unknown as KnownTopic;
    gazetteer.addTopic({ id, parent }, namesOf(row, ["name"]));
  }
  for (const row of connection.all(
    "select id, name, name_native, level, parent, aliases from jurisdictions order by id",
  )) {
    const { id, name, level, parent } = row as unknown as KnownPlace;
    const others = level === "country" ? countryNames(id) : [];
    const names = [...namesOf(row, ["name", "name_native"]), ...others];
    gazetteer.addPlace({ id, name, level, parent }, names);
  }
  return gazetteer;
}

function namesOf(row: Row, columns: readonly string[]): string[] {
  const aliases = JSON.parse((row["aliases"] as string | null) ?? "[]") as string[];
  const names = columns.map((column) => row[column]);
  return [...names.filter((name) => typeof name === "string"), ...aliases];
}

/** Finds references in texts; what one stands for is read once. */
function instrumentsOf(
  connection: StatementCache,
  titles: Titles,
): (text: string) => NamedInstrument[] {
  const known = new Map<string, readonly KnownInstrument[]>();
  const meantBy = ({ keys, readings }: Reference): readonly KnownInstrument[] => {
    const forms = JSON.stringify(readings.flatMap((reading) => reading.forms));
    const name = `${JSON.stringify(keys)} ${forms}`;
    let instruments = known.get(name);
    if (instruments === undefined) {
      instruments = connection.all(
        `select id, title, type from instruments where key in (select value from json_each(?))
         or key in (select record from reference_forms where resource = 'instruments'
           and form in (select value from json_each(?))) order by id limit 20`,
        JSON.stringify(keys),
        forms,
      ) as unknown as KnownInstrument[];
      known.set(name, instruments);
    }
    return instruments;
  };
  return (text) =>
    findReferences(text, titles, STATES)
      .filter(({ kind }) => kind !== "url")
      .map((reference) => ({ ...reference, instruments: meantBy(reference) }));
}
