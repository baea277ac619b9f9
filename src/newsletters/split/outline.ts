import type { Unit } from "./units.ts";
import { PART_WORDS, SECTION_WORDS } from "./words.ts";

/** A development before its parts are read. */
export interface Entry {
  /** Its first unit: the headline, or its text where it has none. */
  opening: Unit;
  /** A second line of the headline. */
  more: Unit[];
  hasHeadline: boolean;
  /** What follows, in order: paragraphs, bullets, lines of sources. */
  rest: Unit[];
  sections: Unit[];
}

/** One way to read a document. */
export interface Outline {
  /** By which style its developments begin. */
  style: string;
  entries: Entry[];
  /** All headings of sections, also such as nothing stands under. */
  sections: Unit[];
  /** What stands before the first development and in no section. */
  before: Unit[];
  /** Stretches under a heading in which no development begins so. */
  orphans: { sections: Unit[]; units: Unit[] }[];
}

/** Styles that say nothing of themselves: what is so marked is a headline by what is around it. */
const QUIET = new Set(["plain", "caps", "emoji"]);

export const isHeadingLike = (unit: Unit): boolean =>
  unit.kind === "words" &&
  (unit.block.level > 0 ||
    ((unit.isTitle || unit.isDate) &&
      !/^(?:prose|bullet|nested|lead|row)$/.test(unit.style) &&
      unit.width <= 160));

/** Reads units as developments that begin with a style, whatever else is marked being sections or text. */
export function outlineBy(style: string, units: readonly Unit[], above: readonly Unit[]): Outline {
  const outline: Outline = { style, entries: [], sections: [], before: [], orphans: [] };
  const nextWords = nextWordsOf(units);
  let entry: Entry | null = null;
  let open: Unit[] = [...above];
  let orphan: Outline["orphans"][number] | null = null;
  for (const [i, unit] of units.entries()) {
    const next = nextWords[i] ?? null;
    if (unit.kind === "rule") continue;
    const role = roleOf(style, unit, next, entry, units[i - 1] ?? null);
    if (role === "section") {
      open = [...openAbove(open, unit, above.length), unit];
      outline.sections.push(unit);
      entry = null;
      orphan = null;
    } else if (role === "headline" || role === "opening") {
      entry = {
        opening: unit,
        more: [],
        hasHeadline: role === "headline",
        rest: [],
        sections: open,
      };
      outline.entries.push(entry);
      orphan = null;
    } else if (role === "more" && entry !== null) entry.more.push(unit);
    else if (entry !== null) entry.rest.push(unit);
    else if (outline.sections.length > 0) {
      if (orphan === null) {
        orphan = { sections: open, units: [] };
        outline.orphans.push(orphan);
      }
      orphan.units.push(unit);
    } else outline.before.push(unit);
  }
  return style === "prose" ? withHeadlines(outline) : outline;
}

/** Narrower titles are those of sections, however few stand under them. */
const NARROWEST_HEADLINE = 24;

/** Among paragraphs a heading right above a single one is its headline, unless it names a section. */
function withHeadlines(outline: Outline): Outline {
  const under = new Map<Unit, Entry[]>();
  for (const entry of outline.entries) {
    const section = entry.sections.at(-1);
    if (section !== undefined)
      under.set(section, [...(under.get(section) ?? []).slice(0, 1), entry]);
  }
  for (const section of outline.sections) {
    const [entry, other] = under.get(section) ?? [];
    const isHeadline =
      section.isTitle && section.width >= NARROWEST_HEADLINE && !SECTION_WORDS.test(section.text);
    if (entry === undefined || other !== undefined || entry.hasHeadline || !isHeadline) continue;
    entry.rest.unshift(entry.opening);
    entry.opening = section;
    entry.hasHeadline = true;
    entry.sections = entry.sections.filter((each) => each !== section);
  }
  const headlines = new Set(outline.entries.map(({ opening }) => opening));
  outline.sections = outline.sections.filter((section) => !headlines.has(section));
  return outline;
}

/** For each unit the next one with words. */
function nextWordsOf(units: readonly Unit[]): (Unit | null)[] {
  const next: (Unit | null)[] = new Array(units.length).fill(null);
  let found: Unit | null = null;
  for (let i = units.length - 1; i >= 0; i--) {
    next[i] = found;
    if ((units[i] as Unit).kind !== "rule") found = units[i] as Unit;
  }
  return next;
}

type Role = "section" | "headline" | "opening" | "more" | "text";

function roleOf(
  style: string,
  unit: Unit,
  next: Unit | null,
  entry: Entry | null,
  before: Unit | null,
): Role {
  if (unit.kind === "source") return "text";
  const isPart = entry !== null && unit.style !== "bullet" && PART_WORDS.test(unit.text);
  if (isPart && next !== null && next.style !== unit.style) return "text";
  if (style === "prose") return proseRole(unit, next, entry);
  if (style === "after") return afterRole(unit, next, entry, before);
  if (unit.style === style && !isText(style, unit)) return ownRole(style, unit, next, entry);
  return isSection(style, unit, next) ? "section" : "text";
}

/** A title that stands twice is a part of each development: "Background". */
const isText = (style: string, unit: Unit): boolean =>
  (QUIET.has(style) || style === "bold") && unit.isRepeated;

