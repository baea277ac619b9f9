import type { Span } from "../passage.ts";
import type { KeptText } from "./kept-text.ts";

/** What is marked up in a document: by Markdown or by tags of HTML. */
export interface Markup {
  /** Links with a text that is read: `[title](url)`, `<a href="url">title</a>`. In order. */
  links: readonly Link[];
  /** Where the text of a `<sup>` begins. */
  superscripts: ReadonlySet<number>;
  /** The first thing of HTML that can't be read as text, such as `&eacute;`. */
  entity: Span | null;
}

export interface Link extends Span {
  /** Where the title stands. */
  title: Span;
  url: string;
}

/** Each alternative begins at its own sign, and no repetition goes past the next such sign. */
const MARKUP = new RegExp(
  [
    // An image, or a link; one pair of brackets may be in the address.
    /(?<image>!?)\[(?<title>(?:\\.|[^[\]\\\n]){0,400})\]\(\s{0,3}<?(?<url>[^()\s<>]{1,2000}(?:\([^()\s<>]{0,200}\)[^()\s<>]{0,500})?)>?(?:\s{1,3}["'“][^"'”\n]{0,200}["'”])?\s{0,3}\)/,
    // Emphasis, which two signs or more always are.
    /(?<strong>\*{2,3}|~~|(?<![\w_])__(?=\S)|(?<=\S)__(?![\w_]))/,
    /(?<![\w*])\*(?=[^\s*])(?<emphasis>[^*\n]{0,400}[^\s*])\*(?![\w*])/,
    /(?<![\w_])_(?=[^\s_])(?<slanted>[^_\n]{0,400}[^\s_])_(?![\w_])/,
    /(?<code>`{1,3})/,
    /(?<escaped>\\)(?=[\\`*_{}[\]()#+\-.!>|~])/,
    // Without width; between letters of scripts that join, and in emoji, U+200C and U+200D mean something.
    /(?<invisible>[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]|(?<!\p{L}|\p{M}|\p{Extended_Pictographic}|\ufe0f)[\u200c\u200d]|[\u200c\u200d](?!\p{L}|\p{M}|\p{Extended_Pictographic}))/u,
    /(?<comment><!--[^<>]{0,2000}-->)/,
    /(?<tag><\/?(?<name>a|abbr|article|aside|b|big|blockquote|body|br|caption|center|code|dd|div|dl|dt|em|figcaption|figure|font|footer|h[1-6]|head|header|hr|html|i|img|li|main|mark|nav|o:p|ol|p|pre|s|section|small|span|strike|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul)(?<attributes>(?:\s[^<>]{0,2000})?)\/?>)/,
    /(?<entity>&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,5});)/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "giu",
);

/** Cuts out of a document what only says how it is to be shown. */
export function readMarkup(text: KeptText): Markup {
  const links: Link[] = [];
  const superscripts = new Set<number>();
  let entity: Span | null = null;
  let open: { start: number; title: number; url: string } | null = null;
  for (const match of text.document.matchAll(MARKUP)) {
    const [start, end] = [match.index, match.index + match[0].length];
    const found = match.groups ?? {};
    if (found["url"] !== undefined) addLink(text, links, match, found["url"]);
    else if (found["emphasis"] !== undefined || found["slanted"] !== undefined) {
      text.cut(start, start + 1);
      text.cut(end - 1, end);
    } else if (found["entity"] !== undefined) {
      if (!cutEntity(text, start, end)) entity ??= { start, end };
    } else if (found["tag"] !== undefined) {
      const name = (found["name"] ?? "").toLowerCase();
      text.cut(start, end);
      if (name === "sup") superscripts.add(end);
      const href = /\shref\s?=\s?(?:"([^"<>]{1,2000})"|'([^'<>]{1,2000})')/.exec(
        found["attributes"] ?? "",
      );
      const url = href?.[1] ?? href?.[2];
      if (name === "a" && url !== undefined) open = { start, title: end, url };
      else if (name === "a" && open !== null) {
        links.push(...linkOf(open.start, end, { start: open.title, end: start }, open.url));
        open = null;
      }
    } else text.cut(start, end);
  }
  return { links, superscripts, entity };
}

function addLink(text: KeptText, links: Link[], match: RegExpExecArray, url: string): void {
  const [start, end] = [match.index, match.index + match[0].length];
  if (match.groups?.["image"] === "!") {
    text.cut(start, end);
    return;
  }
  const title = { start: start + 1, end: start + 1 + (match.groups?.["title"] ?? "").length };
  text.cut(start, title.start);
  for (const sign of (match.groups?.["title"] ?? "").matchAll(/\*{1,3}|__|`|\\/g)) {
    text.cut(title.start + sign.index, title.start + sign.index + sign[0].length);
  }
  text.cut(title.end, end);
  links.push(...linkOf(start, end, title, url));
}

/** Only what leads to another page counts; a place in this one, or a file beside it, documents nothing. */
const linkOf = (start: number, end: number, title: Span, url: string): Link[] =>
  /^(?:https?:)?\/\//i.test(url) ? [{ start, end, title, url }] : [];

/** A passage is made of the document's own characters: of `&amp;` the first is what it stands for. */
function cutEntity(text: KeptText, start: number, end: number): boolean {
  const name = text.document.slice(start + 1, end - 1).toLowerCase();
  if (name === "amp") text.cut(start + 1, end);
  else if (/^(?:zwnj|zwj|shy|lrm|rlm|#8203|#x200b|#65279|#xfeff)$/.test(name)) text.cut(start, end);
  else return false;
  return true;
}
