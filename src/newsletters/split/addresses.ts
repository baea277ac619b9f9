import type { Span } from "../passage.ts";
import { addressesIn } from "../../references/scan.ts";
import { firstAfter } from "./kept-text.ts";
import type { Link } from "./markup.ts";

/** A web address as it is written in a text. */
export interface Address extends Span {
  url: string;
  /** The title of a link; null for an address that stands in the text itself. */
  title: Span | null;
}

/** Without a scheme only what begins so is an address for certain. */
const WITHOUT_SCHEME =
  /(?<![\w@./:-])www\.[a-z0-9-]{1,63}\.[a-z0-9.-]{2,100}(?:\/[^\s<>"“”‘’«»「」《》【】（），。；：！？、\u3000\u4e00-\u9fff]{0,2000})?/gi;

/** All addresses of a document, in order: links, and those that are written out. */
export function addressesOf(document: string, links: readonly Link[]): Address[] {
  const found: Address[] = links.map(({ start, end, title, url }) => ({ start, end, url, title }));
  for (const { start, address } of addressesIn(document)) {
    const url = withoutText(address);
    found.push({ start, end: start + url.length, url, title: null });
  }
  for (const { 0: match, index } of document.matchAll(WITHOUT_SCHEME)) {
    const url = match.replace(/[.,;:!?)\]'*_]{1,9}$/, "");
    found.push({ start: index, end: index + url.length, url, title: null });
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const apart: Address[] = [];
  for (const address of found) {
    const last = apart.at(-1);
    if (last === undefined || address.start >= last.end) apart.push(address);
  }
  return apart;
}

/**
 * Chinese has no space after an address, and paths may be in Chinese too: signs of it belong to the
 * address where they begin a part of it. So does Markdown's emphasis not, nor the target of a link.
 */
function withoutText(address: string): string {
  const han = /(?<![/=%&?#\u3400-\u9fff-])[\u3400-\u9fff]/.exec(address);
  const ended = han === null ? address : address.slice(0, han.index);
  return ended.replace(/(?:\*\*|\]\(|\)\[|\)\*\*|\\$).{0,4000}$/, "").replace(/[|]{1,9}$/, "");
}

/** The addresses that begin within a stretch. */
export function addressesWithin(addresses: readonly Address[], { start, end }: Span): Address[] {
  const within: Address[] = [];
  for (let i = firstAfter(addresses, start); i < addresses.length; i++) {
    const address = addresses[i] as Address;
    if (address.start >= end) break;
    if (address.start >= start) within.push(address);
  }
  return within;
}
