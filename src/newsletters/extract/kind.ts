import type { ITEM_KINDS } from "../../vocabularies.ts";
import type { Read } from "../reading.ts";
import type { Act } from "./action-cues.ts";
import type { Scene } from "./scene.ts";

export type ItemKind = keyof typeof ITEM_KINDS;

interface Cue {
  kind: ItemKind;
  pattern: RegExp;
  /** In a section's heading it decides; elsewhere it counts so much. */
  weight: number;
}

/** What a heading or a text has that is of one kind. */
const CUES: readonly Cue[] = [
  {
    kind: "enforcement",
    weight: 2,
    pattern:
      /\b(?:fine[sd]?|penalt(?:y|ies)|sanctions?|enforcement|punish\w*|rectif\w+|campaign|crackdown|investigat\w+|violations? (?:of|by)|reprimand\w*|settle[sd]?|settlement|illegal|infring\w+|inspection|summon\w*|remov(?:ed|al)|cease and desist|suspend\w*|in breach of|warn(?:s|ed|ing)|sweep|probe[sd]?|bußgeld\w*|geldbuße\w*|verst(?:oß|öße)\w*|rügt|gerügt|verwarn\w+|amendes?|sanctionn\w*|mises? en demeure|mult(?:a|as|ó|ou)|sanci(?:ón|on[oóa]\w*)|infrac\w+|infraç\w+|fiscaliza\w+|sanzion\w+)\b|处罚|罚款|通报|约谈|查处|专项(?:整治|治理|行动)|整改|下架|执法|立案|违法违规/gi,
  },
  {
    kind: "case",
    weight: 3,
    pattern:
      /\b(?:judge?ments?|ruling|rules? (?:that|on|against|in)|ruled|verdict|sentenced|convicted|acquitted|plaintiffs?|defendants?|lawsuits?|class action|court of appeals?|first[- ]instance|appeal(?:ed|s)?|injunction|suspects?|litigat(?:ed|ion between)|preliminary ruling|first case|enjoin\w*|sues|sued|alleg(?:es|ed)|tribunal|court (?:rules|holds|finds|held|found|blocks|orders|dismisses|revives|upholds|strikes|says)|(?:federal|district|state|circuit) (?:judge|court)s?|C-\d+\/\d\d|urteil\w*|gerichtshof\w*|kläger\w*|klage|arrêts?|jugement|cour (?:d'appel|de cassation|de justice)|conseil d'état|tribunal(?:es)?|sentencia|sentença|julg(?:a|ou|amento)|recurso especial|sentenza)\b|判决|裁定|一审|二审|终审|判处|原告|被告|被告人|典型案例|提起公诉|法院认为|案件/gi,
  },
  {
    kind: "legislation",
    weight: 2,
    pattern:
      /\b(?:draft|bill|legislat\w+|amend(?:s|ed|ments?)|regulations?|measures|guidelines?|guidance|standards?|solicit\w*|comments?|consultation|adopt(?:s|ed)|promulgat\w+|act|law|plan|catalogue|opinions|decision|notice|rulemaking|proposed rule|final rule|in force|takes effect|approv\w+|enact\w*|passe[sd]|statute|notifie[sd]|(?:committee|report) stage|(?:first|second|third) reading|gesetz\w*|verordnung\w*|richtlinien?|entwurf\w*|leitlinien|orientierungshilfe|lois?|projet de loi|décret|règlement|lignes directrices|recommandations?|ley|decreto|reglamento|anteproyecto|directrices|consulta pública|resolução|regulamento|lei|projeto de lei|portaria|guia|legge|regolamento|linee guida)\b|征求意见|发布|印发|公布|施行|条例|办法|规定|指南|标准|草案|修订|立法/gi,
  },
];

const SECTIONS: readonly [RegExp, ItemKind][] = [
  [
    /enforce|penalt|sanction|fines\b|supervision|bußgeld|fiscaliza|sancion|sanzion|执法|处罚|监管动态|专项/i,
    "enforcement",
  ],
  [
    /court|case|judicial|litigation|judge?ment|rechtsprechung|gericht|jurispruden|contentieux|judici|tribuna|giurisprudenza|司法|案例|判例|诉讼/i,
    "case",
  ],
  [
    /legislat|gesetzgebung|législat|réglement|regulaç|normativ|law|regulat|rules|policy|standard|guid|立法|法规|政策|标准|规范/i,
    "legislation",
  ],
];

/** What is done by a development's own authorities, and of which kind that is. */
const BY_ACT: Readonly<Partial<Record<Act, ItemKind>>> = {
  issue: "legislation",
  consult: "legislation",
  propose: "legislation",
  adopt: "legislation",
  plan: "legislation",
  draft: "legislation",
  withdraw: "legislation",
  repeal: "legislation",
};

/** What the text that a development is about says of it. */
const BY_SUBJECT: Readonly<
  Record<"rules" | "judgment" | "campaign", { kind: ItemKind; points: number }>
> = {
  rules: { kind: "legislation", points: 2 },
  judgment: { kind: "case", points: 3 },
  campaign: { kind: "enforcement", points: 4 },
};

const HEADLINE = 2;
const SECTION = 5;
const DEED = 4;
const SAID = 2;
/** Cues in the text count up to so much of the text, and no more often. */
const MOST = 3;
const READ = 1500;

/** The kind of a development: by the headings above it, what is done, and the words. */
export function readKind(
  scene: Scene,
  acts: readonly { act: Act; isCourt: boolean; isFirst: boolean }[],
  subject: "rules" | "judgment" | "campaign" | null,
): Read<ItemKind> {
  const points: Record<ItemKind, number> = { legislation: 0, enforcement: 0, case: 0, other: 1 };
  for (const section of scene.development.sections) {
    const kind = SECTIONS.find(([pattern]) => pattern.test(section))?.[1];
    if (kind !== undefined) points[kind] += SECTION;
  }
  // "Country X fines …": what the headline says is done, by whomever.
  const said = scene.views.find(({ part }) => part.isHeadline)?.actions[0];
  if (said?.act === "enforce" && !said.isPassive) points.enforcement += SAID;
  if (said?.act === "adopt" || said?.act === "consult" || said?.act === "propose")
    points.legislation += SAID;
  for (const { act, isCourt, isFirst } of acts) {
    const isOfLaw = act === "judge" || act === "prosecute" || act === "enforce";
    const kind = !isOfLaw ? BY_ACT[act] : isCourt ? "case" : "enforcement";
    // "Announced" alone says little where no text is announced.
    const isOfText = act !== "issue" || subject !== null;
    if (kind !== undefined) points[kind] += isFirst && isOfText ? DEED : 1;
  }
  const bySubject = subject === null ? null : BY_SUBJECT[subject];
  if (bySubject !== null) points[bySubject.kind] += bySubject.points;
  // Titles tell of their own subjects: a law on enforcement is legislation.
  const text = scene.views
    .filter(({ part }) => !part.isHeadline)
    .map(({ masked }) => masked.slice(0, READ))
    .join("\n")
    .slice(0, READ);
  const headline = scene.views.find(({ part }) => part.isHeadline)?.masked.slice(0, READ) ?? "";
  for (const { kind, pattern, weight } of CUES) {
    points[kind] += Math.min(1, countOf(headline, pattern)) * weight * HEADLINE;
    points[kind] += (Math.min(MOST, countOf(text, pattern)) * weight) / MOST;
  }
  const order = (Object.entries(points) as [ItemKind, number][]).sort((a, b) => b[1] - a[1]);
  const [[kind, first], [, second]] = order as [[ItemKind, number], [ItemKind, number]];
  const doubt =
    first < 3 || first - second < 1
      ? "Nothing in the text says plainly what kind of development it is."
      : null;
  return { value: first < 1.5 ? "other" : kind, spans: [], doubt };
}

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
