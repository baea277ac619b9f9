import type { Entry, Outline } from "./outline.ts";
import { isHeadingLike } from "./outline.ts";
import type { Unit } from "./units.ts";
import { EDITION_WORDS, INTRODUCTION, PART_WORDS, SECTION_WORDS } from "./words.ts";

/**
 * What is odd about a way to read a document: the way with the least is taken. Each number says how
 * much rather something else would be believed; 1 is a development without a headline.
 */
export function costOf(outline: Outline, isDocumented: boolean): number {
  const { entries, sections, before, orphans } = outline;
  let cost = 0;
  for (const entry of entries) cost += entryCost(entry, isDocumented);
  for (const section of sections) cost += section.width > 60 ? 1.5 : section.hasNotes ? 1 : 0;
  const prose = before.filter((unit) => unit.kind === "words" && !isHeadingLike(unit));
  for (const unit of prose) cost += beforeCost(unit);
  for (const { units } of orphans) {
    for (const unit of units) cost += unit.isDocumented ? 1.2 : isHeadingLike(unit) ? 0.3 : 0.6;
  }
  cost += sectionCost(outline);
  return entries.length === 0 ? Number.POSITIVE_INFINITY : cost;
}

function beforeCost(unit: Unit): number {
  if (unit.isDocumented) return 1.5;
  if (unit.hasNotes) return 0.8;
  return INTRODUCTION.test(unit.text) ? 0.1 : unit.width > 200 ? 0.6 : 0.4;
}

/** A section has several developments, or there would be no sections. */
function sectionCost({ entries, sections }: Outline): number {
  const counts = new Map<Unit, number>();
  for (const entry of entries) {
    const last = entry.sections.at(-1);
    if (last !== undefined) counts.set(last, (counts.get(last) ?? 0) + 1);
  }
  const single = sections.filter(
    (section) => counts.get(section) === 1 && !SECTION_WORDS.test(section.text) && !section.isDate,
  ).length;
  return single * 0.5;
}

function entryCost(entry: Entry, isDocumented: boolean): number {
  const { opening, more, rest, hasHeadline } = entry;
  const texts = rest.filter(({ kind, isLinks }) => kind === "words" && !isLinks);
  const prose = texts.filter(({ style }) => style !== "bullet" && style !== "nested");
  const isOwn = [opening, ...more].some((unit) => unit.hasNotes) || rest.some(isNoted);
  let cost = hasHeadline ? headlineCost(opening, texts, isOwn) : openingCost(opening);
  if (isDocumented && !isOwn) cost += 0.7;
  cost += sourcesCost(entry);
  cost += Math.max(0, prose.length - 2) * 0.15;
  const dated = prose.filter((unit) => unit.isDated && !unit.isDate).length;
  cost += Math.max(0, dated - 1) * 0.6;
  if (opening.isDated && !hasHeadline && dated > 0) cost += 0.6;
  for (const unit of texts) cost += insideCost(unit);
  return cost;
}

const isNoted = ({ kind, hasNotes, isLinks }: Unit): boolean =>
  kind === "source" || hasNotes || isLinks;

function headlineCost(opening: Unit, texts: readonly Unit[], isOwn: boolean): number {
  const { style, width, text, block } = opening;
  let cost = 0;
  const isMarked = block.bold !== null || style === "【";
  if (!opening.isTitle && !isMarked) cost += width > 300 ? 2 : 1;
  if (texts.length === 0 && !isMarked && !opening.isLinks) cost += isOwn ? 0.4 : 1.5;
  if (SECTION_WORDS.test(text)) cost += 2;
  if (opening.isRepeated) cost += 1.5;
  if (opening.isDate) cost += 1;
  if (EDITION_WORDS.test(text) && !isOwn) cost += 0.6;
  if (/^\p{Ll}/u.test(text)) cost += 0.4;
  if (/[:：]$/.test(text) && style === "plain") cost += 0.6;
  return cost;
}

function openingCost(opening: Unit): number {
  if (isHeadingLike(opening)) return 1.2;
  return opening.isDocumented || opening.isDated ? 0.35 : 1;
}

/** Each development has its sources in one place: at its end, or after its headline. */
function sourcesCost({ opening, rest }: Entry): number {
  let [groups, isWithin] = [opening.isDocumented && rest.length > 0 ? 0 : 0, false];
  let bullets = 0;
  for (const unit of rest) {
    const isEnd = unit.kind === "source" || unit.isLinks || unit.isDocumented;
    const isBullet = unit.style === "bullet" || unit.style === "nested";
    if (isEnd && unit.kind === "words" && isBullet) bullets++;
    else if (isEnd && !(isWithin && unit.kind === "source")) groups++;
    isWithin = isEnd;
  }
  return Math.max(0, groups - 1) + bullets * 0.3;
}

/** What is marked and yet said to be a paragraph. */
function insideCost(unit: Unit): number {
  const { style } = unit;
  if (style === "row") return 1.5;
  if (!isHeadingLike(unit)) {
    if (style === "lead" || style === "【") return 0.5;
    return style === "bullet" ? 0.15 : 0;
  }
  if (unit.isRepeated || PART_WORDS.test(unit.text)) return 0.1;
  if (style.startsWith("#")) return 1.5;
  if (style === "n:paren" || style === "n:smallLetter") return 0.2;
  return /^(?:bold|caps|emoji|【|n:)/.test(style) ? 0.9 : unit.isDate ? 0.1 : 0.6;
}
