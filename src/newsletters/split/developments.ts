import type { Development, Note } from "../layout.ts";
import type { Passage, Span } from "../passage.ts";
import type { KeptText } from "./kept-text.ts";
import type { Entry } from "./outline.ts";
import type { Unit } from "./units.ts";

/** An entry with the stretch of the document that is its. */
export interface Stretch extends Span {
  entry: Entry;
}

/** How far each entry reaches: to the next one, or to the heading or part before that. */
export function stretchesOf(
  entries: readonly Entry[],
  borders: readonly number[],
  end: number,
): Stretch[] {
  const starts = [...entries.map(({ opening }) => opening.block.start), ...borders].sort(
    (a, b) => a - b,
  );
  let at = 0;
  return entries.map((entry) => {
    const { start } = entry.opening.block;
    while (at < starts.length && (starts[at] as number) <= start) at++;
    return { entry, start, end: starts[at] ?? end };
  });
}

/** Makes a development of an entry. */
export function developmentOf(
  kept: KeptText,
  { opening, more, rest, hasHeadline, sections }: Entry,
  position: number,
  notes: readonly Note[],
): Development {
  const { headline, text } = hasHeadline
    ? headlineOf(kept, opening, more, rest[0] ?? null)
    : { headline: null, text: opening.block.body };
  const spans = rest.flatMap(({ kind, isLinks, block }) =>
    kind === "words" && !isLinks ? [{ start: block.labelStart, end: block.body.end }] : [],
  );
  const texts = opening.block.row?.texts ?? (text === null ? [] : [text]);
  const paragraphs = [...texts, ...spans]
    .map((span) => kept.passage([span]))
    .filter((passage) => /[\p{L}\p{N}]/u.test(passage.text));
  return {
    position,
    sections: sections.map((section) => sectionName(kept, section)),
    headline: headline === null || headline.text === "" ? null : headline,
    paragraphs,
    notes,
  };
}

const sectionName = (kept: KeptText, { block }: Unit): string =>
  kept
    .passage([block.body])
    .text.replace(/\s?[:：]$/, "")
    .replace(/^【(.*)】$/, "$1");

function headlineOf(
  kept: KeptText,
  opening: Unit,
  more: readonly Unit[],
  next: Unit | null,
): { headline: Passage; text: Span | null } {
  const { body, bold, row } = opening.block;
  if (row !== null && row.headline !== null)
    return { headline: kept.passage([row.headline]), text: null };
  const bracket = /^[\s*_]{0,6}【([^【】]{1,300})】/.exec(
    kept.document.slice(body.start, body.start + 320),
  );
  if (bracket !== null) {
    const inside = (bracket[1] ?? "").length;
    const start = body.start + bracket[0].length - inside - 1;
    const text = { start: start + inside + 1, end: body.end };
    const after = kept.plain(text);
    const isTag = after !== "" && opening.isTitle && (next !== null || inside <= 8);
    if (isTag) return { headline: kept.passage([body]), text: null };
    return {
      headline: kept.passage([{ start, end: start + inside }]),
      text: after === "" ? null : text,
    };
  }
  if (bold !== null) {
    const text = { start: afterLead(kept, bold.end, body.end), end: body.end };
    const after = kept.plain(text);
    if (after.replace(/[^\p{L}\p{N}]/gu, "") !== "") {
      const lead = withoutStop(kept, bold);
      return { headline: kept.passage([lead]), text };
    }
    return {
      headline: kept.passage([withoutColon(kept, bold), ...lineBodies(more, bold)]),
      text: null,
    };
  }
  return { headline: kept.passage([body, ...lineBodies(more, body)]), text: null };
}

/** Lines of one headline, with what is between them, so that a space is. */
const lineBodies = (more: readonly Unit[], first: Span): Span[] =>
  more.map(({ block }, i) => ({
    start: i === 0 ? first.end : (more[i - 1] as Unit).block.body.end,
    end: block.body.end,
  }));

/** Between a headline and a text on the same line. */
const LEAD_END = /^(?:[\s*_:：]|[.。](?=[\s*_]|$)|[-–—|](?=\s|$))*/;

/** Where the text begins after a headline on its line; links between them are cut already. */
function afterLead(kept: KeptText, from: number, to: number): number {
  for (const { start, end } of kept.pieces({ start: from, end: to })) {
    const piece = kept.document.slice(start, Math.min(end, start + 80));
    const lead = LEAD_END.exec(piece)?.[0].length ?? 0;
    if (lead < piece.length) return start + lead;
  }
  return to;
}

function withoutStop(kept: KeptText, { start, end }: Span): Span {
  const text = kept.document.slice(start, end);
  const stop = /(?<!\b(?:Inc|Ltd|Corp|Co|U\.S|U\.K|etc|S\.A|N\.V|B\.V))[\s:：.。]{1,4}$/.exec(text);
  return { start, end: stop === null ? end : end - stop[0].length };
}

function withoutColon(kept: KeptText, { start, end }: Span): Span {
  const colon = /[\s:：]{1,4}$/.exec(kept.document.slice(start, end));
  return { start, end: colon === null ? end : end - colon[0].length };
}
