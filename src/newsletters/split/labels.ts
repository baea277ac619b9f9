import { MONTH_WORD } from "./month-names.ts";

/** A number or letter that says which of several a line is: `1.`, `（一）`, `[3]`, `IV.` */
export interface Label {
  style: LabelStyle;
  /** From 1; 0 for a name, as in Markdown's `[^name]`. */
  value: number;
  /** As written, without what stands around it. */
  written: string;
  /** How many characters it takes, with white space after it. */
  length: number;
}

type LabelStyle = keyof typeof STYLES;

interface Style {
  pattern: RegExp;
  valueIn(written: string): number;
  /** Whether such a beginning is a label only where others of its kind stand before and after it. */
  isWeak?: true;
}

/** What comes after a day of a month, in German with a full stop. */
const NO_MONTH = `(?!\\s{0,2}(?:de\\s)?${MONTH_WORD})`;

/** As they begin a line. Those that say most come first. */
const STYLES = {
  caret: { pattern: /^\[\^([^\]\s]{1,40})\]:?\s*/, valueIn: arabic },
  definition: { pattern: /^\[(\d{1,3})\]:\s*/, valueIn: arabic },
  bracket: { pattern: /^[[［〔【]\s?(\d{1,3})\s?[\]］〕】][.:：]?\s*/, valueIn: arabic },
  superscript: { pattern: /^([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})[.:)]?\s*/, valueIn: superscript },
  raised: { pattern: /^<sup>\s?\[?(\d{1,3})\]?\s?<\/sup>[.:)]?\s*/i, valueIn: arabic },
  circled: {
    pattern: /^([\u2460-\u2473\u3251-\u325f\u32b1-\u32bf])[.、:：]?\s*/,
    valueIn: circled,
  },
  keycap: { pattern: /^(\d)\ufe0f?\u20e3\s*/, valueIn: arabic },
  note: {
    pattern:
      /^(?:注释?|脚注|尾注|footnote|note|fn\.?|fußnote)\s?[[［(（]?(\d{1,3})[\])）］]?\s?[.:：、]\s*/i,
    valueIn: arabic,
  },
  paren: { pattern: /^[(（]\s?(\d{1,3})\s?[)）][.、]?\s*/, valueIn: arabic },
  multi: {
    pattern: /^\d{1,2}\.(?:\d{1,2}\.)?(\d{1,2})\.?\s+(?=[\p{Lu}\p{Lo}"“«《*[])/u,
    valueIn: arabic,
    isWeak: true,
  },
  zero: { pattern: /^(0\d)(?![\d.:/-])[.．、]?(?=\s|[^\w\s])\s*/, valueIn: arabic },
  dot: {
    pattern: new RegExp(`^(\\d{1,3})\\s?(?:[.．、]-?|\\\\\\.)(?!\\d)${NO_MONTH}\\s*`, "iu"),
    valueIn: arabic,
  },
  half: { pattern: /^(\d{1,3})\s?[)）]\s*/, valueIn: arabic },
  colon: { pattern: /^(\d{1,3})[:：](?!\d)\s*/, valueIn: arabic },
  hanParen: { pattern: /^[(（]([一二三四五六七八九十]{1,3})[)）][.、]?\s*/, valueIn: han },
  han: { pattern: /^([一二三四五六七八九十]{1,3})[、．.，]\s*/, valueIn: han },
  hanPart: {
    pattern: /^第([一二三四五六七八九十]{1,3}|\d{1,2})(?:部分|章|节|篇|期)?[、：:\s]\s*/,
    valueIn: han,
  },
  part: {
    pattern: /^(?:part|section|teil|partie|item)\s(\d{1,2}|[ivx]{1,5})\s?[.:–—-]\s*/i,
    valueIn: arabicOrRoman,
  },
  roman: { pattern: /^([IVX]{1,6})\s?[.)、]\s+/, valueIn: roman, isWeak: true },
  letter: { pattern: /^([A-Z])[.)]\s+/, valueIn: letter, isWeak: true },
  smallLetter: { pattern: /^[(（]?([a-z])[)）]\s+/, valueIn: letter, isWeak: true },
  bare: {
    pattern: new RegExp(
      `^(\\d{1,3})(?:\\s+|(?=https?:))${NO_MONTH}(?=[\\p{Lu}\\p{Lo}"“‘«《【*_[]|https?:|(?:19|20)\\d\\d\\s\\p{Lu})`,
      "iu",
    ),
    valueIn: arabic,
    isWeak: true,
  },
  alone: { pattern: /^(\d{1,2})$/, valueIn: arabic, isWeak: true },
} satisfies Record<string, Style>;

/** The label that a line begins with. */
export function labelOf(text: string): Label | null {
  for (const [style, { pattern, valueIn }] of Object.entries<Style>(STYLES)) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const written = match[1] ?? "";
    return {
      style: style as LabelStyle,
      value: valueIn(written),
      written,
      length: match[0].length,
    };
  }
  return null;
}

export const isWeak = ({ style }: Label): boolean => (STYLES[style] as Style).isWeak === true;

function arabic(written: string): number {
  return /^\d+$/.test(written) ? Number(written) : 0;
}

function superscript(written: string): number {
  return Number([...written].map((sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(sign)).join(""));
}

function circled(written: string): number {
  const code = written.charCodeAt(0);
  if (code <= 0x2473) return code - 0x245f;
  return code <= 0x325f ? code - 0x3251 + 21 : code - 0x32b1 + 36;
}

const HAN = "一二三四五六七八九";

function han(written: string): number {
  if (/^\d/.test(written)) return Number(written);
  if (!written.includes("十")) return HAN.indexOf(written.charAt(0)) + 1;
  const [tens = "", units = ""] = written.split("十");
  return (tens === "" ? 1 : HAN.indexOf(tens) + 1) * 10 + HAN.indexOf(units.charAt(0) || "〇") + 1;
}

const ROMAN: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10 };

function roman(written: string): number {
  const values = [...written.toUpperCase()].map((sign) => ROMAN[sign] ?? 0);
  return values.reduce((sum, value, i) => sum + (value < (values[i + 1] ?? 0) ? -value : value), 0);
}

function letter(written: string): number {
  return written.toUpperCase().charCodeAt(0) - 64;
}

function arabicOrRoman(written: string): number {
  return /^\d/.test(written) ? Number(written) : roman(written);
}

/** What superscript and circled digits stand for; null for other signs. */
export function valueOfSign(sign: string): number | null {
  if (/^[⁰¹²³⁴⁵⁶⁷⁸⁹]/.test(sign)) return superscript(sign);
  return /^[\u2460-\u2473\u3251-\u325f\u32b1-\u32bf]$/.test(sign) ? circled(sign) : null;
}
