import type { EVENT_TYPES } from "../../../vocabularies.ts";

/** What a date in a text is the date of. */
export type DateRole =
  /** Perhaps of the development itself. */
  | "own"
  /** Of what it reacts to: of the development only where nothing else is given. */
  | "occasion"
  /** Of something that was before, or of something else. */
  | "background"
  | Extract<
      keyof typeof EVENT_TYPES,
      | "in_force"
      | "applies"
      | "expires"
      | "comment_opened"
      | "comment_closes"
      | "compliance_deadline"
      | "repealed"
    >;

/** What the words around a date say of it. The first that fits counts. */
interface Cue {
  role: DateRole;
  /** Tried on what stands before the date in its sentence; ends with `$`. */
  before?: RegExp;
  /** Tried on what stands after it; begins with `^`. */
  after?: RegExp;
  /** What its sentence has to have besides. */
  sentence?: RegExp;
}

/** So much of what stands before and after a date is looked at. */
export const CUE_REACH = 90;

const ON =
  "(?:\\s(?:as\\s(?:of|from)|starting|beginning|on|from|since|in|by|until|at))?(?:\\s(?:the|be|is|will be|of))?";
const COMMENTS =
  /comment|consult|feedback|submission|respon[sd]|opinion|views|征求|意见|反馈|Konsultation|Stellung|contribui|observation|alegaciones|osservazioni/i;

