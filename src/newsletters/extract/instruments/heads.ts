import type { INSTRUMENT_TYPES } from "../../../vocabularies.ts";

export type InstrumentType = keyof typeof INSTRUMENT_TYPES;

/**
 * The words that say what kind of text a title is of, by type; singular and plural. After `|` those
 * that mean a text only where somebody issues it: a "statement" or a "plan" is often none.
 */
const HEADS: Readonly<Partial<Record<InstrumentType, string>>> = {
  constitution: "constitution charter",
  law: "law act code codes statute gesetz loi | ordinance",
  bill: "bill",
  amendment: "amendment amendments",
  regulation: "regulation regulations verordnung règlement décret decree decrees ordinance",
  directive: "directive richtlinie | directives",
  decision: "decision decisions order beschluss décision resolution | orders",
  rule: "measures rules rule provisions | instructions",
  judicial_interpretation: "interpretation interpretations",
  opinion: "opinion opinions",
  standard: "standard standards specification specifications requirements",
  guideline:
    "guideline guidelines guidance guide recommendation recommendations handbook orientations leitlinien | advisory principles toolkit checklist manual faq faqs suggestions framework clauses",
  catalogue: "catalogue catalog list",
  plan: "plan strategy roadmap blueprint outline | plans programme program",
  notice: "notice circular announcement bulletin | notification",
  treaty: "convention treaty | agreement memorandum protocol",
  judgment: "judgment judgement | ruling verdict",
  other: "| statement report declaration campaign letter whitepaper paper",
};

export interface Head {
  type: InstrumentType;
  /** Whether it is one only where somebody issues it. */
  isWeak: boolean;
}

const BY_WORD: ReadonlyMap<string, Head> = new Map(
  (Object.entries(HEADS) as [InstrumentType, string][]).flatMap(([type, words]) => {
    const [strong = "", weak = ""] = words.split("|");
    const heads = (list: string, isWeak: boolean) =>
      list
        .split(" ")
        .filter((word) => word !== "")
        .map((word) => [word, { type, isWeak }] as const);
    return [...heads(weak, true), ...heads(strong, false)];
  }),
);

export const headOf = (word: string): Head | undefined => BY_WORD.get(word.toLowerCase());

/** What a whole title says of its type, before its head word does. The first that fits counts. */
const BY_TITLE: readonly [RegExp, InstrumentType][] = [
  [/^(?:draft )?amendments?\b|\bamendment (?:act|bill|regulations?)?$|修正案/i, "amendment"],
  [
    /\bjudicial interpretation|关于审理.*的解释|司法解释|适用.*(?:问题|法律).*(?:解释|规定)$/i,
    "judicial_interpretation",
  ],
  [/\bexecutive order\b/i, "decision"],
  [/\bpractice guide\b|\bcodes? of (?:practice|conduct)\b|行为准则/i, "guideline"],
  // Acts of the European Union that are called so.
  [
    /\b(?:Digital Services|Digital Markets|Artificial Intelligence|AI|Data Governance|Cyber Resilience|Cyber Solidarity|Cybersecurity|Digital Operational Resilience|European Media Freedom|Interoperable Europe|European Chips|Markets in Crypto-Assets) Act$|^(?:EU )?Data Act$|^(?:欧盟)?(?:人工智能法案?|数字服务法案?|数字市场法案?|数据法案|数据治理法案?|网络弹性法案?)$/i,
    "regulation",
  ],
  [/\b(?:work|action|legislative|strategic|development) (?:work )?plan\b|strategy\b/i, "plan"],
  [/\b(?:implementing|delegated) regulation\b/i, "regulation"],
  [/\bdirective \(?(?:EU|EC|\d)/i, "directive"],
  [/\bregulation \(?(?:EU|EC)/i, "regulation"],
  [/^(?:opinion)\b.*\b(?:advocate general)/i, "other"],
  [
    /\sv\.?s?\.?\s|\sc\.\s|^case\s|^(?:rechtssache|affaire|asunto|processo|causa)\s|(?<![法议草方提预档备正])案$|判决书?$/i,
    "judgment",
  ],
];

/** The type of a Chinese title by what it ends with; longer ones first. */
const CHINESE_ENDS: readonly [string, InstrumentType][] = [
  ["宪法", "constitution"],
  ["修正案", "amendment"],
  ["司法解释", "judicial_interpretation"],
  ["的解释", "judicial_interpretation"],
  ["解释", "judicial_interpretation"],
  ["实施条例", "regulation"],
  ["条例", "regulation"],
  ["法案", "law"],
  ["草案", "bill"],
  ["法典", "law"],
  ["办法", "rule"],
  ["规定", "rule"],
  ["实施细则", "rule"],
  ["细则", "rule"],
  ["规则", "rule"],
  ["规程", "rule"],
  ["决定", "decision"],
  ["命令", "decision"],
  ["意见", "opinion"],
  ["要求", "standard"],
  ["规范", "standard"],
  ["标准", "standard"],
  ["实践指南", "guideline"],
  ["指南", "guideline"],
  ["指引", "guideline"],
  ["准则", "guideline"],
  ["目录", "catalogue"],
  ["清单", "catalogue"],
  ["名单", "catalogue"],
  ["计划", "plan"],
  ["规划", "plan"],
  ["纲要", "plan"],
  ["方案", "plan"],
  ["战略", "plan"],
  ["要点", "plan"],
  ["通知", "notice"],
  ["通告", "notice"],
  ["公告", "notice"],
  ["通报", "notice"],
  ["批复", "notice"],
  ["公约", "treaty"],
  ["协定", "treaty"],
  ["条约", "treaty"],
  ["判决书", "judgment"],
  ["裁定书", "judgment"],
  ["决定书", "decision"],
  ["法", "law"],
  ["函", "notice"],
  ["白皮书", "other"],
  ["报告", "other"],
];

/** The type of a title; null where nothing in it says that it is one of a legal text. */
export function typeOfTitle(title: string): InstrumentType | null {
  const byTitle = BY_TITLE.find(([pattern]) => pattern.test(title));
  if (byTitle !== undefined) return byTitle[1];
  const bare = title
    .replace(/[(（〔[][^()（）〔〕[\]]{0,40}[)）〕\]]/g, "")
    .replace(/\s+/g, " ")
    .trim();
  const byEnd = CHINESE_ENDS.find(([end]) => bare.endsWith(end));
  if (byEnd !== undefined) return byEnd[1];
  const words = bare.match(/[\p{L}]+/gu) ?? [];
  // A title begins with its head (Measures for …) or ends with it (Data Security Law).
  const isInitial =
    /^(?:\S+\s){0,3}?\S+\s(?:on|for|of|to|concerning|regarding|relating|against|in)\s/i.test(bare);
  const first = words
    .slice(0, 4)
    .map(headOf)
    .find((head) => head !== undefined);
  const last = words.map(headOf).findLast((head) => head !== undefined);
  const german = words.find((word) => /(?:gesetz|verordnung|richtlinie)$/i.test(word));
  return (
    (isInitial ? first : last)?.type ??
    last?.type ??
    (german === undefined ? null : germanType(german))
  );
}

const germanType = (word: string): InstrumentType =>
  /gesetz$/i.test(word) ? "law" : /verordnung$/i.test(word) ? "regulation" : "directive";
