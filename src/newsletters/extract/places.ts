import type { Unit } from "../../references/names.ts";
import type { Gazetteer, KnownPlace } from "../gazetteer.ts";
import { citiesIn } from "./cities.ts";
import { DEMONYMS } from "./demonyms.ts";
import type { Part, Place } from "./part.ts";

/** Where a jurisdiction is named. */
export interface NamedPlace extends Place {
  places: readonly KnownPlace[];
  /** By its people: "French", "Irish". */
  isDemonym: boolean;
}

/** Names of places that are more often something else; they count only after "in", "of" or the like. */
const ALSO_WORDS = new Set(
  "central north south east west northern southern eastern western national capital union federal district mobile reading bath nice male may march orange hope sale cork clare of most santa san island islands coast lake mountain center centre state city salt gold of data man for on in at as so no my maurice dominique".split(
    " ",
  ),
);

const PREPOSITION = /\b(?:in|of|across|throughout|from|for|within)\s(?:the\s)?$/i;

/** The jurisdictions that a part names; of subdivisions those that are known to be meant. */
export function findPlaces(
  part: Part,
  gazetteer: Gazetteer,
  countries: ReadonlySet<string>,
): NamedPlace[] {
  const { units, plain } = part;
  const numbers = gazetteer.places.numbersOf(units);
  const found: NamedPlace[] = [];
  for (let i = 0; i < units.length; ) {
    const first = units[i] as Unit;
    let next = i + 1;
    const demonym = DEMONYMS.get(first.text);
    const byPeople = demonym === undefined ? undefined : gazetteer.place(demonym);
    if (numbers[i] !== 0) {
      for (const { length, named } of gazetteer.places.at(numbers, i)) {
        const last = units[i + length - 1] as Unit;
        const written = plain.slice(first.start, last.end);
        const isHan = /[\u3040-\u9fff\uac00-\ud7a3]/.test(written);
        if (isHan ? length < 2 : !/^\p{Lu}/u.test(written)) continue;
        const isCode = /^[A-Za-z]{2,3}$/.test(written);
        if (isCode && !CODES.has(written)) continue;
        if (
          !isHan &&
          ALSO_WORDS.has(first.text) &&
          !PREPOSITION.test(plain.slice(Math.max(0, first.start - 16), first.start))
        )
          continue;
        const places = likeliest(
          named.map(({ value }) => value),
          gazetteer,
          countries,
        );
        if (places.length === 0) continue;
        found.push({ part, start: first.start, end: last.end, places, isDemonym: false });
        next = i + length;
        break;
      }
    }
    if (
      next === i + 1 &&
      byPeople !== undefined &&
      /^\p{Lu}/u.test(plain.slice(first.start, first.end))
    ) {
      found.push({ part, start: first.start, end: first.end, places: [byPeople], isDemonym: true });
    }
    i = next;
  }
  const known = [...found, ...abbreviated(part, gazetteer)];
  return [...known, ...cities(part, gazetteer, known)].sort((a, b) => a.start - b.start);
}

/** Codes that texts use as names. */
const CODES = new Set(["UK", "USA", "EU", "PRC", "UAE"]);

/** Names with full stops, or that are no record's alias. */
const ABBREVIATED: readonly [RegExp, string][] = [
  [/(?<![\p{L}.])U\.S\.(?:A\.)?|(?<![\p{L}\p{N}])US(?![\p{L}\p{N}$])/gu, "US"],
  [
    /(?<![\p{L}\p{N}])(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Eleventh|D\.C\.|Federal) Circuit(?![\p{L}\p{N}])/gu,
    "US",
  ],
  [/(?<![\p{L}.])U\.K\.|(?<![\p{L}\p{N}])(?:Great )?Britain(?![\p{L}\p{N}])/gu, "GB"],
  [/(?<![\p{L}\p{N}])EU(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])Europe(?![\p{L}\p{N}])|欧盟/gu, "EU"],
  [
    /(?<![\p{L}\p{N}])(?:PRC|People's Republic of China)(?![\p{L}\p{N}])|(?<![\u3400-\u9fff])(?:中国|我国)|中华人民共和国/gu,
    "CN",
  ],
  [/(?<![\p{L}\p{N}])Korea(?![\p{L}\p{N}])|韩国/gu, "KR"],
  [/美国/g, "US"],
  [/英国/g, "GB"],
  [/日本/g, "JP"],
  [/德国/g, "DE"],
  [/法国(?!家)/g, "FR"],
  [/意大利/g, "IT"],
  [/爱尔兰/g, "IE"],
  [/荷兰/g, "NL"],
  [/西班牙/g, "ES"],
  [/印度(?!尼)/g, "IN"],
  [/新加坡/g, "SG"],
  [/澳大利亚/g, "AU"],
  [/加拿大/g, "CA"],
  [/巴西/g, "BR"],
  [/俄罗斯/g, "RU"],
];

function abbreviated(part: Part, gazetteer: Gazetteer): NamedPlace[] {
  return ABBREVIATED.flatMap(([pattern, id]) => {
    const place = gazetteer.place(id);
    if (place === undefined) return [];
    return [...part.plain.matchAll(pattern)].map(({ 0: written, index }) => ({
      part,
      start: index,
      end: index + written.length,
      places: [place],
      isDemonym: false,
    }));
  });
}

/** What the cities are in that a part names and that are no records of their own. */
function cities(part: Part, gazetteer: Gazetteer, known: readonly NamedPlace[]): NamedPlace[] {
  const starts = new Set(known.map(({ start }) => start));
  return citiesIn(part.plain).flatMap(({ start, end, province }) => {
    const place = gazetteer.place(province);
    if (place === undefined || starts.has(start)) return [];
    return [{ part, start, end, places: [place], isDemonym: false }];
  });
}

/** Of the places of one name countries and the like, else those of a country that is spoken of. */
function likeliest(
  named: readonly KnownPlace[],
  gazetteer: Gazetteer,
  countries: ReadonlySet<string>,
): KnownPlace[] {
  const spokenOf = named.filter(({ id }) =>
    gazetteer.placesAbove(id).some((above) => countries.has(above)),
  );
  if (spokenOf.length > 0) return spokenOf.slice(0, 1);
  return named.filter(({ level }) => level === "country" || level === "supranational").slice(0, 1);
}
