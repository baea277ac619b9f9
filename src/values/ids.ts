import { slugify } from "transliteration";

/** The longest id, in characters. */
export const ID_LENGTH = 96;

export const ID_PATTERN = "^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$";

const SHAPE = new RegExp(ID_PATTERN);

const ASCII = /^[ -~]*$/;

/** Ids that would be taken for a route of their resource. */
const RESERVED = new Set(["lookup", "query", "stream"]);

/** What is wrong with a proposed id, or null. */
export function faultOfId(id: string): string | null {
  if (id.length === 0) return "an id has at least one character";
  if (id.length > ID_LENGTH)
    return `an id has at most ${ID_LENGTH} characters; this has ${id.length}`;
  if (!SHAPE.test(id)) {
    return "an id is made of A–Z, a–z, 0–9, '.', '_' and '-', and begins and ends with a letter or digit";
  }
  if (RESERVED.has(id.toLowerCase())) return `'${id}' is the name of a route and can't be an id`;
  return null;
}

/**
 * A readable id from a title in any script (Han becomes pinyin), cut between words.
 * Falls back to `record` where nothing in the text can be written in Latin letters.
 */
export function idFromText(text: string, room = ID_LENGTH): string {
  const start = text.slice(0, 400);
  // What is in Latin letters already is the same without the tables of other scripts.
  const latin = ASCII.test(start)
    ? start.toLowerCase()
    : slugify(start, { lowercase: true, separator: "-" });
  const slug = latin
    .replace(/[^a-z0-9-]+/g, "-")
    .replace(/-{2,}/g, "-")
    .replace(/^-+|-+$/g, "");
  return cutBetweenWords(slug, room) || "record";
}

/** Cuts a slug to at most `room` characters, at a hyphen where there is one in the second half. */
function cutBetweenWords(slug: string, room: number): string {
  if (slug.length <= room) return slug;
  const cut = slug.slice(0, room + 1);
  const hyphen = cut.lastIndexOf("-");
  return (hyphen > room / 2 ? cut.slice(0, hyphen) : cut.slice(0, room)).replace(/[._-]+$/, "");
}

/**
 * The first free id of `base`, `base-2`, `base-3` … that is neither reserved nor taken.
 * Doubles, then halves, so that the thousandth record of one title costs ten look-ups and not a
 * thousand; where deletions left gaps it may pass over a free number.
 */
export function freeId(base: string, isTaken: (id: string) => boolean): string {
  const numbered = (n: number) => {
    const suffix = n === 1 ? "" : `-${n}`;
    return `${cutBetweenWords(base, ID_LENGTH - suffix.length)}${suffix}`;
  };
  const isFree = (n: number) => {
    const id = numbered(n);
    return faultOfId(id) === null && !isTaken(id);
  };
  if (isFree(1)) return numbered(1);
  let taken = 1;
  let free = 2;
  while (!isFree(free)) {
    taken = free;
    free *= 2;
  }
  while (free - taken > 1) {
    const middle = Math.floor((taken + free) / 2);
    if (isFree(middle)) free = middle;
    else taken = middle;
  }
  return numbered(free);
}
