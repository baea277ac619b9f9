import type { Warning } from "./layout.ts";
import { fileTypeOf } from "./file-types.ts";

/** A document that is no text, or whose characters can't be told. The message says what to send. */
export class UnreadableDocument extends Error {
  /** `binary`: what was sent is no text; `charset`: it is one, in an encoding that can't be told. */
  readonly reason: "binary" | "charset";

  constructor(reason: UnreadableDocument["reason"], message: string) {
    super(message);
    this.name = "UnreadableDocument";
    this.reason = reason;
  }
}

const SEND = "send the text itself, in UTF-8 (text/plain)";

/**
 * The text of a document as it came, without its byte order mark; line ends stay as they are, so that
 * offsets into what is kept are offsets into what was sent.
 * @param charset what the sender says that it is in, such as `gb18030`; null where nothing is said.
 *   Where the bytes are plainly something else they are believed, with a warning
 * @throws UnreadableDocument
 */
export function decodeDocument(
  bytes: Uint8Array,
  charset: string | null,
): { text: string; warnings: Warning[] } {
  const type = fileTypeOf(bytes);
  if (type !== null) {
    throw new UnreadableDocument("binary", `this is ${type}, not a text; ${SEND}`);
  }
  const declared = charset === null ? null : nameOf(charset);
  const { text, encoding } = decoded(bytes, declared);
  refuseControls(text);
  return { text, warnings: warningsOf(text, encoding, declared, isAscii(bytes)) };
}

