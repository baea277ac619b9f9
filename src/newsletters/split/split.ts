import type { Layout, Note, Warning } from "../layout.ts";
import type { Passage } from "../passage.ts";
import { contentsOf } from "./contents.ts";
import { developmentOf, stretchesOf } from "./developments.ts";
import type { TakenApart } from "./document.ts";
import { takeApart } from "./document.ts";
import { headOf, noticesFrom } from "./edges.ts";
import { notesOf } from "./joined-notes.ts";
import type { Entry, Outline } from "./outline.ts";
import { isHeadingLike } from "./outline.ts";
import { bestOutline, entriesOf } from "./parts.ts";
import { readRunInHeads } from "./run-in-heads.ts";
import type { Unit } from "./units.ts";
import { noteRepeated } from "./units.ts";
import { warningsOf } from "./warnings.ts";
import { CONTENTS_HEADING, EDITION_WORDS, INTRODUCTION, SECTION_WORDS } from "./words.ts";

/**
 * Splits a newsletter's text into its developments, with the notes that document each. Newsletters
 * are laid out in many ways: a document is read in each way that its marks allow (`outline.ts`), and
 * the one that leaves least to wonder at (`cost.ts`) is taken.
 *
 * Any text gives a layout, in time that grows with its length. Spans are in UTF-16 code units.
 * @param document as it is kept: decoded, line ends as they came
 */
export function splitNewsletter(document: string): Layout {
  const parts = takeApart(document);
  const { kept } = parts;
  const left: Left[] = parts.pageLines.map(({ start, end }) => ({
    kind: "other",
    span: { start, end },
  }));
  const units = parts.units;
  const contents = contentsOf(units);
  if (contents !== null) {
    left.push(leftOf("contents", units.splice(contents.start, contents.end - contents.start)));
  }
  const notices = noticesFrom(units);
  if (notices < units.length) left.push(leftOf("disclaimer", units.splice(notices)));
  const head = headOf(units);
  units.splice(0, head.length);
  noteRepeated(units);
  const outline = bestOutline(units);
  const entries = outline === null ? [] : entriesOf(outline);
  if (outline !== null) takeHead(head, outline, entries);
  takeIntroduction(head, entries, parts);
  readRunInHeads(kept, entries);
  const found = entries.some((entry) => isDevelopment(entry, parts)) ? entries : [];
  if (head.introduction.length > 0) left.push(leftOf("introduction", head.introduction));
  left.push(...unread(units, found, outline, head));
  const borders = [
    ...(outline?.sections ?? []).map(({ block }) => block.start),
    ...left.map(({ span }) => span.start),
  ];
  const stretches = stretchesOf(found, borders, document.length);
  const { notes, warnings } = notesOf(parts, stretches);
  const developments = stretches.map(({ entry }, i) =>
    developmentOf(kept, entry, i + 1, notes[i] as Note[]),
  );
  const passage = ({ block }: Unit) => kept.passage([block.body]);
  return {
    title: head.title === null ? null : titleOf(parts, head.title),
    head: head.lines.map(passage),
    developments,
    left: left.sort((a, b) => a.span.start - b.span.start),
    warnings: [...warningsOf(parts, developments, stretches), ...warnings].sort(byPlace),
  };
}

/** A newsletter's title; of a mail what its subject says. */
function titleOf({ kept }: TakenApart, { block }: Unit): Passage {
  const text = kept.document.slice(
    block.body.start,
    Math.min(block.body.end, block.body.start + 40),
  );
  const label = /^(?:subject|betreff|objet|asunto|assunto|oggetto|主题|件名)\s?[:：]\s?/i.exec(
    text,
  );
  return kept.passage([
    { start: block.body.start + (label?.[0].length ?? 0), end: block.body.end },
  ]);
}

type Left = Layout["left"][number];
type Head = ReturnType<typeof headOf>;

const byPlace = (a: Warning, b: Warning) => (a.span?.start ?? 0) - (b.span?.start ?? 0);

const leftOf = (kind: Left["kind"], units: readonly Unit[]): Left => ({
  kind,
  span: {
    start: units[0]?.block.start ?? 0,
    end: units.at(-1)?.block.end ?? 0,
  },
});