export const DATE_CUES: readonly Cue[] = [
  // 自2020年8月1日起施行
  { role: "in_force", after: /^(?:起|开始)?(?:正式)?(?:施行|实施|生效|实行|执行)/ },
  { role: "in_force", before: /(?:施行|实施|生效)(?:日期|时间)(?:为|是|:)\s?$/ },
  { role: "expires", after: /^(?:起)?(?:失效|到期)/ },
  { role: "expires", before: /有效期(?:至|到|截至)\s?$/ },
  { role: "comment_closes", after: /^(?:之?前|以前|止)/, sentence: COMMENTS },
  {
    role: "comment_closes",
    before: /(?:截止|截至|至|到)(?:日期|时间)?(?:为|至|是|:)?\s?$/,
    sentence: COMMENTS,
  },
  { role: "compliance_deadline", after: /^(?:之?前|以前|底前)/ },
  { role: "background", before: /(?:截至|截止|自从?|早在)\s?$/ },
  { role: "background", after: /^(?:以来|至今)/ },
  {
    role: "in_force",
    before: new RegExp(
      `(?:(?:take|takes|took|taking|has|have)\\seffect|commence[sd]?|commencing|start(?:s|ed)?\\s(?:to\\sapply|applying)|go(?:es)?\\slive|(?:come|comes|came|coming|enter|enters|entered|entering|entry)\\sin(?:to)?\\s(?:force|effect)|effective(?:\\sdate)?|in(?:to)?\\s(?:force|effect)|implemented|implementation|tritt|Kraft|vigueur)${ON}\\s$`,
      "i",
    ),
  },
  {
    role: "in_force",
    after:
      /^,?\s?(?:in Kraft|entre en vigueur|entr(?:a|ará|ó) en vigor|entr(?:a|ará|ou) em vigor)/i,
  },
  {
    role: "in_force",
    before:
      /\b(?:entr(?:a|ará|ó|ou|era|e|ent)\s(?:en|em|in)\s(?:vigueur|vigor|vigore)|entrada\s(?:en|em)\svigor)\s(?:le|el|il|em|a partir d[eo]l?|no dia|dès le|à compter du)?\s?$/i,
  },
  { role: "applies", before: new RegExp(`(?:appl(?:y|ies|icable)|application)${ON}\\s$`, "i") },
  {
    role: "expires",
    before:
      /(?:valid(?:ity)?|(?:remain|remains|stay|stays)\sin\s(?:force|effect)|expires?|expiring|sunsets?)\s(?:until|till|through|to|on|up to|in)\s(?:the\s)?$/i,
  },
  {
    role: "repealed",
    before: /(?:repealed|abolished|revoked)\s(?:on|from|as of|with effect from)\s$/i,
  },
  {
    role: "comment_closes",
    before:
      /(?:by|before|until|till|than|to|through|close[sd]?(?:\son)?|ends?(?:\son)?|deadline[^.;]{0,40}|due(?:\son)?|open(?:\suntil)?|bis(?:\szum)?|jusqu'au|avant le|hasta el|até(?:\so\sdia)?|entro il)\s(?:the\s)?(?:end\sof\s|close\sof\sbusiness\s(?:on\s)?)?$/i,
    sentence: COMMENTS,
  },
  {
    role: "comment_closes",
    before:
      /(?:comments?|consultation|comment period)\s(?:period\s)?(?:\w{1,12}\s){0,3}(?:close[sd]?|closing|ends?|runs?|open)\s(?:on|until|to|through)\s$/i,
  },
  {
    role: "compliance_deadline",
    before:
      /(?:by|before|until|till|no later than|not later than|prior to|deadline(?:\sof|\sis)?|within|due(?:\son)?|bis(?:\szum)?|jusqu'au|avant le|hasta el|até(?:\so\sdia)?|entro il)\s(?:the\s)?(?:end\sof\s)?$/i,
  },
  {
    role: "occasion",
    before:
      /(?:broadcast|aired|exposed|televised|streamed)(?:\s(?:by|on)\s[\p{L}\p{N}.&' ]{1,40})?\s(?:on|in)\s$/iu,
  },
  // "From 1 October, firms must …": what the text asks for
  {
    role: "applies",
    before: /^\s?(?:from|as of|as from|starting|beginning|effective)\s$/i,
    sentence: /\b(?:must|shall|will|ha(?:ve|s) to|required|need to|obliged)\b/i,
  },
  { role: "occasion", before: /(?:曝光|播出)[^。]{0,4}$/ },
  // "In its decision of 6 June", "mit Urteil vom …", "par une décision du …": what is reported
  {
    role: "own",
    before:
      /(?:\b(?:its|in an?|by(?: an?)?|in the|their)|['’]s)\s(?:[\p{L}-]{1,15}\s){0,2}(?:judge?ment|ruling|decision|order|resolution|notice|opinion)\s(?:of|dated|from|delivered on|handed down on|issued on|made on|published on)\s$/iu,
  },
  {
    role: "own",
    before:
      /\b(?:mit|in|durch|nach)\s(?:\p{L}{1,12}\s){0,2}(?:urteil|beschluss|entscheidung|bescheid|urteilen)\s(?:\p{L}{1,12}\s){0,3}vom\s$/iu,
  },
  {
    role: "own",
    before:
      /\b(?:par|dans|por|en|con|em|na|no|pela|pelo)\s(?:\p{L}{1,8}['’]?\s?){0,2}(?:décision|délibération|arrêt|jugement|ordonnance|decisión|resolución|sentencia|decisão|sentença|resolução|acórdão)\s(?:[\p{L}\d°º/.-]{1,20}\s){0,4}(?:du|de|en date du|rendue? le|dictada el)\s$/iu,
  },
  {
    role: "background",
    before:
      /(?:since|dated|as of|founded in|established in|between|compared (?:with|to)|after|following|ahead of|until|up to|back in|from|seit|nach|depuis|après|desde|após|después de|dal|dopo)\s(?:the\s|dem\s|der\s|le\s|el\s|o\s|il\s)?$/i,
  },
  // Regulation of the European Parliament and of the Council of 27 April 2016
  {
    role: "background",
    before:
      /(?:regulation|directive|decision|law|act|judgment|ruling|order|opinion|council|parliament|version|draft|session|meeting|verordnung|gesetz|règlement|loi|arrêt|urteil)\s(?:of|from|vom|du)\s$/i,
  },
  {
    role: "background",
    before:
      /(?:(?:filed|received|lodged|occurred|happened|began|started|discovered|notified|hacked|breached|purchased|collected|signed up|complained|took place)\s(?:[\p{L}]{1,15}\s){0,4}(?:on|in)|\b(?:had|previously|earlier|already)\s[^.;,]{1,50}(?:on|in))\s$/iu,
  },
];

/** A day on which somebody else did something, by what follows it in Chinese: 2022年9月，业主投诉… */
export const DONE_BY_OTHERS =
  /^[^。;；]{0,24}(?:投诉|举报|起诉至|诉至|报案|发现|入职|注册|购买|下载)/;

/** What a sentence begins with that tells of something before. */
export const TELLS_OF_BEFORE =
  /^(?:(?:back )?in (?:19|20)\d\d,|previously|earlier|before (?:this|that)|prior to|since\s|historically|background|此前|之前|早在|去年|早先|前期|in the past|last year|as early as)/i;

/** When a development is said to have been without a date. */
export const VAGUE =
  /\b(?:recently|lately|in recent (?:days|weeks|months)|the other day|these days|kürzlich|neulich|récemment|dernièrement|recientemente|recentemente|di recente)\b|近日|日前|近期|最近|近来|前不久|不久前/i;

/** Days counted from the edition's date: how far back, and what is known by it. */
export const RELATIVE: readonly {
  pattern: RegExp;
  days: number;
  /** A month before the edition's, in months. */
  months?: number;
  precision: "day" | "week" | "month";
}[] = [
  {
    pattern: /\btoday\b|今日|今天|\b(?:heute|aujourd['’]hui|hoy|hoje|oggi)\b/i,
    days: 0,
    precision: "day",
  },
  {
    pattern: /\byesterday\b|昨日|昨天|\b(?:gestern|hier|ayer|ontem|ieri)\b/i,
    days: 1,
    precision: "day",
  },
  {
    pattern:
      /\b(?:this|current) week\b|本周|\b(?:diese Woche|cette semaine|esta semana|questa settimana)\b/i,
    days: 3,
    precision: "week",
  },
  {
    pattern:
      /\blast week\b|上周|\b(?:vergangene Woche|letzte Woche|la semaine dernière|la semana pasada|na semana passada)\b/i,
    days: 7,
    precision: "week",
  },
  {
    pattern:
      /\b(?:this|the current) month\b|本月|\b(?:diesen Monat|ce mois-ci|este mes|este mês|questo mese)\b/i,
    days: 0,
    months: 0,
    precision: "month",
  },
  {
    pattern:
      /\blast month\b|上月|上个月|\b(?:vergangenen Monat|letzten Monat|le mois dernier|el mes pasado|no mês passado)\b/i,
    days: 0,
    months: 1,
    precision: "month",
  },
];

/** "Last Thursday", "on Thursday": days of the week, Sunday first. */
export const WEEKDAY = /\b(last |this past |on |this )(sun|mon|tues|wednes|thurs|fri|satur)day\b/i;
export const WEEKDAYS: readonly string[] = [
  "sun",
  "mon",
  "tues",
  "wednes",
  "thurs",
  "fri",
  "satur",
];
