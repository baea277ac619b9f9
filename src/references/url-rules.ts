import { ELI_PATTERN, celexOfEli } from "./eu-acts.ts";

/**
 * Addresses that name what is at them by its own number, a line each: the reference that they stand
 * for is that, and they are also found as the addresses that they are.
 */
interface UrlRule {
  kind: "eu_act" | "ecli" | "federal_register";
  /** Tried on the normal form, in which `%3A` may stand for a colon. */
  pattern: RegExp;
  normalized(groups: readonly string[]): string | null;
}

const URL_RULES: readonly UrlRule[] = [
  {
    kind: "eu_act",
    pattern: new RegExp(
      `^https://(?:data\\.europa\\.eu|eur-lex\\.europa\\.eu)/${ELI_PATTERN}(?:/|$)`,
    ),
    normalized: ([kind = "", year = "", number = ""]) => celexOfEli(kind, year, number),
  },
  {
    kind: "eu_act",
    pattern:
      /^https:\/\/eur-lex\.europa\.eu\/[^?]{1,200}\?(?:[^&]{1,200}&){0,10}uri=CELEX(?:%3A|:)([1-9CE]\d{4}[A-Z]{1,2}\d{4}(?:R(?:\(|%28)\d\d(?:\)|%29))?)(?:&|$)/i,
    normalized: ([celex = ""]) => celex.toUpperCase().replace("%28", "(").replace("%29", ")"),
  },
  {
    kind: "ecli",
    pattern:
      /^https:\/\/eur-lex\.europa\.eu\/[^?]{1,200}\?(?:[^&]{1,200}&){0,10}uri=(?:ecli(?:%3A|:))?(ECLI(?:%3A|:)[A-Z]{2}(?:%3A|:)[A-Z]{1,7}(?:%3A|:)\d{4}(?:%3A|:)\d{1,5})(?:&|$)/i,
    normalized: ([ecli = ""]) => ecli.toUpperCase().replaceAll("%3A", ":"),
  },
  {
    kind: "federal_register",
    pattern: /^https:\/\/federalregister\.gov\/citation\/(\d{1,3})-FR-(\d{1,6})$/i,
    normalized: ([volume = "", page = ""]) => `${Number(volume)} FR ${Number(page)}`,
  },
];

/** What an address in its normal form names; null where that is only the address. */
export function namedByUrl(url: string): { kind: UrlRule["kind"]; normalized: string } | null {
  for (const { kind, pattern, normalized } of URL_RULES) {
    const match = pattern.exec(url);
    const named = match === null ? null : normalized(match.slice(1).map((group) => group ?? ""));
    if (named !== null) return { kind, normalized: named };
  }
  return null;
}
