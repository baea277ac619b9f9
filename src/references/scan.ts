import type { REFERENCE_KINDS } from "../vocabularies.ts";
import { faultOfUrl, normalizeUrl } from "../values/urls.ts";
import { issuerStarts } from "./chinese.ts";
import type { Rule } from "./rules.ts";
import { RULES } from "./rules.ts";
import { namedByUrl } from "./url-rules.ts";

export type ReferenceKind = keyof typeof REFERENCE_KINDS;

/** What a reference may mean. */
export interface Reading {
  /** A UTF-16 offset into the text. */
  start: number;
  normalized: string;
  /** The place within it that was written with it, such as `(a)(1)`, or null. */
  locator: string | null;
  /** The normal forms that records with this have; the first is `normalized`, except for addresses. */
  forms: string[];
  /** What a record that stands for this stands for too. */
  alsoKnownAs: string[];
  /** The forms of what it is a part of, which is meant where nothing stands for the part. */
  within: string[];
}

/** A reference as it stands in a text. */
export interface Written {
  kind: ReferenceKind;
  start: number;
  /** Exclusive. */
  end: number;
  /** The likeliest first; more than one only where Chinese does not tell where a name begins. */
  readings: [Reading, ...Reading[]];
}

/** Every reference of a text that a rule knows, as they come, also where they overlap. */
export function* scanByRules(plain: string): Generator<Written> {
  for (const rule of RULES) {
    for (const match of plain.matchAll(rule.pattern)) {
      const [first, ...others] = readingsOf(rule, match, plain);
      if (first === undefined) continue;
      const end = match.index + match[0].length;
      yield { kind: rule.kind, start: first.start, end, readings: [first, ...others] };
    }
  }
}

function readingsOf(rule: Rule, match: RegExpExecArray, plain: string): Reading[] {
  const groups = match.slice(1).map((group) => group ?? "");
  const at = match.index;
  if (rule.issued !== true) return readAt(rule, groups, at);
  return issuerStarts(plain, at).flatMap((start) =>
    readAt(rule, [...groups, plain.slice(start, at)], start),
  );
}

function readAt(rule: Rule, groups: readonly string[], start: number): Reading[] {
  const reading = rule.read(groups);
  if (reading === null) return [];
  const { normalized, locator = null, alsoKnownAs = [], within = [] } = reading;
  return [{ start, normalized, locator, forms: [normalized], alsoKnownAs, within }];
}

/** White space, quotes and brackets that no address has, and the punctuation of Chinese. */
const ADDRESS =
  /https?:\/\/[^\s<>"“”‘’«»「」『』《》〈〉【】〔〕（），。；：！？、\u3000]{1,4000}/gi;

/** Every web address of a text; what ends the sentence around it is left out. */
export function* addressesIn(text: string): Generator<{ start: number; address: string }> {
  for (const { 0: found, index: start } of text.matchAll(ADDRESS)) {
    const address = withoutPunctuation(found);
    if (faultOfUrl(address) === null) yield { start, address };
  }
}

/** Every web address of a text as a reference. */
export function* scanAddresses(text: string): Generator<Written> {
  for (const { start, address } of addressesIn(text)) {
    const { kind, ...reading } = readAddress(address);
    yield { kind, start, end: start + address.length, readings: [{ start, ...reading }] };
  }
}

/** What an address that has been validated refers to. */
export function readAddress(address: string): { kind: ReferenceKind } & Omit<Reading, "start"> {
  const url = normalizeUrl(address);
  const named = namedByUrl(url);
  const rest = { locator: null, alsoKnownAs: [], within: [] };
  return named === null
    ? { kind: "url", normalized: url, forms: [url], ...rest }
    : { ...named, forms: [named.normalized, url], ...rest };
}

const CLOSING: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** An address without the punctuation after it; brackets belong to it where it opens them. */
function withoutPunctuation(address: string): string {
  const depth: Record<string, number> = { "(": 0, "[": 0, "{": 0 };
  for (const sign of address) {
    if (sign in depth) depth[sign] = (depth[sign] ?? 0) + 1;
    const opening = CLOSING[sign];
    if (opening !== undefined) depth[opening] = (depth[opening] ?? 0) - 1;
  }
  let end = address.length;
  for (; end > 0; end--) {
    const last = address.charAt(end - 1);
    const opening = CLOSING[last];
    if (opening !== undefined && (depth[opening] ?? 0) < 0) {
      depth[opening] = (depth[opening] ?? 0) + 1;
    } else if (!/[.,;:!?'*_~…]/.test(last)) break;
  }
  return address.slice(0, end);
}
