import type { Gazetteer } from "../gazetteer.ts";
import type { Span } from "../passage.ts";
import type { Read } from "../reading.ts";
import type { ActingBody } from "./bodies/read-bodies.ts";
import { spanOf } from "./part.ts";
import type { NamedPlace } from "./places.ts";
import type { Scene } from "./scene.ts";
import { countryOfSources } from "./source-country.ts";

const BY_PLACE = "Taken from a place that the text names.";
const BY_MENTION = "Taken from an authority that is only mentioned.";
const BY_SOURCE = "Taken from the address of its source.";
/** The doubt about a place that nothing but the edition gives. */
export const BY_EDITION = "Taken from the edition; the text does not say it.";
const BY_NEIGHBOURS = "Taken from the other developments; the text does not say it.";
const SEVERAL = "Bodies of several jurisdictions act.";
const NOWHERE = "Nothing says where it is.";

/**
 * Where a development is: with who acts where it is told first, else at the places that it names.
 * @param edition the edition's own
 * @param common that of most other developments
 */
export function readJurisdiction(
  scene: Scene,
  bodies: readonly ActingBody[],
  gazetteer: Gazetteer,
  edition: string | null,
  common: string | null,
): Read<string | null> {
  const acting = bodies.filter(({ value }) => value.role !== "mentioned");
  const primary = acting.filter(({ isPrimary }) => isPrimary);
  const headline = placesOf(scene, true);
  const byPrimary = ofBodies(primary, gazetteer);
  if (byPrimary !== null) return byPrimary;
  const byHeadline = mostSpecific(headline, gazetteer);
  if (byHeadline !== null) return { ...byHeadline, doubt: byHeadline.isCertain ? null : BY_PLACE };
  const bySecondary = ofBodies(acting, gazetteer);
  if (bySecondary !== null) return bySecondary;
  const byText = mostSpecific(placesOf(scene, false), gazetteer);
  if (byText !== null) return { value: byText.value, spans: byText.spans, doubt: BY_PLACE };
  const byMention = ofBodies(bodies, gazetteer);
  if (byMention !== null) return { ...byMention, doubt: BY_MENTION };
  const source = countryOfSources(scene.development.notes, gazetteer);
  if (source !== null)
    return { value: source.id, spans: [{ ...source.note.span }], doubt: BY_SOURCE };
  if (edition !== null) return { value: edition, spans: [], doubt: BY_EDITION };
  if (common !== null) return { value: common, spans: [], doubt: BY_NEIGHBOURS };
  return { value: null, spans: [], doubt: NOWHERE };
}

/** The place that all of some bodies are of, or what theirs have in common. */
function ofBodies(bodies: readonly ActingBody[], gazetteer: Gazetteer): Read<string> | null {
  const placed = bodies.filter(({ body }) => body.jurisdiction !== null);
  const ids = [...new Set(placed.map(({ body }) => body.jurisdiction as string))];
  const [first, ...others] = ids;
  if (first === undefined) return null;
  const spans = placed.flatMap(({ spans }) => spans.slice(0, 1));
  const doubt = placed.find((body) => body.doubt !== null)?.doubt ?? null;
  if (others.length === 0) return { value: first, spans, doubt };
  const common = gazetteer
    .placesAbove(first)
    .find((id) => others.every((other) => gazetteer.placesAbove(other).includes(id)));
  return { value: common ?? first, spans, doubt: SEVERAL };
}

function placesOf({ views }: Scene, isHeadline: boolean): NamedPlace[] {
  const own = views.filter(({ part }) => part.isHeadline === isHeadline);
  const places = own.flatMap(({ places, titles, part }) =>
    places.filter(
      ({ start }) =>
        isHeadline || start < (part.sentences[1]?.end ?? part.plain.length) || titles.length === 0,
    ),
  );
  // "The California Privacy Act" is California's, and what is told of it may be elsewhere.
  const free = places.filter((place) => !isInTitle(place, own));
  const counted = free.length > 0 ? free : places;
  return isHeadline ? counted : counted.slice(0, 20);
}

const isInTitle = (place: NamedPlace, views: Scene["views"]): boolean =>
  views.some(
    ({ part, titles }) =>
      part === place.part &&
      titles.some(({ start, end }) => start <= place.start && place.end <= end),
  );

/** Of the places that are named first the one within the others: Zhanjiang, Guangdong. */
function mostSpecific(
  places: readonly NamedPlace[],
  gazetteer: Gazetteer,
): (Read<string> & { isCertain: boolean }) | null {
  const [first] = places;
  let id = first?.places[0]?.id;
  if (first === undefined || id === undefined) return null;
  const spans: Span[] = [spanOf(first)];
  for (const place of places.slice(1)) {
    const other = place.places[0]?.id;
    if (other === undefined || other === id || !gazetteer.placesAbove(other).includes(id)) continue;
    id = other;
    spans.push(spanOf(place));
  }
  return {
    value: id,
    spans,
    doubt: null,
    isCertain: places.every(
      ({ places: [place] }) => place !== undefined && gazetteer.placesAbove(id).includes(place.id),
    ),
  };
}
