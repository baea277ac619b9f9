import type { Gazetteer } from "../gazetteer.ts";
import type { Layout } from "../layout.ts";
import type { ActingBody } from "./bodies/read-bodies.ts";
import { partsOf } from "./part.ts";
import { findPlaces } from "./places.ts";
import type { Edition } from "./edition.ts";
import type { Scene } from "./scene.ts";

/** The countries that a document speaks of, with the edition's own and those of who it names. */
export function countriesOf(
  layout: Layout,
  { jurisdiction }: Edition,
  gazetteer: Gazetteer,
): Set<string> {
  const countries = new Set<string>();
  const add = (id: string | null | undefined) => {
    const top = id == null ? undefined : gazetteer.placesAbove(id).at(-1);
    if (top !== undefined) countries.add(top);
  };
  add(jurisdiction);
  for (const part of layout.developments.flatMap(partsOf)) {
    for (const { places } of findPlaces(part, gazetteer, new Set())) add(places[0]?.id);
    const numbers = gazetteer.bodies.numbersOf(part.units);
    for (let i = 0; i < numbers.length; i++) {
      if (numbers[i] === 0) continue;
      const [longest] = gazetteer.bodies.at(numbers, i);
      if (longest === undefined) continue;
      // A name that several countries' bodies have tells of none.
      if (longest.named.length === 1) add(longest.named[0]?.value.jurisdiction);
      i += longest.length - 1;
    }
  }
  return countries;
}

/** Whether 3/4/2023 is a day of March: so it is written in the United States. */
export function isMonthFirst(
  { views }: Scene,
  { jurisdiction }: Edition,
  gazetteer: Gazetteer,
): boolean {
  if (jurisdiction !== null) return gazetteer.placesAbove(jurisdiction).at(-1) === "US";
  const ids = views.flatMap(({ places, bodies }) => [
    ...places.map((place) => place.places[0]?.id),
    ...bodies.map((mention) => mention.bodies[0]?.jurisdiction),
  ]);
  const countries = new Set(
    ids.flatMap((id) => (id == null ? [] : gazetteer.placesAbove(id).slice(-1))),
  );
  return countries.size === 1 && countries.has("US");
}

/** Of the other developments so many have to be of one country for it to be taken for others. */
const MOST_OF_ALL = 0.7;

/** The country of nearly all who act in the developments. */
export function commonJurisdiction(
  all: readonly (readonly ActingBody[])[],
  gazetteer: Gazetteer,
): string | null {
  const acting = all
    .flat()
    .filter(({ value, body }) => value.role !== "mentioned" && body.jurisdiction !== null);
  const counts = new Map<string, number>();
  for (const { body } of acting) {
    const country = gazetteer.placesAbove(body.jurisdiction as string).at(-1) as string;
    counts.set(country, (counts.get(country) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return most !== undefined && most[1] >= acting.length * MOST_OF_ALL ? most[0] : null;
}
