import { readBracket } from "../instruments/brackets.ts";
import { BEFORE_TITLE } from "../instruments/title-words.ts";
import type { Token } from "../instruments/tokens.ts";
import { tokensOf } from "../instruments/tokens.ts";
import { VERB_FORMS } from "../action-cues.ts";
import type { Part, Place } from "../part.ts";
import { BLANK } from "../part.ts";
import type { BodyKind } from "./body-heads.ts";
import {
  bodyHead,
  CHINESE_BEFORE,
  CHINESE_HEAD,
  GENERIC_WORDS,
  kindOfBody,
  NO_AUTHORITY,
} from "./body-heads.ts";
import { monthNumber } from "../dates/date-words.ts";

/** A name that looks like an authority's. */
export interface UnknownBody extends Place {
  name: string;
  kind: BodyKind;
  /** Short forms that are defined after it. */
  aliases: readonly string[];
}

/** More words than this are no name. */
const LONGEST = 18;
const LONGEST_CHINESE = 22;
/** Possessives that names have of their own: "People's Court", and not "Japan's Ministry". */
const OWN_POSSESSIVES = new Set(
  "people's commissioner's general's prosecutor's prosecutors' children's women's consumer's king's queen's state's".split(
    " ",
  ),
);
const BRACKET = /^\s?\(([^()]{1,80})\)/;

/**
 * Names in a part that look like authorities' by a word that such names have.
 * @param masked the part without what is known: titles and authorities
 */
export function unknownBodies(part: Part, masked: string): UnknownBody[] {
  const isCaps = part.isHeadline && !/\p{Ll}/u.test(part.plain);
  const found = [...(isCaps ? [] : latinNames(masked)), ...chineseNames(masked)];
  return found.map(({ start, end }) => {
    const name = part.text.slice(start, end);
    return {
      part,
      start,
      end,
      name,
      kind: kindOfBody(part.plain.slice(start, end)),
      aliases: aliasesAfter(part, end),
    };
  });
}

/** The short forms that brackets after a name define. */
export function aliasesAfter(part: Part, end: number): string[] {
  const match = BRACKET.exec(part.plain.slice(end, end + 90));
  if (match === null) return [];
  const content = match[1] ?? "";
  const from = end + match[0].indexOf("(") + 1;
  const bracket = readBracket(content, part.text.slice(from, from + content.length));
  return bracket.kind === "aliases"
    ? bracket.aliases.map((alias) => alias.replace(/^the /i, ""))
    : [];
}

function* latinNames(masked: string): Generator<{ start: number; end: number }> {
  const tokens = tokensOf(masked);
  let floor = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    if (i < floor || token.kind !== "capital" || bodyHead(token.lower) === undefined) continue;
    const first = firstOf(tokens, i, floor);
    const last = lastOf(tokens, i);
    floor = last + 1;
    const words = tokens.slice(first, last + 1);
    const start = (words[0] as Token).start;
    const end = (words.at(-1) as Token).end;
    const name = masked.slice(start, end);
    const telling = words.filter(
      ({ kind, lower }) => kind === "capital" && !GENERIC_WORDS.has(lower),
    );
    const isCompany = /^,?\s(?:Inc|Ltd|LLC|Co|Corp|GmbH|AG|SA|plc|LLP)\b/.test(
      masked.slice(end, end + 8),
    );
    if (telling.length < 2 || isCompany || NO_AUTHORITY.test(name) || name.includes(BLANK))
      continue;
    yield { start, end };
  }
}

