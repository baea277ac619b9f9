import type { BODY_KINDS } from "../../../vocabularies.ts";

export type BodyKind = keyof typeof BODY_KINDS;

/** Words that names of authorities have, by the kind of body that they say; a line for each kind. */
const HEADS: Readonly<Partial<Record<BodyKind, string>>> = {
  procuratorate:
    "procuratorate prosecutor prosecutors staatsanwaltschaft procureur fiscalía procura",
  court:
    "court tribunal gericht gerichtshof bundesgerichtshof cour corte juzgado audiencia conseil d'état",
  police: "police",
  legislature:
    "parliament congress assembly senate legislature knesset bundestag bundesrat sejm duma",
  ministry: "ministry ministère ministerium ministerio ministero ministério department",
  regulator:
    "administration authority agency commission commissioner commissioner's ombudsman regulator inspectorate " +
    "dpa autorité commissariat agencia autoridad autoridade garante bundesamt bundesnetzagentur datatilsynet " +
    "datenschutzbeauftragte datenschutzbeauftragter superintendence superintendencia comisión autoriteit",
  government: "government bureau cabinet governor chancellery secretariat",
  standards_body: "",
  other: "committee council board office centre center directorate taskforce",
};

const BY_WORD: ReadonlyMap<string, BodyKind> = new Map(
  (Object.entries(HEADS) as [BodyKind, string][]).flatMap(([kind, words]) =>
    words
      .split(" ")
      .filter((word) => word !== "")
      .map((word) => [word, kind] as const),
  ),
);

/** The word that a name's kind is known by; German joins it to what stands before it. */
export const bodyHead = (word: string): BodyKind | undefined =>
  BY_WORD.get(word.toLowerCase()) ??
  (/^\p{Lu}\p{L}{3,30}(?:gericht|gerichtshof)s?$/iu.test(word) ? "court" : undefined);

/** What a whole name says, before its head word does. */
const BY_NAME: readonly [RegExp, BodyKind][] = [
  [/procurat|prosecut|检察院/i, "procuratorate"],
  [/court|tribunal|gericht\b|法院/i, "court"],
  [/attorney general/i, "procuratorate"],
  [/public security|police|公安/i, "police"],
  [/people's congress|parliament|senate|人民代表大会|人大常委会|议会/i, "legislature"],
  [
    /technical committee|standardi[sz]ation|standards? (?:institut|bod|organi)|标准化/i,
    "standards_body",
  ],
  [/government|人民政府/i, "government"],
  [/ministry|minist[eè]r|(?:部|厅)$/i, "ministry"],
  [/bureau|局$/i, "regulator"],
  [/(?:委员会|办公室|网信办|总署|署)$/, "regulator"],
];

export function kindOfBody(name: string): BodyKind {
  const byName = BY_NAME.find(([pattern]) => pattern.test(name));
  if (byName !== undefined) return byName[1];
  const heads = name
    .split(/\s+/)
    .map(bodyHead)
    .filter((head) => head !== undefined);
  return heads.find((head) => head !== "other") ?? heads[0] ?? "other";
}

/** Names that end so are no authority's: a company, its organs, products. */
export const NO_AUTHORITY =
  /(?:\b(?:Board of Directors|Microsoft Office|Office 365|Oversight Board|Supervisory Board|Works Council|Executive Board|Management Board|Audit Committee|Business Administration|Presidential Administration|Biden Administration|Trump Administration|Obama Administration|Data Center|Data Centre|Help Center|Trust Center|Shopping Center|Call Center)\b|^(?:Head|Home|Back|Front|Box) Office$)/i;

/** Words that alone do not tell one body from another. */
export const GENERIC_WORDS = new Set(
  "the a an of for and on in to its their this that said such local competent relevant national federal state public regional central other new same first".split(
    " ",
  ),
);

/** The end of a Chinese name of an authority. */
export const CHINESE_HEAD =
  /(?:委员会|办公室|网信办|人民法院|法院|人民检察院|检察院|人民政府|总署|总局|管理局|监管局|公安局|公安厅|司法局|数据局|通信管理局|厅|局)(?![部面限势长域校士名门副])/g;

/** Before a Chinese name, and no part of it. */
export const CHINESE_BEFORE =
  /^.*(?:由|经(?![济信贸营])|对|在|被|向|据|按|让|等|了|近日|日前|日|月|年|的|以及|联合|会同|牵头|此外|其中|根据|经过|包括|针对|关于|公布|发布|印发|通报|来自|有关|相关|各地|各级|属地|当地|要求|参加|召开|审理|提起|起诉|移送|时|后|前)/;
