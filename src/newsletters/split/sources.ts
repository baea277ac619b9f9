import type { Note } from "../layout.ts";
import type { Span } from "../passage.ts";
import type { Address } from "./addresses.ts";
import { addressesWithin } from "./addresses.ts";
import type { Block } from "./blocks.ts";
import type { KeptText } from "./kept-text.ts";
import { readNote } from "./note-text.ts";
import {
  EMPTY_TITLE,
  NOTES_HEADING,
  SOURCE_AT_END,
  SOURCE_BEFORE_ADDRESS,
  SOURCE_LINE,
} from "./words.ts";

/** What stands in the text itself and documents it. */
export interface Sources {
  /** In the order of the text. */
  notes: Note[];
  /** Blocks that say nothing else. */
  blocks: ReadonlySet<Block>;
  /** Blocks that are nothing but links with titles: a headline, or sources, by what is around them. */
  links: ReadonlySet<Block>;
}

/** A line that names a source and has no address is no longer than this. */
const LONGEST_SOURCE = 300;

/** Reads the sources that stand in the text, and cuts them out of it. */
export function sourcesOf(
  kept: KeptText,
  blocks: readonly Block[],
  addresses: readonly Address[],
): Sources {
  const notes: Note[] = [];
  const whole = new Set<Block>();
  const links = new Set<Block>();
  let isList = false;
  for (const block of blocks) {
    if (block.isRule) continue;
    const cells = block.row?.sources ?? [];
    for (const cell of cells) notes.push(...readNote(kept, addresses, cell, inText(cell)));
    const found = addressesWithin(addresses, block.body).filter(
      ({ start }) => !cells.some((cell) => start >= cell.start && start < cell.end),
    );
    if (block.row !== null) {
      if (found.length > 0) notes.push(...cutAddresses(kept, block, found));
      continue;
    }
    const text = kept.plain(block.body);
    const isHeading = block.depth === null && isSourceHeading(text);
    if (isHeading) {
      whole.add(block);
    } else if (isSourceBlock(kept, block, text, found, isList)) {
      whole.add(block);
      notes.push(...readNote(kept, addresses, block.body, inText(block.body)));
    } else if (found.length > 0) {
      if (isLinks(kept, block, found)) links.add(block);
      notes.push(...cutAddresses(kept, block, found));
    } else {
      const note = sourceAtEnd(kept, block);
      if (note !== null) notes.push(note);
    }
    isList = isHeading || (isList && block.depth !== null);
  }
  return { notes, blocks: whole, links };
}

const inText = (span: Span) => ({ mark: null, marked: null, span: { ...span } });

/** `Source:` with nothing after it, above a list; without a colon the heading of one. */
const isSourceHeading = (text: string): boolean =>
  text.length < 60 &&
  (SOURCE_LINE.exec(text)?.[0].length === text.length ||
    (/[:：]$/.test(text) && NOTES_HEADING.test(text)));

function isSourceBlock(
  kept: KeptText,
  block: Block,
  text: string,
  addresses: readonly Address[],
  isListed: boolean,
): boolean {
  if (isListed && block.depth !== null && block.body.end - block.body.start < 2000) return true;
  if (addresses.length === 0) {
    return SOURCE_LINE.test(text) && block.body.end - block.body.start <= LONGEST_SOURCE;
  }
  const rest = restOf(kept, block.body, addresses);
  if (SOURCE_LINE.test(text)) return rest.length <= LONGEST_SOURCE * 2;
  const words = rest.replace(
    /[\s|,，;；、.。:：()（）[\]<>•·-]|\b(?:and|und|et|or)\b|[和及与]/g,
    "",
  );
  if (words === "") return addresses.every(({ title }) => title === null);
  const isLead = SOURCE_BEFORE_ADDRESS.test(rest) && rest.length < 80;
  return (EMPTY_TITLE.test(rest) || isLead) && block.level === 0;
}

/** What a stretch says beside addresses that are written out; titles of links are words. */
function restOf(kept: KeptText, body: Span, addresses: readonly Address[]): string {
  let [at, text] = [body.start, ""];
  for (const { start, end, title } of addresses) {
    text += kept.plain({ start: at, end: start });
    if (title !== null) text += ` ${kept.plain(title)} `;
    at = end;
  }
  return (text + kept.plain({ start: at, end: Math.max(at, body.end) })).trim();
}

function isLinks(kept: KeptText, { body }: Block, addresses: readonly Address[]): boolean {
  if (addresses.some(({ title }) => title === null)) return false;
  let [at, text] = [body.start, ""];
  for (const { start, end } of addresses) {
    text += kept.document.slice(at, start);
    at = end;
  }
  return /^[\s|,，;；、.。*_·-]*$/.test(text + kept.document.slice(at, body.end));
}

