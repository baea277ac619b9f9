import { unitsOf } from "../../../references/names.ts";
import { plainText } from "../../../references/plain-text.ts";
import type { Gazetteer, NamedInstrument } from "../../gazetteer.ts";
import type { Part, Place } from "../part.ts";
import { isDraftMark, readBracket } from "./brackets.ts";
import { billNumbers, caseNames, caseNumbers } from "./case-names.ts";
import type { InstrumentType } from "./heads.ts";
import { typeOfTitle } from "./heads.ts";
import type { Stretch } from "../sentences.ts";
import { latinTitles } from "./latin-titles.ts";
import { otherTitles } from "./other-titles.ts";
import type { TitleMention } from "./title-mention.ts";
import { wellKnown } from "./well-known.ts";

const MARKED = /《([^《》\n]{1,300})》/g;
const BRACKET = /^\s?\(([^()]{1,80})\)/;
const DRAFT_AT_END = /^(.{2,200}?)\s?\(([^()]{1,40})\)$/;

/** References that are texts themselves, and of what type; the others are numbers of texts. */
const NUMBERED: Readonly<Partial<Record<NamedInstrument["kind"], InstrumentType | null>>> = {
  eu_act: null,
  case_number: "judgment",
  standard: "standard",
  ecli: "judgment",
};

/** A number this near after a title is its own: `》（国办发〔2020〕5号）`. */
const NEAR = 4;

/** The titles of a part, in order and apart from one another. */
export function findTitles(
  part: Part,
  gazetteer: Gazetteer,
  bodies: readonly Place[],
  isIssued: (at: number) => boolean,
): TitleMention[] {
  const marked = markedTitles(part);
  const cases = caseNames(part).map((name) => mentionOf(part, name, { type: "judgment" }));
  const numbered = caseNumbers(part).map((name) =>
    mentionOf(part, name, {
      type: "judgment",
      number: part.text.slice(name.start, name.end),
    }),
  );
  const others = otherTitles(part);
  const named = [
    ...others.map(({ start, end, type }) => mentionOf(part, { start, end }, { type })),
    ...wellKnown(part).map(({ start, end, type }) =>
      mentionOf(part, { start, end }, { type, isInitials: true }),
    ),
  ];
  const bills = billNumbers(part).map((name) =>
    mentionOf(part, name, {
      type: "bill",
      isWeak: true,
      number: part.text.slice(name.start, name.end),
    }),
  );
  // Where all is in capitals nothing tells a name from what is said of it.
  const isCaps = part.isHeadline && !/\p{Ll}/u.test(part.plain);
  const written = isCaps ? [] : latinTitles(part, bodies, isIssued);
  let at = 0;
  const latin = written.flatMap((found) => {
    while (at < others.length && (others[at] as Stretch).end <= found.start) at++;
    if ((others[at]?.start ?? Number.POSITIVE_INFINITY) < found.end) return [];
    // "Texas's Data Act": whose it is, and no part of its name
    const owner = /^(\p{Lu}[\p{L} ]{2,30})['’]s\s(?=\p{Lu})/u.exec(
      part.plain.slice(found.start, found.end),
    );
    if (owner?.[1] !== undefined && gazetteer.places.of(owner[1]).length > 0)
      found.start += owner[0].length;
    const mention = mentionOf(part, found, {
      isWeak: found.isWeak,
      isDraft: found.isDraft,
      aliases: found.aliases,
      doubt: found.doubt,
      outerEnd: found.outerEnd,
    });
    if (found.isDescribed)
      mention.title = mention.title.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
    return [mention];
  });
  const found = withoutBills(
    part,
    apart([...marked, ...cases, ...numbered, ...bills, ...named, ...latin]),
  );
  return withReferences(part, found, gazetteer.namedInstruments(part.text)).sort(
    (a, b) => a.start - b.start,
  );
}

function mentionOf(
  part: Part,
  { start, end }: { start: number; end: number },
  known: Partial<TitleMention>,
): TitleMention {
  const title = part.text.slice(start, end);
  return {
    part,
    start,
    end,
    outerEnd: end,
    title,
    aliases: [],
    isDraft: /^draft\s/i.test(title),
    type: typeOfTitle(plainText(title)),
    number: null,
    known: [],
    isWeak: false,
    isMarked: false,
    isInitials: false,
    doubt: null,
    ...known,
  };
}