function ownRole(style: string, unit: Unit, next: Unit | null, entry: Entry | null): Role {
  if (unit.isDate && QUIET.has(style)) return isHeading(next, style) ? "section" : "text";
  if (style === "row") return rowRole(unit);
  if (style === "bullet" || style === "lead") return isHeadlined(unit) ? "headline" : "opening";
  if (style === "【" || style.startsWith("#"))
    return isEmptyHeading(style, unit, next) ? "section" : "headline";
  if (!unit.isTitle && !(unit.block.bold !== null && style !== "bold")) return "opening";
  if (isSecondLine(unit, entry)) return "more";
  return isEmptyHeading(style, unit, next) ? "section" : "headline";
}

/** Of bullets and numbered paragraphs those that say their headline in bold, or nothing else. */
const isHeadlined = (unit: Unit): boolean =>
  (unit.block.bold !== null && (unit.style !== "bullet" || leadIsHeadline(unit))) ||
  ((unit.isTitle || unit.isLinks) && (unit.hasNotes || unit.block.bold !== null));

const leadIsHeadline = ({ block }: Unit): boolean =>
  block.bold !== null && block.bold.end - block.bold.start >= 8;

/** A heading right above one of the same kind has no text: it is that of a section. */
const isEmptyHeading = (style: string, unit: Unit, next: Unit | null): boolean =>
  next !== null &&
  next.style === style &&
  !unit.hasNotes &&
  next.block.depth === null &&
  (QUIET.has(style) || style === "bold" || style.startsWith("#")) &&
  (next.isTitle || next.isDate) &&
  next.kind === "words" &&
  unit.width <= 60;

const isHeading = (unit: Unit | null, style: string): boolean =>
  unit !== null && unit.style === style && unit.kind === "words";

/** Two lines right under one another, both titles, and the first one long: one headline. */
function isSecondLine(unit: Unit, entry: Entry | null): boolean {
  if (
    entry === null ||
    !unit.isTitle ||
    unit.block.isApart ||
    entry.rest.length > 0 ||
    entry.more.length > 1
  )
    return false;
  const last = entry.more.at(-1) ?? entry.opening;
  if (!entry.hasHeadline || unit.block.firstLine !== last.block.firstLine + 1) return false;
  const goesOn =
    /^\p{Ll}/u.test(unit.text) ||
    /[:：,，–—-]$|\s(?:of|and|the|to|for|in|on|by|with|a|und|der|die|des|de|la|et)$/iu.test(
      last.text,
    );
  return goesOn || last.width >= 36;
}

/** Whether a heading of another kind is that of a section: a development follows, or it ranks above. */
function isSection(style: string, unit: Unit, next: Unit | null): boolean {
  if (!isHeadingLike(unit)) return false;
  if (style.startsWith("#") && unit.style.startsWith("#")) return unit.style < style;
  if (unit.style.startsWith("#") && unit.block.level <= 2) return true;
  if (next === null || next.kind !== "words") return false;
  return next.style === style || (isHeadingLike(next) && next.style !== unit.style);
}

const rowRole = ({ block }: Unit): Role => (block.row?.headline == null ? "opening" : "headline");

/** Developments are paragraphs; all headings are those of sections. */
function proseRole(unit: Unit, next: Unit | null, entry: Entry | null): Role {
  if (unit.style === "row") return rowRole(unit);
  if (unit.style === "nested") return entry === null ? "opening" : "text";
  if (isHeadingLike(unit) && !unit.hasNotes && next !== null) return "section";
  const isList = unit.style === "bullet" || unit.style.startsWith("n:");
  const last = entry?.rest.at(-1) ?? entry?.opening;
  const isLed =
    last !== undefined &&
    (/[:：]$/.test(last.text) ||
      (isList && last.style === unit.style && entry?.opening.style !== unit.style));
  if (isList && isLed) return "text";
  return unit.isTitle && unit.isLinks ? "headline" : "opening";
}

/** A development begins after the sources of the one before. */
function afterRole(unit: Unit, next: Unit | null, entry: Entry | null, before: Unit | null): Role {
  const isOver =
    entry === null ||
    before === null ||
    before.kind === "source" ||
    before.isDocumented ||
    before.kind === "rule";
  if (!isOver) {
    const isHeadline =
      entry.rest.length === 0 && entry.more.length === 0 && entry.opening === before;
    return isHeadline && isSecondLine(unit, entry) ? "more" : "text";
  }
  if (unit.style === "nested" || unit.style === "bullet")
    return entry === null ? "opening" : "text";
  const isShort = isHeadingLike(unit) && unit.width <= 50 && !unit.hasNotes;
  if (isShort && next !== null && next.kind === "words" && next.isTitle) return "section";
  const isLonger = next !== null && next.kind === "words" && next.width > unit.width;
  return unit.width <= 280 && (unit.isTitle || (isLonger && !unit.isDocumented))
    ? "headline"
    : "opening";
}

/** Headings that are still open above a new one: those that rank above it. */
function openAbove(open: readonly Unit[], unit: Unit, kept: number): Unit[] {
  const same = open.findIndex(
    (each, i) =>
      i >= kept &&
      (each.style === unit.style ||
        (each.block.level > 0 && unit.block.level > 0 && each.block.level >= unit.block.level)),
  );
  return same === -1 ? [...open] : open.slice(0, same);
}
