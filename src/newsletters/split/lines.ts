/** A line of a document, or what tags of HTML make one: without white space around it and its break. */
export interface Line {
  start: number;
  end: number;
  /** Columns before it; a tab goes to the next fourth. */
  indent: number;
  /** What a tag says that it is. */
  tag: "heading" | "bullet" | null;
  /** 1 to 6 for a heading. */
  level: number;
  /** Whether a page begins with it. */
  isPageStart: boolean;
}

const BREAKS = /\r\n|[\n\r\u2028\u2029\v\u0085]|\f/g;

const BREAKS_AND_TAGS =
  /\r\n|[\n\r\u2028\u2029\v\u0085]|\f|<(\/?)(p|div|br|hr|li|ul|ol|table|tr|td|th|h[1-6]|section|article|header|footer|blockquote|center)(?:\s[^<>]{0,500})?\/?>/gi;

const HAS_TAGS = /<(?:p|br|div|li|h[1-6]|td|table)(?:\s[^<>]{0,500})?\/?>/i;

/** A document's lines, empty ones among them. Tags that begin or end a block are breaks. */
export function linesOf(document: string): Line[] {
  const lines: Line[] = [];
  const hasTags = HAS_TAGS.test(document);
  let start = 0;
  let next: Pick<Line, "tag" | "level" | "isPageStart"> = NOTHING;
  for (const match of document.matchAll(hasTags ? BREAKS_AND_TAGS : BREAKS)) {
    const { 0: sign, 1: closing, 2: name = "", index } = match;
    const line = lineBetween(document, start, index);
    const isTag = sign.startsWith("<");
    if (!isTag || line.end > line.start || next.tag !== null) {
      lines.push({ ...line, ...next });
      next = NOTHING;
    }
    const tag = name.toLowerCase();
    // A paragraph of HTML stands apart, as after an empty line; a line break does not.
    if (isTag && !/^(?:br|li|td|th)$/.test(tag)) lines.push(lineBetween(document, index, index));
    if (isTag && closing === "") {
      if (tag === "li") next = { tag: "bullet", level: 0, isPageStart: false };
      if (/^h[1-6]$/.test(tag)) {
        next = { tag: "heading", level: Number(tag.charAt(1)), isPageStart: false };
      }
    }
    if (sign === "\f") next = { ...NOTHING, isPageStart: true };
    start = index + sign.length;
  }
  const last = lineBetween(document, start, document.length);
  if (last.end > last.start) lines.push({ ...last, ...next });
  return lines;
}

const NOTHING = { tag: null, level: 0, isPageStart: false } as const;

/** White space, and signs without width that stand around words by mistake. */
const SPACE = /[\s\u200b\u2060\ufeff]/;

function lineBetween(document: string, from: number, to: number): Line {
  let [start, end, indent] = [from, to, 0];
  while (start < end && SPACE.test(document.charAt(start))) {
    const sign = document.charAt(start);
    indent = sign === "\t" ? indent - (indent % 4) + 4 : indent + (sign === "\u3000" ? 2 : 1);
    start++;
  }
  while (end > start && SPACE.test(document.charAt(end - 1))) end--;
  return { start, end, indent, ...NOTHING };
}

/** How wide a text is set: signs of Chinese, Japanese and Korean are twice as wide as letters. */
export function widthOf(text: string): number {
  return text.length + (text.match(WIDE)?.length ?? 0);
}

const WIDE = /[\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/g;