/** 《…》, with what follows in brackets. */
function markedTitles(part: Part): TitleMention[] {
  const titles: TitleMention[] = [];
  for (const { 0: written, 1: content = "", index } of part.plain.matchAll(MARKED)) {
    const start = index + 1;
    let end = start + content.length;
    const aliases: string[] = [];
    let isDraft = false;
    const within = DRAFT_AT_END.exec(content);
    if (within !== null && isDraftMark(within[2] ?? "")) {
      isDraft = true;
      aliases.push(part.text.slice(start, end));
      end = start + (within[1] ?? "").length;
    }
    let outerEnd = index + written.length;
    for (;;) {
      const bracket = BRACKET.exec(part.plain.slice(outerEnd, outerEnd + 100));
      if (bracket === null) break;
      const from = outerEnd + bracket[0].indexOf("(") + 1;
      const inner = bracket[1] ?? "";
      const read = readBracket(inner, part.text.slice(from, from + inner.length));
      if (read.kind === "title" || read.kind === "other") break;
      if (read.kind === "draft") isDraft = true;
      else aliases.push(...read.aliases);
      outerEnd += bracket[0].length;
    }
    const mention = mentionOf(part, { start, end }, { aliases, isDraft, outerEnd, isMarked: true });
    // 国家标准《…指南》
    if (/(?:国家|行业|团体|地方)标准$/.test(part.plain.slice(Math.max(0, index - 4), index)))
      mention.type = "standard";
    titles.push({ ...mention, isWeak: mention.type === null });
  }
  return titles;
}

/** Between the number of a bill and what it is called: "SB 194, the Data Act", "HB 15 (Data Act)". */
const CALLED =
  /^,?\s?\(?(?:(?:or|also known as|known as|titled|entitled|called|dubbed|short title)\s)?(?:the\s)?["“]?$/i;

/** A bill and what it is called are one text. */
function withoutBills(part: Part, mentions: TitleMention[]): TitleMention[] {
  return mentions.filter((mention, i) => {
    const next = mentions[i + 1];
    if (mention.type !== "bill" || !mention.isWeak || next === undefined || next.type === "bill")
      return true;
    const between = part.plain.slice(mention.end, next.start);
    if (between.length > 24 || !CALLED.test(between)) return true;
    next.number ??= mention.number;
    next.aliases = [...next.aliases, mention.title];
    return false;
  });
}

/** What comes earlier counts, of two that begin alike the longer. */
function apart(mentions: readonly TitleMention[]): TitleMention[] {
  const kept: TitleMention[] = [];
  const inOrder = [...mentions].sort((a, b) => a.start - b.start || b.outerEnd - a.outerEnd);
  for (const mention of inOrder) {
    const last = kept.at(-1);
    if (last === undefined || mention.start >= last.outerEnd) kept.push(mention);
    else if (mention.isMarked && !last.isMarked) kept[kept.length - 1] = mention;
  }
  return kept;
}

const sameUnits = (one: string, other: string): boolean =>
  unitsOf(one)
    .map(({ text }) => text)
    .join(" ") ===
  unitsOf(other)
    .map(({ text }) => text)
    .join(" ");

/** Brings in what is known: the records of titles, their numbers, and titles that only records tell. */
function withReferences(
  part: Part,
  mentions: readonly TitleMention[],
  references: readonly NamedInstrument[],
): TitleMention[] {
  const result = [...mentions];
  let at = 0;
  for (const { kind, start, end, instruments, readings } of references) {
    while (at < mentions.length && (mentions[at] as TitleMention).outerEnd + NEAR <= start) at++;
    const near = mentions[at];
    const normalized = readings[0].normalized;
    const gap = near === undefined ? -1 : near.start - end;
    if (near !== undefined && kind === "standard" && gap >= 0 && gap <= 2) {
      near.number ??= normalized;
      near.type = "standard";
      if (near.known.length === 0) near.known = instruments;
      continue;
    }
    if (near !== undefined && start < near.outerEnd + NEAR && end > near.start) {
      const written = part.text.slice(start, end).replace(/^《|》$/g, "");
      const isSame = start <= near.start && end >= near.end;
      if (kind === "title") {
        if (isSame || sameUnits(written, near.title)) near.known = instruments;
        else if (instruments.length > 0 && near.type === "amendment" && start > near.start) {
          result.push(mentionOf(part, { start, end }, { known: instruments }));
        }
      } else if (
        start < near.outerEnd ||
        /^\s?[(,]?\s?$/.test(part.plain.slice(near.outerEnd, start))
      ) {
        near.number ??= kind === "eu_act" ? written : normalized;
        if (instruments.length > 0 && near.known.length === 0) near.known = instruments;
        if (kind === "case_number") near.type = "judgment";
      }
      continue;
    }
    const type = NUMBERED[kind];
    if (kind === "title" ? instruments.length > 0 : type !== undefined) {
      const known = { known: instruments, ...(kind === "title" ? {} : { number: normalized }) };
      const mention = mentionOf(part, { start, end }, known);
      mention.title = mention.title.replace(/^《|》$/g, "");
      result.push(type == null ? mention : { ...mention, type });
    }
  }
  return result;
}