function firstOf(tokens: readonly Token[], head: number, floor: number): number {
  let first = head;
  for (let i = head - 1; i >= Math.max(floor, head - LONGEST); i--) {
    const token = tokens[i] as Token;
    const next = tokens[i + 1] as Token;
    if (next.start - token.end > 1) break;
    if (token.kind === "capital") {
      if (/['’]s$/.test(token.text) && !OWN_POSSESSIVES.has(token.lower.replace("’", "'"))) break;
      // "Beijing No. 4 Intermediate People's Court"
      const [dot, no] = [tokens[i - 1], tokens[i - 2]];
      if (/^\d{1,2}$/.test(token.text) && dot?.text === "." && no?.text === "No") {
        first = i = i - 2;
        continue;
      }
      const isVerb = VERB_FORMS.has(token.lower) && /(?:s|ed)$/.test(token.lower);
      const isAfterCompany = /^(?:Inc|Ltd|LLC)$/.test(token.text);
      if (
        BEFORE_TITLE.has(token.lower) ||
        isVerb ||
        isAfterCompany ||
        monthNumber(token.text) > 0 ||
        /^\d/.test(token.text)
      )
        break;
      first = i;
      continue;
    }
    const before = tokens[i - 1];
    const isJoin =
      /^(?:of|and|for|&|on|the)$/.test(token.lower) &&
      (before?.kind === "capital" ||
        (token.lower === "the" && /^(?:of|for|on)$/.test(before?.lower ?? "")));
    const isPlural = token.text === "'" && token.start === before?.end;
    if (!isJoin && !isPlural) break;
    // Two authorities: "Ministry of X and Y Agency" may be one name or two; heads on both sides are two.
    if (token.lower === "and" && before !== undefined && endsName(tokens, i - 1)) break;
  }
  while (first < head && tokens[first]?.kind !== "capital") first++;
  return first;
}

/** Whether the name that a token ends has a head word of its own. */
function endsName(tokens: readonly Token[], last: number): boolean {
  for (let i = last; i > Math.max(0, last - 8); i--) {
    const token = tokens[i] as Token;
    if (token.kind === "sign") return false;
    if (token.kind === "capital" && bodyHead(token.lower) !== undefined) return true;
  }
  return false;
}

function lastOf(tokens: readonly Token[], head: number): number {
  let last = head;
  const after = tokens[head + 1];
  if (after === undefined || !/^(?:of|for|on|des|der|de|du|per|do|para)$/.test(after.lower))
    return last;
  for (let i = head + 1; i < Math.min(tokens.length, head + LONGEST); i++) {
    const token = tokens[i] as Token;
    const next = tokens[i + 1];
    if (token.start - (tokens[i - 1] as Token).end > 1) break;
    if (token.kind === "capital") {
      if (/^\d/.test(token.text) || (VERB_FORMS.has(token.lower) && /(?:s|ed)$/.test(token.lower)))
        break;
      last = i;
    } else if (
      /^(?:of|for|on|the|and|to|&|des|der|de|du|la|per|il|dei|dos|und|et)$/.test(token.lower)
    ) {
      if (
        /^(?:and|&|und|et)$/.test(token.lower) &&
        next !== undefined &&
        headFollows(tokens, i + 1)
      )
        break;
    } else if (!(token.text === "," && next?.kind === "capital" && listEnds(tokens, i + 1))) break;
  }
  return last;
}

const headFollows = (tokens: readonly Token[], from: number): boolean =>
  tokens
    .slice(from, from + 3)
    .some(({ lower, kind }) => kind === "capital" && bodyHead(lower) !== undefined);

/** Whether a comma is one within a name: Inspection, Testing and Quarantine. */
const listEnds = (tokens: readonly Token[], from: number): boolean =>
  tokens[from + 1]?.lower === "and" &&
  tokens[from + 2]?.kind === "capital" &&
  !headFollows(tokens, from);

function* chineseNames(masked: string): Generator<{ start: number; end: number }> {
  for (const { 0: head, index } of masked.matchAll(CHINESE_HEAD)) {
    const end = index + head.length;
    let start = index;
    while (
      start > 0 &&
      end - start < LONGEST_CHINESE &&
      /[\u3400-\u9fff]/.test(masked.charAt(start - 1))
    )
      start--;
    const run = masked.slice(start, end);
    const before = CHINESE_BEFORE.exec(run.slice(0, -head.length))?.[0] ?? "";
    const joined = /^.*(?:和|与|及|、)/.exec(run.slice(before.length, -head.length));
    // 住房和城乡建设局 has an "and" of its own.
    const own =
      joined !== null && CHINESE_NAMES_END.test(joined[0].slice(0, -1)) ? joined[0].length : 0;
    start += before.length + own;
    const name = masked.slice(start, end);
    if (
      name.length < 4 ||
      name.length - head.length < 2 ||
      /^(?:该|本|某|各|有关|相关|主管|上述|其他)/.test(name)
    )
      continue;
    yield { start, end };
  }
}

const CHINESE_NAMES_END = /(?:部|局|委|会|办|院|署|厅|室|□)$/;
