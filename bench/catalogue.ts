import { readFileSync } from "node:fs";
import { join } from "node:path";
import { seedFolder } from "../src/paths.ts";
import { codesOf, INSTRUMENT_TYPES } from "../src/vocabularies.ts";
import { dayBetween } from "./days.ts";
import { LongTail, Random } from "./random.ts";
import { ASPECTS, BODIES, LEADING_COUNTRIES, SECTORS } from "./words.ts";

/** A record that others refer to, as far as synthetic texts and links need it. */
export interface Named {
  id: string;
  name: string;
  parent?: string;
  kind?: string;
  jurisdiction?: string;
}

/** A country with the places in it and the bodies that act for it or for one of those. */
export interface Country {
  id: string;
  places: string[];
  bodies: Named[];
}

/** Everything that items refer to: that of the seed, and synthetic records beside it. */
export interface Catalogue {
  topics: Named[];
  /** In the order of how much happens in them. */
  countries: Country[];
  /** The ids of synthetic texts. */
  instruments: string[];
  /** What has to be created beside the seed, in this order. */
  added: { resource: string; records: object[] }[];
}

/** Items for each synthetic instrument: some texts are reported on many times, most once or never. */
const ITEMS_PER_INSTRUMENT = 60;

/** Puts together what a number of items will refer to. */
export function makeCatalogue(random: Random, items: number): Catalogue {
  const sectors = SECTORS.map((name) => ({ id: idOf(name), name }));
  const aspects = sectors.flatMap((sector) =>
    ASPECTS.map((aspect) => {
      const name = `${sector.name}: ${aspect}`;
      return { id: idOf(name), name, parent: sector.id };
    }),
  );
  const topics = random.shuffled([...seedOf("topics"), ...aspects]);
  const places = [...seedOf("jurisdictions-iso-3166"), ...seedOf("jurisdictions")];
  const seeded = seedOf("issuing-bodies");
  const known = new Set(seeded.map(({ id }) => id));
  const foreign = foreignBodies(places).filter(({ id }) => !known.has(id));
  const countries = groupByCountry(random, places, [...seeded, ...foreign]);
  const instruments = makeInstruments(
    random,
    Math.round(items / ITEMS_PER_INSTRUMENT),
    topics,
    countries,
  );
  return {
    topics,
    countries,
    instruments: instruments.map(({ id }) => id),
    added: [
      { resource: "topics", records: [...sectors, ...aspects] },
      { resource: "issuing-bodies", records: foreign },
      { resource: "instruments", records: instruments },
    ],
  };
}

function seedOf(file: string): Named[] {
  return JSON.parse(readFileSync(join(seedFolder, `${file}.json`), "utf8")) as Named[];
}

const idOf = (name: string) => name.toLowerCase().replace(/[^a-z]+/g, "-");

/** Two letters; what is within a country has an id that begins with them. */
const isCountry = ({ id }: Named) => id.length === 2;

/** Countries by how much happens in them: the leading ones as listed, the rest as they come. */
function rank({ id }: Named): number {
  const place = (LEADING_COUNTRIES as readonly string[]).indexOf(id);
  return place === -1 ? LEADING_COUNTRIES.length : place;
}

/** The seed has the bodies of China; every other country gets more, the leading ones the most. */
function foreignBodies(places: readonly Named[]): Named[] {
  return places
    .filter((place) => isCountry(place) && place.id !== "CN")
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((country, index) =>
      BODIES.filter(([, , , countries]) => index < countries).map(([code, name, kind]) => ({
        id: `${country.id.toLowerCase()}-${code}`,
        name: `${name} of ${country.name}`,
        acronym: `${country.id}-${code.toUpperCase()}`,
        kind,
        jurisdiction: country.id,
      })),
    );
}

function groupByCountry(
  random: Random,
  places: readonly Named[],
  bodies: readonly Named[],
): Country[] {
  const countryOf = (id: string) => id.slice(0, 2);
  const groups = new Map<string, Country>();
  const countries = random.shuffled(places.filter(isCountry)).sort((a, b) => rank(a) - rank(b));
  for (const { id } of countries) groups.set(id, { id, places: [], bodies: [] });
  for (const place of random.shuffled(places)) {
    if (!isCountry(place)) groups.get(countryOf(place.id))?.places.push(place.id);
  }
  for (const body of bodies) groups.get(countryOf(body.jurisdiction ?? ""))?.bodies.push(body);
  return [...groups.values()].filter((country) => country.bodies.length > 0);
}

function makeInstruments(
  random: Random,
  count: number,
  topics: readonly Named[],
  countries: readonly Country[],
) {
  const anyTopic = new LongTail(topics);
  const anyCountry = new LongTail(countries);
  // Drawn apart, so that all else is the same with relations and without.
  const relating = new Random(RELATING);
  return Array.from({ length: count }, (_, index) => {
    const country = anyCountry.draw(random);
    const body = random.pick(country.bodies);
    const topic = anyTopic.draw(random);
    const published = dayBetween(random, 2000, 2025);
    const year = Number(published.slice(0, 4)) + 1;
    return {
      id: `text-${index + 1}`,
      title: `${topic.name} Act of ${country.id}, No. ${index + 1}`,
      type: random.pick(codesOf(INSTRUMENT_TYPES)),
      jurisdiction: country.id,
      issuing_bodies: [{ id: body.id, role: "issuer" }],
      topics: [topic.id],
      events: [
        { type: "published", date: published },
        { type: "in_force", date: dayBetween(random, year, year) },
      ],
      relations: relationsOf(relating, index),
    };
  });
}

/** The seed of what instruments say of one another. */
const RELATING = 11;

/** An instrument says something of up to so many others. */
const MOST_RELATED = 8;

/** What an instrument says of earlier ones: some of those are named by hundreds. */
function relationsOf(random: Random, index: number) {
  if (index === 0) return [];
  return Array.from({ length: random.between(0, MOST_RELATED) }, (_, i) => ({
    type: random.pick(["cites", "cites", "implements", "based_on", "amends", "repeals"]),
    instrument: `text-${Math.floor(index * random.next() ** 3) + 1}`,
    locator: `Article ${i + 1}`,
  }));
}
