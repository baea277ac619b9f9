import { codesOf, ITEM_BODY_ROLES, ITEM_INSTRUMENT_ROLES } from "../src/vocabularies.ts";
import type { Catalogue, Country, Named } from "./catalogue.ts";
import { vagueDay } from "./days.ts";
import { elementAt, LongTail, type Random } from "./random.ts";
import { Names } from "./long-words.ts";
import { makeTexts } from "./texts.ts";

const DRAFTS = 0.03;
const WITHOUT_PLACE = 0.02;
const BELOW_COUNTRY = 0.4;
const ABOUT_AN_INSTRUMENT = 0.4;
const HOSTS = 300;

/** Most items have one or two topics, few have four. */
const TOPICS = [1, 1, 1, 2, 2, 2, 3, 3, 4];

/** Makes items one after the other, as clients would post them. */
export class ItemMaker {
  private readonly random: Random;
  private readonly count: number;
  private made = 0;
  private readonly topics: LongTail<Named>;
  private readonly countries: LongTail<Country>;
  private readonly instruments: LongTail<string>;
  private readonly hosts: LongTail<string>;
  private readonly names: Names;
  /** A country's own long tails, made when they are first drawn from. */
  private readonly within = new Map<
    string,
    { places: LongTail<string>; bodies: LongTail<Named> }
  >();

  /** @param count how many will be made */
  constructor(random: Random, catalogue: Catalogue, count: number) {
    this.random = random;
    this.count = count;
    this.topics = new LongTail(catalogue.topics);
    // Steep: a few countries have most of what happens.
    this.countries = new LongTail(catalogue.countries, 1.3);
    this.instruments = new LongTail(catalogue.instruments);
    this.names = new Names(random);
    this.hosts = new LongTail(
      Array.from({ length: HOSTS }, (_, i) => `www.gazette-${i + 1}.example`),
    );
  }

  /** The next item. */
  make(): object {
    const { random } = this;
    const number = this.made++;
    const country = this.countries.draw(random);
    const { places, bodies: allBodies } = this.tailsOf(country);
    const topics = this.several(random.pick(TOPICS), () => this.topics.draw(random));
    const bodies = this.several(random.chance(0.25) ? 2 : 1, () => allBodies.draw(random));
    const date = vagueDay(random, number / this.count);
    const below = country.places.length > 0 && random.chance(BELOW_COUNTRY);
    const role = () => random.pick(codesOf(ITEM_BODY_ROLES));
    return {
      ...makeTexts(random, this.names, elementAt(bodies, 0), elementAt(topics, 0)),
      date,
      jurisdiction: random.chance(WITHOUT_PLACE) ? null : below ? places.draw(random) : country.id,
      // The first acts; what else there is may also be only mentioned.
      issuing_bodies: bodies.map(({ id }, i) => ({ id, role: i === 0 ? "issuer" : role() })),
      topics: topics.map(({ id }) => id),
      instruments: this.instrumentLinks(),
      citations: Array.from({ length: random.between(1, 2) }, (_, i) => ({
        url: `https://${this.hosts.draw(random)}/${date?.slice(0, 4) ?? "undated"}/${number}-${i}.html`,
      })),
      state: random.chance(DRAFTS) ? "draft" : "published",
    };
  }

  private instrumentLinks(): object[] {
    const { random } = this;
    if (!random.chance(ABOUT_AN_INSTRUMENT)) return [];
    const role = random.pick(codesOf(ITEM_INSTRUMENT_ROLES));
    return [{ id: this.instruments.draw(random), role }];
  }

  private tailsOf(country: Country) {
    let tails = this.within.get(country.id);
    if (tails === undefined) {
      tails = { places: new LongTail(country.places), bodies: new LongTail(country.bodies) };
      this.within.set(country.id, tails);
    }
    return tails;
  }

  /** Up to that many different ones: a record can be linked to only once. */
  private several(count: number, draw: () => Named): Named[] {
    const drawn = new Map<string, Named>();
    for (let i = 0; i < count; i++) {
      const one = draw();
      drawn.set(one.id, one);
    }
    return [...drawn.values()];
  }
}