/** Addresses that stand together: `(a, b)`, `a; b`. */
const BETWEEN =
  /^[\s,，;；、|&]{0,6}(?:(?:and|und|et|和|及)\s{1,3})?(?:(?<=[,，;；、]\s?)[\p{L} ]{1,30}[:：]\s{0,2})?$/u;
const OPENING = /[(（[【<]\s{0,3}(?:[^()（）[\]【】<>.。]{0,60}[:：]?\s{0,3})?$/;
const CLOSING = /^[\s.,;，；]{0,3}[)）\]】>]/;

/** Sentences, or what they are in, are over. */
const STOPPED = /(?:^|[.。!?！？;；…:：”"’»)）\]】])$/;

function cutAddresses(kept: KeptText, block: Block, addresses: readonly Address[]): Note[] {
  const { document } = kept;
  const notes: Note[] = [];
  for (let i = 0; i < addresses.length; ) {
    const group = [addresses[i] as Address];
    for (let next = addresses[++i]; next !== undefined; next = addresses[++i]) {
      const last = group.at(-1) as Address;
      if (!BETWEEN.test(document.slice(last.end, Math.min(next.start, last.end + 50)))) break;
      if (next.start - last.end > 44) break;
      group.push(next);
    }
    const cut = cutOf(kept, block, group);
    if (cut !== null) kept.cut(cut.start, cut.end);
    for (const { start, end, url, title } of group) {
      const name = title === null ? "" : kept.plain(title);
      const text = name === "" || EMPTY_TITLE.test(name) ? null : name;
      notes.push({ mark: null, marked: null, url, text, span: { start, end } });
    }
  }
  return notes;
}

/** What to leave out of the text of a block for some addresses; null where it would lack them. */
function cutOf(kept: KeptText, { body }: Block, group: readonly Address[]): Span | null {
  const { document } = kept;
  const [first, last] = [group[0] as Address, group.at(-1) as Address];
  const before = document.slice(Math.max(body.start, first.start - 120), first.start);
  const after = document.slice(last.end, Math.min(body.end, last.end + 40));
  const isNamed = group.some(({ title }) => title !== null && !EMPTY_TITLE.test(kept.plain(title)));
  const [opening, closing] = [OPENING.exec(before), CLOSING.exec(after)];
  if (opening !== null && closing !== null) {
    const words = opening[0].slice(1).trim();
    const isLead =
      words === "" || SOURCE_BEFORE_ADDRESS.test(words) || /^[\p{L} ]{1,30}[:：]$/u.test(words);
    if (isLead && !isNamed) {
      const start = first.start - opening[0].length;
      return spaced(document, body, start, last.end + closing[0].length);
    }
  }
  const arrow = /\s{0,3}(?:→|⟶|➔|➡|»|›|👉|🔗|🔎|📎)\ufe0f?\s{0,3}$/u.exec(before);
  if (arrow !== null && after.trim() === "") {
    return { start: first.start - arrow[0].length, end: body.end };
  }
  if (isNamed || !/^[\s.。;；|)）\]*_]*$/.test(after) || after.length >= 40) return null;
  const lead = SOURCE_BEFORE_ADDRESS.exec(before);
  const words = lead === null ? 0 : (/[\p{L}<([【].*$/su.exec(lead[0])?.[0].length ?? 0);
  const start = first.start - words;
  const left = document.slice(Math.max(body.start, start - 60), start).trimEnd();
  const isTitle =
    body.end - body.start < 400 &&
    !/[.。]\s/.test(document.slice(body.start, start)) &&
    !/[\p{Ll}](?:\s(?:at|on|in|see|via|under|from|of|is|the|to))$/u.test(left);
  if (!STOPPED.test(left.replace(/[*_]+$/, "")) && !(isTitle && lead === null)) return null;
  return spaced(document, body, start, body.end, isTitle ? /[\s|:：]/ : /[\s|]/);
}

function spaced(document: string, body: Span, start: number, end: number, between = /[\s|]/): Span {
  let from = start;
  while (from > body.start && between.test(document.charAt(from - 1)) && start - from < 20) from--;
  return { start: from, end };
}

/** `… since May. Source: Official Gazette` */
function sourceAtEnd(kept: KeptText, { body }: Block): Note | null {
  const from = Math.max(body.start, body.end - LONGEST_SOURCE);
  const end = kept.document.slice(from, body.end);
  const found = SOURCE_AT_END.exec(end);
  const [said = "", text = ""] = found?.slice(1) ?? [];
  if (found === null || said === "") return null;
  const at = body.end - said.length - text.length;
  const isInBrackets = /[(（[【]\s?$/.test(
    found[0].slice(0, found[0].length - said.length - text.length),
  );
  const start = isInBrackets ? at - 1 : at;
  kept.cut(start, body.end);
  const name = text.replace(/[)）\]】.。\s]+$/, "").trim();
  return { mark: null, marked: null, url: null, text: name, span: { start, end: body.end } };
}