function nameOf(charset: string): string {
  try {
    return new TextDecoder(charset.trim().replace(/^["']|["']$/g, "")).encoding;
  } catch {
    throw new UnreadableDocument(
      "charset",
      `'${charset.slice(0, 40)}' is no character set that is known; ${SEND}, or name one such as gb18030, utf-16le or windows-1252`,
    );
  }
}

interface Decoded {
  text: string;
  encoding: string;
}

function decoded(bytes: Uint8Array, declared: string | null): Decoded {
  const marked = byMark(bytes);
  if (marked !== null) {
    const text = decodedAs(marked, bytes);
    if (text !== null) return { text, encoding: marked };
    throw new UnreadableDocument(
      "charset",
      `the text begins with the byte order mark of ${marked} and is not in it; ${SEND}`,
    );
  }
  const wide = declared?.startsWith("utf-16") === true ? decodedAs(declared, bytes) : null;
  if (wide !== null && declared !== null && looksWritten(wide)) {
    return { text: wide, encoding: declared };
  }
  if (bytes.includes(0)) return withoutMark(bytes);
  const utf8 = decodedAs("utf-8", bytes);
  if (utf8 !== null) return { text: utf8, encoding: "utf-8" };
  refuseBrokenUtf8(bytes);
  // What says nothing better is often said to be Latin-1, and any bytes can be read as that.
  const isSaid = declared !== null && declared !== "utf-8" && declared !== "windows-1252";
  const as = isSaid ? decodedAs(declared, bytes) : null;
  if (as !== null && declared !== null) return { text: as, encoding: declared };
  return guessed(bytes);
}

function byMark(bytes: Uint8Array): string | null {
  const [first, second, third, fourth] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe && third === 0 && fourth === 0) {
    throw new UnreadableDocument("charset", `the text is in UTF-32; ${SEND}`);
  }
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return null;
}

/** UTF-16 shows by its NUL bytes: every line end and every Latin letter has one, on one side. */
function withoutMark(bytes: Uint8Array): Decoded {
  for (const encoding of ["utf-16le", "utf-16be"]) {
    const text = bytes.length % 2 === 0 ? decodedAs(encoding, bytes) : null;
    if (text !== null && looksWritten(text)) return { text, encoding };
  }
  const at = bytes.indexOf(0);
  throw new UnreadableDocument(
    "binary",
    `byte ${at} is NUL, which no text has: this is a binary file, or a text that was cut; ${SEND}`,
  );
}

/** ASCII, Latin, Greek, Cyrillic, general punctuation, CJK, Hangul and full-width forms. */
const WRITTEN =
  /[\t\n\r\u0020-\u007e\u00a0-\u052f\u2000-\u206f\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]/g;

/** Whether nearly all is what texts are written in. Read from the wrong side, hardly anything is. */
function looksWritten(text: string): boolean {
  const sample = text.slice(0, 20_000);
  const written = sample.match(WRITTEN)?.length ?? 0;
  return !sample.includes("\0") && written >= sample.length * 0.95 && /[\n\r ，。,.]/.test(sample);
}

function decodedAs(encoding: string, bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return encoding === "windows-1252" ? text.replace(C1, signOfC1) : text;
  } catch {
    return null;
  }
}

/**
 * Quotes, dashes and the euro sign of windows-1252, from 0x80 on. Node decodes them as Latin-1, whose
 * control characters no text has (nodejs/node#56542); a decoder that is right leaves none.
 */
const SIGNS = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
const C1 = /[\u0080-\u009f]/g;
const signOfC1 = (control: string): string => SIGNS.charAt(control.charCodeAt(0) - 0x80);

/** A few bad bytes in what else is good UTF-8: another encoding would turn all of it into nonsense. */
function refuseBrokenUtf8(bytes: Uint8Array): void {
  const text = new TextDecoder("utf-8").decode(bytes);
  const lost = text.match(/\ufffd/g)?.length ?? 0;
  const good = text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0;
  if (good < 4 || lost * 5 > good) return;
  const line = text.slice(0, text.indexOf("\ufffd")).split("\n").length;
  throw new UnreadableDocument(
    "charset",
    `the text is UTF-8 with ${lost} broken character${lost === 1 ? "" : "s"}, the first in line ${line}; ${SEND}, from a copy that is whole`,
  );
}

/**
 * What the commonest signs are in texts of each encoding that has two bytes for a sign. Read as
 * another of them, a text has hardly any of these.
 */
const COMMON: Readonly<Record<string, RegExp>> = {
  gb18030: /[的一是在不和为国法规定个人信息数据年月日发布办会部行中，。、]/g,
  big5: /[的一是在不和為國法規定個人資訊料年月日發布會部行中，。、]/g,
  shift_jis: /[\u3041-\u30fe。、]/g,
  "euc-jp": /[\u3041-\u30fe。、]/g,
  "euc-kr": /[\uac00-\ud7a3]/g,
};

/** Of the signs that are not ASCII, how many have to be common ones. */
const COMMON_ENOUGH = 0.15;

function guessed(bytes: Uint8Array): Decoded {
  const runs = highRuns(bytes);
  if (runs.paired >= runs.all * 0.7) {
    let best: (Decoded & { share: number }) | null = null;
    for (const [encoding, common] of Object.entries(COMMON)) {
      const text = decodedAs(encoding, bytes);
      if (text === null) continue;
      const share =
        (text.match(common)?.length ?? 0) / (text.match(/[^\0-\x7f]/g)?.length ?? Infinity);
      if (share > (best?.share ?? COMMON_ENOUGH)) best = { text, encoding, share };
    }
    if (best !== null) return best;
  } else if (runs.longest <= 6 && !bytes.some((byte) => UNUSED.has(byte))) {
    return { text: decodedAs("windows-1252", bytes) ?? "", encoding: "windows-1252" };
  }
  throw new UnreadableDocument(
    "charset",
    `the text is not UTF-8, and what it is in can't be told; ${SEND}, or name its character set (Content-Type: text/plain; charset=…)`,
  );
}

/** Bytes that windows-1252 gives no sign to. */
const UNUSED: ReadonlySet<number> = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/**
 * How many bytes above ASCII there are, and how many of them stand together: in Chinese nearly all,
 * in Western texts hardly any, as accents are single letters.
 */
function highRuns(bytes: Uint8Array): { all: number; paired: number; longest: number } {
  let [all, paired, longest, run] = [0, 0, 0, 0];
  for (let i = 0; i <= bytes.length; i++) {
    if ((bytes[i] ?? 0) >= 0x80) {
      run++;
      continue;
    }
    all += run;
    if (run > 1) paired += run;
    longest = Math.max(longest, run);
    run = 0;
  }
  return { all, paired, longest };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\0-\x08\x0e-\x1f\x7f]/g;

function refuseControls(text: string): void {
  const controls = text.match(CONTROLS)?.length ?? 0;
  if (text.includes("\0") || controls > 8 + text.length / 100) {
    throw new UnreadableDocument(
      "binary",
      `the text has ${controls} control characters: this is a binary file; ${SEND}`,
    );
  }
}

const isAscii = (bytes: Uint8Array) => bytes.every((byte) => byte < 0x80);

function warningsOf(
  text: string,
  encoding: string,
  declared: string | null,
  ascii: boolean,
): Warning[] {
  const warnings: Warning[] = [];
  if (encoding !== "utf-8" && declared !== encoding) {
    warnings.push({
      code: "charset_guessed",
      detail: `The text is not UTF-8 and was read as ${encoding}. See that its letters are right.`,
      span: null,
    });
  } else if (declared !== null && declared !== encoding && !ascii) {
    warnings.push({
      code: "charset_differs",
      detail: `The text was said to be ${declared}; it is ${encoding} and was read as that.`,
      span: null,
    });
  }
  const garbled = [...text.slice(0, 1_000_000).matchAll(GARBLED)];
  const [first] = garbled;
  if (first !== undefined && garbled.length >= 3) {
    warnings.push({
      code: "garbled_text",
      detail: `The text has signs such as "${first[0]}", as when UTF-8 was once read as windows-1252. Send it from a copy that is right.`,
      span: { start: first.index, end: first.index + first[0].length },
    });
  }
  return warnings;
}

/** Letters, quotes and dashes of UTF-8 as windows-1252 shows them. */
const GARBLED = /â€[\u0080-\u00bf™œ“”˜]|Ã[\u0080-\u00bf]|Â[\u00a0-\u00bf]/g;
