import { DRAFT_MARK } from "../../../references/names.ts";

/** What a pair of brackets after a title holds. */
export type Bracket =
  | { kind: "draft" }
  | { kind: "aliases"; aliases: string[] }
  /** A part of the title: `(2020 Edition)`, `(EU)`, `(App)`. */
  | { kind: "title" }
  /** Something else, with which the title is over. */
  | { kind: "other" };

/** Longer ones are no part of a title. */
const LONGEST_PART = 60;

const DRAFTS = new RegExp(
  `${DRAFT_MARK.source}|^(?:revised |second |third |consultation |public |exposure |preliminary )?draft(?: (?:for|version|revision|amendment|of)\\b.{0,40})?$|^(?:second|third) reading(?: draft)?$|^(?:二次|三次)?(?:公开)?(?:征求|修订|审议|送审|讨论).{0,8}[稿案]$`,
  "i",
);

/** Words that introduce a short form. */
const INTRODUCES =
  /^(?:the\s|hereinafter|hereafter|together|collectively|also known as|known as|aka\b|abbreviated|以下(?:统)?简称|下称|简称)/i;

const QUOTED = /["'“‘《]([^"'“”‘’《》]{1,80})["'”’》]/g;

/** Whether what is between brackets says that a text is a draft. */
export const isDraftMark = (content: string): boolean => DRAFTS.test(content.trim());

/**
 * @param content what is between the brackets, in `plainText`
 * @param written the same as it is printed
 */
export function readBracket(content: string, written: string): Bracket {
  const bracket = readPlain(content);
  if (bracket.kind !== "aliases") return bracket;
  const aliases = bracket.aliases.map((alias) => {
    const at = content.indexOf(alias);
    return at < 0 ? alias : written.slice(at, at + alias.length);
  });
  return { kind: "aliases", aliases };
}

function readPlain(content: string): Bracket {
  const text = content.trim();
  if (DRAFTS.test(text)) return { kind: "draft" };
  const quoted = [...text.matchAll(QUOTED)].map(([, name = ""]) => name.trim());
  if (quoted.length > 0) return { kind: "aliases", aliases: quoted.filter((name) => name !== "") };
  if (INTRODUCES.test(text)) {
    const name = text
      .replace(INTRODUCES, "")
      .replace(/^(?:\s|,|:|as\b|referred to as\b|为)+/, "")
      .replace(/^the /i, "");
    return name === "" || name.length > LONGEST_PART
      ? { kind: "other" }
      : { kind: "aliases", aliases: [name] };
  }
  // Its title in its own language.
  if (/[\u3400-\u9fff]{4}/.test(text) && !/\d号$/.test(text)) {
    return { kind: "aliases", aliases: [text.replace(/^《|》$/g, "")] };
  }
  // One quotation mark was lost.
  if (/^["“]|["”]$/.test(text)) {
    const name = text.replace(/["“”]/g, "").trim();
    return name === "" ? { kind: "other" } : { kind: "aliases", aliases: [name] };
  }
  if (/^[A-Z][A-Z0-9&/-]{1,9}s?$/.test(text) && !/^(?:EU|EC|EEC|[IVX]{1,6})$/.test(text)) {
    return { kind: "aliases", aliases: [text] };
  }
  // A day: "issued the Guidance on Breaches (3 May)"
  if (
    /^(?:on )?(?:\d{1,2}(?:st|nd|rd|th)? \p{Lu}\p{L}{2,8}|\p{Lu}\p{L}{2,8}\.? \d{1,2})(?:,? \d{4})?$/u.test(
      text,
    )
  )
    return { kind: "other" };
  return text.length > LONGEST_PART || /[;:]|https?:|www\./.test(text)
    ? { kind: "other" }
    : { kind: "title" };
}
