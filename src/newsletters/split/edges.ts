import { isHeadingLike } from "./outline.ts";
import type { Unit } from "./units.ts";
import {
  BOILERPLATE,
  BOILERPLATE_HEADING,
  EDITION_WORDS,
  INTRODUCTION,
  SECTION_WORDS,
} from "./words.ts";

/** The parts of a document at its two ends, which are not of any development. */
export interface Head {
  title: Unit | null;
  lines: Unit[];
  introduction: Unit[];
  /** How many units that takes. */
  length: number;
}

/** A title and what stands below it are no more units than this. */
const LONGEST_HEAD = 10;

const PUBLISHER =
  /\b(?:LLP|LLC|law firm|attorneys|solicitors|abogados|avocats|rechtsanwälte|partners|lawyers|authors?:|published by|prepared by|edited by|editors?:|by the)\b|律师事务所|^作者|^编者|研究院|编辑部|主办|编制|出品|整理/iu;

/** What a document plainly begins with: a title that says that it is an edition, its date, a greeting. */
export function headOf(units: readonly Unit[]): Head {
  const head: Head = { title: null, lines: [], introduction: [], length: 0 };
  for (const [i, unit] of units.slice(0, LONGEST_HEAD).entries()) {
    const isBefore = unit.kind === "rule" || (unit.kind === "source" && head.title === null);
    if (isBefore) {
      if (head.length === i) head.length = i + 1;
      continue;
    }
    if (unit.kind === "source" || unit.block.depth !== null) break;
    const field = mailField(unit);
    if (field !== null && head.introduction.length === 0 && head.length === i) {
      if (field === "subject" && head.title === null) head.title = unit;
      else head.lines.push(unit);
      head.length = i + 1;
      continue;
    }
    const isFirst = head.title === null && head.introduction.length === 0;
    if (isFirst && isTitle(unit, units)) head.title = unit;
    else if (isFirst && i < 3 && isPublisher(unit, units[i + 1])) head.lines.push(unit);
    else if (unit.isDate && head.introduction.length === 0) {
      if (!isHeadOfDay(unit, units)) head.lines.push(unit);
      else break;
    } else if (isHeadLine(unit, head)) head.lines.push(unit);
    else if (!unit.hasNotes && !isHeadingLike(unit) && INTRODUCTION.test(unit.text))
      head.introduction.push(unit);
    else break;
    head.length = i + 1;
  }
  return head;
}

/** A line of the head of a mail, and which: RFC 5322, 3.6, and as programs print it. */
function mailField({ text, kind, hasNotes }: Unit): "subject" | "other" | null {
  if (kind !== "words" || hasNotes || text.length > 300) return null;
  if (/^(?:subject|betreff|objet|asunto|assunto|oggetto|主题|件名)\s?[:：]\s?\S/i.test(text))
    return "subject";
  return /^(?:from|to|cc|bcc|reply-to|sent|date|von|an|gesendet|datum|de|à|envoyé|para|enviado|发件人|收件人|抄送|发送时间)\s?[:：]\s?(?:\S{0,200}@|.{0,120}<|(?:mon|tue|wed|thu|fri|sat|sun)\p{L}{0,6},?\s.{0,40}\d\d:\d\d)/iu.test(
    text,
  )
    ? "other"
    : null;
}

function isTitle(unit: Unit, units: readonly Unit[]): boolean {
  if (unit.hasNotes || !isHeadingLike(unit)) return false;
  if (unit.style === "#1")
    return units.filter(({ style, kind }) => style === "#1" && kind === "words").length === 1;
  const next = units[units.indexOf(unit) + 1];
  const isAboveLine =
    next?.isDate === true || (next?.isTitle === true && EDITION_WORDS.test(next.text));
  if (isAboveLine && EDITION_WORDS.test(unit.text)) return true;
  // Above the edition's day, and nothing before it.
  const isAboveDay = next?.isDate === true && !isHeadOfDay(next, units);
  if (isAboveDay && unit === units[0] && !unit.isDate && !SECTION_WORDS.test(unit.text))
    return true;
  return (
    !unit.isDate &&
    EDITION_WORDS.test(unit.text) &&
    unit.width < 160 &&
    !SECTION_WORDS.test(unit.text)
  );
}

/** Who publishes it may stand above the title, right on it. */
const isPublisher = (unit: Unit, next: Unit | undefined): boolean =>
  unit.isTitle &&
  unit.width < 80 &&
  !unit.hasNotes &&
  PUBLISHER.test(unit.text) &&
  next?.isTitle === true &&
  next.width < 120;

const isHeadLine = (unit: Unit, { title, introduction }: Head): boolean =>
  title !== null &&
  introduction.length === 0 &&
  !unit.hasNotes &&
  (unit.isTitle || unit.isDate) &&
  unit.width < 120 &&
  unit.block.level !== title.block.level + 1 &&
  (EDITION_WORDS.test(unit.text) || PUBLISHER.test(unit.text)) &&
  !SECTION_WORDS.test(unit.text);

/** Days are sections where there are several of them. */
const isHeadOfDay = (unit: Unit, units: readonly Unit[]): boolean =>
  units.filter(({ isDate, style }) => isDate && style === unit.style).length > 2;

/** So far from the end, or from another such part, a notice of the publisher's is looked for. */
const FARTHEST = 14;

/** Where the notices at the end begin: what the text is worth, who wrote it, how to subscribe. */
export function noticesFrom(units: readonly Unit[]): number {
  let from = units.length;
  // A signature of a mail stands below two dashes (RFC 3676, 4.3).
  const signature = units.findLastIndex(({ kind, text }) => kind === "rule" && /^--$/.test(text));
  if (signature !== -1 && units.length - signature <= FARTHEST) from = signature;
  for (let i = from - 1; i >= 0 && from - i <= FARTHEST; i--) {
    const unit = units[i] as Unit;
    if (
      unit.isDocumented &&
      unit.kind === "words" &&
      !BOILERPLATE.test(unit.text) &&
      unit.width > 200
    )
      break;
    const isHeading = unit.isTitle && unit.width <= 100 && BOILERPLATE_HEADING.test(unit.text);
    if (isHeading || (unit.kind === "words" && BOILERPLATE.test(unit.text))) from = i;
  }
  const before = units[from - 1];
  const isRule = before !== undefined && before.kind === "rule" && from < units.length;
  return isRule ? from - 1 : from;
}
