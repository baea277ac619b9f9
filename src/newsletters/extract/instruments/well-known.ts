import type { Part } from "../part.ts";
import type { Stretch } from "../sentences.ts";
import type { InstrumentType } from "./heads.ts";

/** Texts that are called by their initials, by type; a line for each. */
const INITIALS: Readonly<Partial<Record<InstrumentType, string>>> = {
  law:
    "CCPA CPRA HIPAA COPPA FERPA GLBA FCRA BIPA VPPA TCPA FISMA PIPL PIPEDA LGPD PDPA DPDPA DPDP APPI PIPA KVKK POPIA " +
    "BDSG TTDSG TDDDG",
  regulation: "GDPR DSGVO RGPD AVG DSA DMA DORA PECR",
  directive: "NIS2 NIS-2",
};

const TYPES: ReadonlyMap<string, InstrumentType> = new Map(
  (Object.entries(INITIALS) as [InstrumentType, string][]).flatMap(([type, words]) =>
    words.split(" ").map((word) => [word, type] as const),
  ),
);

/** Initials that something else has as well: they count only beside words of law. */
const ALSO_OTHERS = new Set(["AVG", "DSA", "DMA", "DORA", "PDPA", "PIPA", "APPI", "KVKK"]);

const OF_LAW =
  /(?:\b(?:under|of|with|the|violat\w{2,6}|breach\w{0,3}|infring\w{2,6}|article \d+\S*|section \d+\S*|art\.? ?\d+\S*)\s(?:the\s)?)$/i;

const NAMES = new RegExp(
  `(?<![\\p{Script=Latin}\\p{N}-])(?:(?:UK|EU)[ -])?(${[...TYPES.keys()].join("|")})(?![\\p{Script=Latin}\\p{N}-]| (?:Rule|Act|Directive|Regulation)s?(?!\\p{L}))`,
  "gu",
);

/** Where a part names a text by initials that everybody uses: GDPR, UK GDPR, HIPAA. */
export function wellKnown({ plain }: Part): (Stretch & { type: InstrumentType })[] {
  return [...plain.matchAll(NAMES)].flatMap(({ 0: written, 1: initials = "", index }) => {
    const before = plain.slice(Math.max(0, index - 24), index);
    if (ALSO_OTHERS.has(initials) && !OF_LAW.test(before)) return [];
    const type = TYPES.get(initials) as InstrumentType;
    return [{ start: index, end: index + written.length, type }];
  });
}
