import type { Unit } from "../../../references/names.ts";
import type { Gazetteer, KnownBody } from "../../gazetteer.ts";
import type { Named } from "../../name-index.ts";
import type { Part, Place } from "../part.ts";
import type { NamedPlace } from "../places.ts";

/** Where an authority is named. */
export interface BodyMention extends Place {
  /** The records that have the name; more than one where it is ambiguous. */
  bodies: readonly KnownBody[];
  /** Why it may be another; null where the name says it. */
  doubt: string | null;
}

/** What follows the end of a Chinese name where that is the beginning of another word: 公安部门. */
const CHINESE_GOES_ON: readonly [end: RegExp, next: RegExp][] = [
  [/部$/, /^[门署队分长级件位属]/],
  [/委$/, /^[员托派]/],
  [/局$/, /^[面部限势长域]/],
  [/院$/, /^[校长士]/],
  [/办$/, /^(?:[法理事案学]|公(?![布告开示]))/],
  [/会$/, /^[议计见员]/],
  [/行$/, /^[业为政动]/],
  [/检$/, /^[查察测验]/],
  [/署$/, /^[名长]/],
  [/协$/, /^[会定议作]/],
];

/** A name of a place's own organ: 广州市网信办 is not the national one. */
const LOCAL = /[省市区县州盟旗镇](?:委)?$|(?:各地|地方|当地|各级|辖区)$/;

/** What names have between their words or not: "of the 13th National People's Congress". */
const LEFT_OUT = /^(?:the|\d{1,2}(?:st|nd|rd|th))$/;

/**
 * The authorities that a part names by a name of the gazetteer: the longest name from the left. A
 * name that a place stands before is that place's own body, unless the body is of that place.
 */
export function findBodies(
  part: Part,
  gazetteer: Gazetteer,
  places: readonly NamedPlace[],
): BodyMention[] {
  const units = part.units.filter(({ text }) => !LEFT_OUT.test(text));
  const numbers = gazetteer.bodies.numbersOf(units);
  const placeEnds = new Map(places.map((place) => [place.end, place]));
  const placeStarts = new Map(places.map((place) => [place.start, place]));
  const mentions: BodyMention[] = [];
  for (let i = 0; i < units.length; ) {
    let next = i + 1;
    if (numbers[i] !== 0) {
      for (const { length, named } of gazetteer.bodies.at(numbers, i)) {
        const first = units[i] as Unit;
        const last = units[i + length - 1] as Unit;
        const bodies = named
          .filter(({ name }) => isWritten(part, name, first.start, last.end))
          .filter(({ value }) =>
            isOfPlaces(part, value, first.start, last.end, gazetteer, placeEnds, placeStarts),
          )
          .map(({ value }: Named<KnownBody>) => value);
        if (bodies.length === 0) continue;
        mentions.push({ part, start: first.start, end: last.end, bodies, doubt: null });
        next = i + length;
        break;
      }
    }
    i = next;
  }
  return mentions;
}

/** Whether a name is written as a name there: an abbreviation in its capitals, others with one. */
function isWritten(part: Part, name: string, start: number, end: number): boolean {
  const written = part.plain.slice(start, end);
  const after = part.plain.slice(end, end + 2);
  if (/[\u3400-\u9fff]$/.test(written)) {
    return !CHINESE_GOES_ON.some(([ends, next]) => ends.test(written) && next.test(after));
  }
  if (/^-?\d/.test(after) && !/\d$/.test(written)) return false;
  const isAcronym = !/\s/.test(name) && /\p{Lu}.*\p{Lu}/u.test(name);
  if (isAcronym)
    return written.length > 5 && /\p{Ll}/u.test(name) ? /^\p{Lu}/u.test(written) : written === name;
  return !/^\p{Ll}/u.test(written);
}

function isOfPlaces(
  part: Part,
  body: KnownBody,
  start: number,
  end: number,
  gazetteer: Gazetteer,
  placeEnds: ReadonlyMap<number, NamedPlace>,
  placeStarts: ReadonlyMap<number, NamedPlace>,
): boolean {
  const above = body.jurisdiction === null ? [] : gazetteer.placesAbove(body.jurisdiction);
  const fits = (place: NamedPlace | undefined): boolean =>
    place === undefined || above.length === 0 || place.places.some(({ id }) => above.includes(id));
  const written = part.plain.slice(start, end);
  const before = part.plain.slice(Math.max(0, start - 4), start);
  if (
    /^[\u3400-\u9fff]/.test(written) &&
    LOCAL.test(before) &&
    !fitsName(placeEnds.get(start), above)
  )
    return false;
  const gap = /['’]s $| $|^$/.exec(before)?.[0].length ?? 0;
  const placeBefore = placeEnds.get(start) ?? placeEnds.get(start - gap);
  const isApposed = /['’]s $/.test(before) || !/[,;:.]/.test(part.plain.slice(start - gap, start));
  // "in Beijing CAC said": a place after a preposition says where
  const isWhere =
    placeBefore !== undefined &&
    /\b(?:in|at|from)\s$/.test(
      part.plain.slice(Math.max(0, placeBefore.start - 6), placeBefore.start),
    );
  if (placeBefore !== undefined && isApposed && !isWhere && !fits(placeBefore)) return false;
  const of = /^ (?:of|for) (?:the )?/.exec(part.plain.slice(end, end + 9))?.[0].length ?? 0;
  return of === 0 || fits(placeStarts.get(end + of));
}

const fitsName = (place: NamedPlace | undefined, above: readonly string[]): boolean =>
  place?.places.some(({ id }) => above.includes(id)) ?? false;
