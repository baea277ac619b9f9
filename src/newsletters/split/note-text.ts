import type { Note } from "../layout.ts";
import type { Span } from "../passage.ts";
import type { Address } from "./addresses.ts";
import { addressesWithin } from "./addresses.ts";
import type { KeptText } from "./kept-text.ts";
import { EMPTY_TITLE, SOURCE_BEFORE_ADDRESS, SOURCE_LINE } from "./words.ts";

/** What an address that was broken at the end of a line goes on with. */
const REST_OF_ADDRESS = /^\s{0,4}(?:\r\n|\n|\r)[ \t]{0,12}(?!https?:|www\.)([!-~]{1,500})(?=\s|$)/;

/** Reads what a note says: a note for each address, the first with what is printed beside them. */
export function readNote(
  kept: KeptText,
  addresses: readonly Address[],
  body: Span,
  note: Pick<Note, "mark" | "marked" | "span">,
): Note[] {
  const found = addressesWithin(addresses, body).map((address) => continued(kept, address, body));
  const text = textBeside(kept, body, found);
  const [first, ...others] = found;
  if (first === undefined) return text === null ? [] : [{ ...note, url: null, text }];
  return [
    { ...note, url: first.url, text },
    ...others.map(({ url }) => ({ ...note, url, text: null })),
  ];
}

/** An address with the part of it that stands on the next line. */
function continued(kept: KeptText, address: Address, body: Span): Address {
  if (address.title !== null) return address;
  const after = kept.document.slice(address.end, Math.min(body.end, address.end + 520));
  const rest = REST_OF_ADDRESS.exec(after);
  const [whole, piece] = [rest?.[0] ?? "", rest?.[1] ?? ""];
  const goesOn =
    /[/=&?_%-]$/.test(address.url) ||
    /^[/?&=#%_-]/.test(piece) ||
    /\d\.|[/=&%]|\.(?:s?html?|pdf|aspx?|php)/.test(piece);
  if (piece === "" || !goesOn) return address;
  const url = address.url + piece.replace(/[.,;:)\]]{1,3}$/, "");
  return { ...address, url, end: address.end + whole.length };
}

/** What is printed besides addresses, without the words and signs that only lead to them. */
function textBeside(kept: KeptText, body: Span, addresses: readonly Address[]): string | null {
  const spans: Span[] = [];
  let at = body.start;
  for (const { start, end, title } of addresses) {
    spans.push({ start: at, end: title === null ? start : title.start });
    if (title !== null) spans.push(title);
    at = Math.max(at, Math.min(end, body.end));
  }
  spans.push({ start: at, end: body.end });
  const kinds = kept.passage(spans.filter(({ start, end }) => end > start)).text;
  const text = bare(kinds);
  return text === "" || EMPTY_TITLE.test(text) || /^[^\p{L}\p{N}]+$/u.test(text) ? null : text;
}

function bare(text: string): string {
  const said = SOURCE_LINE.exec(text)?.[0] ?? "";
  // What opened before the words closes after what they lead to.
  const led = /^[(（[【]/.test(said) ? text.replace(/[)）\]】][.。]?$/, "") : text;
  const left = led
    .slice(said.length)
    .replace(/\b(?:available (?:at|here|from)|accessible at)\s?:?\s?(?=\(|\[|$)/gi, "")
    .replace(/^([(（])(.{1,300})[)）]$/, "$2")
    .replace(/(?:<\s?>|\(\s?\)|\[\s?\]|（\s?）|【\s?】)/g, " ")
    .replace(/\s+/g, " ");
  return left
    .replace(SOURCE_BEFORE_ADDRESS, "")
    .replace(/\s?[,;]\s?\.?$/, "")
    .replace(/^[\s,，;；:：.。|–—-]+/, "")
    .replace(/(?:[,，;；:：|–—<([（【]|\s-|\s(?:at|under|via|on))?[\s,，;；:：|–—<([（【]*$/i, "")
    .trim();
}