/** What stands before the first development: lines of the head, an introduction, a title. */
function takeHead(head: Head, outline: Outline, entries: readonly Entry[]): void {
  const first = entries[0]?.opening.block.start ?? Number.POSITIVE_INFINITY;
  const leading = outline.sections.filter(({ block }) => block.start < first);
  const counts = new Map<string, number>();
  for (const { style } of outline.sections) counts.set(style, (counts.get(style) ?? 0) + 1);
  const countOf = ({ style }: Unit): number => counts.get(style) ?? 0;
  const dropped = new Set<Unit>();
  const drop = (section: Unit): void => {
    dropped.add(section);
    counts.set(section.style, countOf(section) - 1);
  };
  const [section] = leading;
  const isFirstTitle =
    head.title === null &&
    section !== undefined &&
    isTitle(section, countOf(section), outline, entries);
  if (isFirstTitle) {
    head.title = section;
    drop(section);
  }
  for (const unit of outline.before) {
    if (unit.block.start >= first || unit.kind !== "words") continue;
    const isLine = isHeadingLike(unit) && head.introduction.length === 0;
    if (isLine && head.title === null && !unit.isDate) head.title = unit;
    else if (isLine) head.lines.push(unit);
    else head.introduction.push(unit);
  }
  for (const each of head.title === null ? [] : leading) {
    const isLine = (each.isDate && countOf(each) < 3) || EDITION_WORDS.test(each.text);
    if (each === head.title || !isLine) continue;
    head.lines.push(each);
    drop(each);
  }
  dropSections(dropped, outline, entries);
}

/** A heading above all others of its kind, or one that is no name of a section. */
function isTitle(
  section: Unit,
  count: number,
  outline: Outline,
  entries: readonly Entry[],
): boolean {
  if (section.isDate) return false;
  if (outline.before.some(({ block }) => block.start < section.block.start)) return false;
  if (EDITION_WORDS.test(section.text) && count === 1) return true;
  if (SECTION_WORDS.test(section.text)) return false;
  if (EDITION_WORDS.test(section.text)) return true;
  if (/^n:/.test(section.style)) return false;
  const isOverAll =
    entries.length > 1 && entries.every(({ sections }) => sections.includes(section));
  return count === 1 && isOverAll;
}

function dropSections(
  dropped: ReadonlySet<Unit>,
  outline: Outline,
  entries: readonly Entry[],
): void {
  if (dropped.size === 0) return;
  outline.sections = outline.sections.filter((each) => !dropped.has(each));
  for (const entry of entries) {
    entry.sections = entry.sections.filter((each) => !dropped.has(each));
  }
}

/** Takes off what was read as a first development and is the newsletter's own title and greeting. */
function takeIntroduction(head: Head, entries: Entry[], { lists, notes }: TakenApart): void {
  const [entry] = entries;
  if (entry === undefined || entries.length < 2 || head.introduction.length > 0) return;
  const all = [entry.opening, ...entry.more, ...entry.rest];
  if (all.some((unit) => unit.hasNotes || unit.kind === "source")) return;
  const isNamed =
    entry.hasHeadline &&
    (EDITION_WORDS.test(entry.opening.text) || CONTENTS_HEADING.test(entry.opening.text));
  const text = entry.hasHeadline ? entry.rest[0] : entry.opening;
  const isGreeting = text !== undefined && INTRODUCTION.test(text.text);
  const isDocumented = lists.length + notes.length > 0;
  if (!isGreeting && !(isNamed && isDocumented)) return;
  entries.shift();
  if (entry.hasHeadline && head.title === null && !CONTENTS_HEADING.test(entry.opening.text))
    head.title = entry.opening;
  head.introduction.push(...(head.title === entry.opening ? all.slice(1) : all));
}

/** Something that happened has a headline, a day or a source. */
function isDevelopment(entry: Entry, { lists }: TakenApart): boolean {
  const all = [entry.opening, ...entry.rest];
  const hasText = entry.rest.some(({ kind }) => kind === "words");
  return (
    lists.length > 0 ||
    entry.sections.some(({ isDate }) => isDate) ||
    all.some(
      (unit) =>
        unit.hasNotes || unit.kind === "source" || (unit.hasDay && !unit.isDate && !unit.isTitle),
    ) ||
    (entry.hasHeadline && hasText)
  );
}

/** Stretches that are in no development: introductions to sections, and all of a text without any. */
function unread(
  units: readonly Unit[],
  entries: readonly Entry[],
  outline: Outline | null,
  head: Head,
): Left[] {
  const read = new Set<Unit>([...(outline?.sections ?? []), ...head.lines, ...head.introduction]);
  if (head.title !== null) read.add(head.title);
  for (const { opening, more, rest } of entries) {
    for (const unit of [opening, ...more, ...rest]) read.add(unit);
  }
  const left: Left[] = [];
  let run: Unit[] = [];
  const close = (): void => {
    if (run.length > 0) left.push(leftOf("other", run));
    run = [];
  };
  for (const unit of units) {
    if (unit.kind === "rule") continue;
    if (read.has(unit)) close();
    else run.push(unit);
  }
  close();
  return left;
}
