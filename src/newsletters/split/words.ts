/**
 * What newsletters call their parts. Each list only helps where the layout leaves a choice; more words
 * are more lines here.
 */

const whole = (words: readonly string[]): RegExp =>
  new RegExp(`^[^\\p{L}\\p{N}]{0,6}(?:${words.join("|")})[^\\p{L}\\p{N}]{0,6}$`, "iu");

/** Headings of lists of notes. */
export const NOTES_HEADING = whole([
  "(?:foot|end)[- ]?notes?(?: and sources| & sources)?",
  "notes?(?: and sources| & references| and references)?",
  "sources?(?: and links| and references)?",
  "references?",
  "links?(?: and sources)?",
  "citations?",
  "bibliography",
  "quellen(?:angaben|verzeichnis|nachweise)?",
  "fu(?:ß|ss)noten",
  "nachweise",
  "anmerkungen",
  "notes de bas de page",
  "r[ée]f[ée]rences",
  "fuentes",
  "notas",
  "referencias",
  "fonti",
  "bronnen",
  "voetnoten",
  "注释?",
  "脚注",
  "尾注",
  "参考(?:资料|文献|来源|链接)",
  "(?:信息|资料|文章|新闻)?来源",
  "(?:相关|原文|参考)?链接",
  "註釋?",
  "參考(?:資料|文獻)",
  "資料來源",
]);

/** What a line begins with that says where the development before it is from. */
const SOURCE_WORDS = [
  "(?:original |official |primary |full )?sources?",
  "sources? (?:and|&) links?",
  "links?(?: to (?:the )?(?:source|document|text|decision|judgment|press release))?",
  "url",
  "via",
  "references?",
  "related(?: (?:articles?|links?|documents?|news|stor(?:y|ies)))?",
  "full (?:stor(?:y|ies)|articles?)",
  "available (?:at|here|from)",
  "quellen?",
  "lien",
  "fuentes?",
  "fonte",
  "bron",
  "(?:信息|消息|资料|新闻|文章|数据|内容|文件)?来源",
  "(?:原文|官方|相关|详情|全文|文件|新闻|参考|来源)?(?:链接|地址|网址)",
  "出处",
  "參考|參考資料|資料來源|來源|原文連結|連結",
  "参考(?:资料|来源)?",
];

/** The same, but words that begin sentences too: they count only before an address. */
const SOURCE_WORDS_BEFORE_ADDRESS = [
  "(?:please )?(?:see|read|find|view|access|download)(?: also)?(?: more| further| the)?(?: full| original| official)?(?: (?:text|article|decision|judgment|ruling|release|press release|report|document|announcement|notice|statement|guidance|consultation|story|post))?(?: here| at| online)?",
  "(?:for )?(?:more|further)(?: information| details| info| reading)?",
  "(?:read|see|view|find|access|download) (?:\\p{L}+ ){1,6}(?:here|online|below)",
  "(?:read|see|view|find|access|download)(?: [\\p{L}'’-]{1,30}){1,7}(?=\\s?[:：])",
  "details|more|here|learn more|full text|press release|announcement|text|document|decision|judgment|original|official text|website",
  "(?:the )?(?:full |original |official )?(?:text|decision|judgment|press release|notice|document|guidance|report) (?:is|can be found|may be found)?(?: available)? ?(?:here|at|online)?",
  "zum (?:volltext|urteil|beschluss|text|dokument)|volltext|mehr(?: dazu)?|mehr informationen|weitere informationen|pressemitteilung|siehe",
  "en savoir plus|pour en savoir plus|lire la suite|plus d.informations|texte int[ée]gral|voir",
  "más información|leer más|ver|per saperne di più|lees meer|meer informatie",
  "(?:查看|阅读|点击|点此)?(?:原文|全文|详情|更多)(?:请?(?:见|看|阅|查看|点击))?|详见|参见|见|请见",
];

/** Before the rest of a line or of a text: `Source: …`. */
export const SOURCE_LINE = new RegExp(
  `^[(（[【]?\\s?(?:${SOURCE_WORDS.join("|")})\\s?[:：]\\s?`,
  "iu",
);

export const SOURCE_BEFORE_ADDRESS = new RegExp(
  `(?:^|[.。;；!?！？)）”"|–—]\\s{0,3}|[(（[【]\\s?)(?:${[...SOURCE_WORDS, ...SOURCE_WORDS_BEFORE_ADDRESS].join("|")})\\s?[:：]?\\s?$`,
  "iu",
);

/** Where a text ends with it: `… since May. Source: Official Gazette, 3 July` */
export const SOURCE_AT_END = new RegExp(
  `(?:[.。;；!?！？)）”"]\\s{0,2}|[(（[【]\\s?)((?:${SOURCE_WORDS.slice(0, 2).join("|")}|quellen?|fuentes?|fonte|(?:信息|消息|资料|新闻|文章)?来源|資料來源|來源)\\s?[:：]\\s?)([^:：。\\n]{2,200})$`,
  "iu",
);

/** Titles of links that say nothing of what is linked. */
export const EMPTY_TITLE = whole([
  ...SOURCE_WORDS,
  ...SOURCE_WORDS_BEFORE_ADDRESS,
  "read",
  "click here",
  "(?:web)?site",
  "pdf",
  "press",
  "website",
  "continue(?: reading)?",
  "阅读(?:全文|原文)",
  "点击(?:此处|这里|查看|阅读)(?:原文|全文|详情)?",
  "hier",
  "ici",
  "aquí",
  "\\d{1,3}",
]);

/** Titles of the parts of one development. */
export const PART_WORDS = whole([
  "(?:factual |legal |procedural )?background",
  "(?:the )?(?:facts|decision|ruling|judgment|issue|context|holding|outcome|reasoning|details)",
  "(?:executive )?summary|in summary|at a glance|in short|tl;?dr",
  "key (?:points|takeaways?|provisions|findings|facts|features|changes|requirements|dates|messages)",
  "(?:main|key) (?:content|contents|points|provisions)",
  "(?:our |editor.s )?(?:comments?|commentary|analysis|view|take|observations?|remarks?)",
  "(?:what.s|what is|what does (?:it|this)|what (?:it|this)|why (?:it|this)|what you) .{2,40}",
  "what to (?:do|watch|expect)(?: .{1,20})?",
  "next steps?|looking ahead|conclusions?|implications?|practical (?:implications|tips)|impact|timeline|takeaways?|bottom line|recommendations?|scope|entry into force|effective date",
  "hintergrund|sachverhalt|entscheidung|bewertung|praxishinweis|fazit|ausblick|einordnung|inhalt|folgen|handlungsempfehlung(?:en)?",
  "contexte|faits|décision|analyse|portée|à retenir|en pratique|en bref|conclusion|prochaines étapes",
  "(?:案情|基本案情|案件)?(?:背景|简介|概要|事实)|裁判(?:结果|要旨|要点)|法院认为|主要内容|核心要点|要点(?:解读|提示|简析)?|简评|点评|评析|解读|合规(?:提示|建议|要点)|我们的观察|律师(?:点评|观点|解读)|影响|下一步|内容摘要|摘要|典型意义|处罚依据|违法事实",
]);

export const CONTENTS_HEADING = whole([
  "(?:table of )?contents",
  "in this (?:issue|edition|newsletter|update|bulletin|month|week)",
  "(?:this (?:week|month)|today)(?: at a glance)?",
  "(?:what.s )?in(?:side)?(?: this)? issue",
  "at a glance",
  "overview",
  "index",
  "agenda",
  "highlights",
  "headlines",
  "(?:inhalt|inhaltsverzeichnis|inhaltsübersicht|übersicht|in dieser ausgabe)",
  "(?:sommaire|dans ce numéro|table des matières|au sommaire)",
  "(?:índice|contenido|sumario|indice|sommario|inhoud)",
  "目\\s?录|目\\s?錄|导读|本期(?:导读|要目|目录|看点|要点|内容|摘要)|要目|内容提要|摘要目录|要闻速览",
]);

/** Titles of sections; such a line is no headline. */
export const SECTION_WORDS = whole([
  "(?:recent |new |key |other |selected )?(?:state|federal|local|legislat(?:ion|ive)|regulat(?:ion|ory)|judicial|case law|policy|enforcement|litigation|compliance|privacy|data protection|cyber(?:security)?|legal|court|international|national|domestic|eu|uk|us|industry|government|supervisory|antitrust|competition|tax|employment|corporate|consumer|ai|artificial intelligence|technology|tech|cookies|adtech|data|digital|online safety|content|media|telecoms?|fintech|financial services|energy|health(?:care)?|life sciences|environment|esg|ip|intellectual property|copyright|transport|crypto)(?: (?:and|&) (?:\\p{L}+ ?){1,3})?(?: (?:law|updates?|developments?|news|actions?|decisions?|cases?|activit(?:y|ies)|matters?|trends|round-?up|watch|corner|guidance|documents|authorities|affairs|proposals))*",
  "(?:updates?|news|developments?|decisions|guidance|guidelines|consultations?|cases|courts?|fines|sanctions|standards|publications|events|miscellaneous|other|in brief|briefly|quick links|top stor(?:y|ies)|spotlight|headlines|highlights|rest of (?:the )?world|global|europe(?:an union)?|asia(?:[- ]pacific)?|americas?|africa|middle east|apac|emea|latam|united kingdom|united states|china|germany|france|canada|australia|india|japan|singapore)(?: (?:and|&) (?:\\p{L}+ ?){1,3})?(?: (?:news|updates?|developments?))?",
  "(?:gesetzgebung|rechtsprechung|aufsichtsbehörden|aufsicht|bußgelder|behörden|aktuelles|gerichte|europa|deutschland|österreich|schweiz|international(?:es)?|kurz notiert|verwaltungspraxis|veröffentlichungen|sonstiges)(?: (?:und|&) (?:\\p{L}+ ?){1,3})?",
  "(?:législation|jurisprudence|réglementation|sanctions|actualités?|textes|doctrine|france|union européenne|international|brèves|contentieux)(?: et (?:\\p{L}+ ?){1,4})?",
  "(?:国内|国际|境内|境外|海外|全球|中国|欧盟|美国|英国|地方|中央|国家|行业|近期|最新|重点)?(?:立法|监管|执法|司法|政策|法规|法律|标准|案例|行政执法|法律法规|规范性文件|处罚|行业|市场|新闻|产业|热点|判例|国际|动态|要闻|资讯)(?:(?:与|和|及|、)?(?:立法|监管|执法|司法|政策|法规|标准|案例|动态|实践|处罚|诉讼|征求意见))*(?:动态|动向|资讯|速递|速览|要闻|更新|新闻|案例|观察|进展|信息|部分|篇|快讯|追踪|聚焦|前沿|规范)?",
]);

/** What titles of newsletters have, and headlines hardly. */
export const EDITION_WORDS =
  /\b(?:newsletter|weekly|monthly|quarterly|dashboard|week in review|digest|bulletin|round-?up|briefing|gazette|(?:legal|law|regulatory|privacy|data|compliance|cyber\w*|client|monthly|weekly|news)\s(?:\w+\s){0,2}(?:updates?|alerts?|news|watch|review|briefs?)|edition|issue\s(?:no|\d)|vol(?:ume|\.)\s?\d|no\.\s?\d{1,4}\s?[|/,–-]|rundbrief|monatsbericht|lettre d.information|infolettre|bulletin|boletín|week\s(?:of\s)?\d|(?:kw|ausgabe)\s\d)|周报|月报|日报|周刊|月刊|季刊|双周刊|简报|快报|快讯|速递|电子报|资讯汇编|动态汇编|法律资讯|第\s?[\d一二三四五六七八九十百]{1,6}\s?期/iu;

/** Sentences that stand before the first development. */
export const INTRODUCTION =
  /^(?:welcome\b|dear\b|hello\b|hi\b|good (?:morning|day|afternoon)|in this (?:issue|edition|newsletter|update|bulletin|month|week)|this (?:issue|edition|newsletter|update|bulletin|month|week|digest|week's|month's)\b|here (?:is|are)\b|below (?:is|are|you)\b|the following\b|we (?:are pleased|hope|present|summari[sz]e|have (?:compiled|summari[sz]ed|selected))|our (?:team|lawyers|monthly|weekly)|please find|sehr geehrte|liebe\b|willkommen|in dieser ausgabe|chers?\b|chère|bienvenue|dans ce numéro|retrouvez|尊敬的|各位|欢迎|本期|本周|本月|编者按|导语|前言|以下(?:为|是)|为(?:便于|帮助|方便))/iu;

/** What stands after the last one: on who wrote it and what it is worth. */
export const BOILERPLATE =
  /(?:\b(?:does not|do not|not intended to|should not|shall not|nor) (?:\w+ ){0,8}(?:legal|professional|tax) (?:advice|opinion)|\b(?:general|informational) (?:guid(?:e|ance)|information|purposes?)(?: only)?\b.{0,120}\b(?:advice|subject matter|circumstances|purposes|reliance)|\bcontent of this (?:article|newsletter|publication|bulletin|document|update)\b|\binformation (?:contained |provided )?in this (?:article|newsletter|publication|bulletin|document|update|e-?mail)\b|\b(?:this|the) (?:newsletter|publication|bulletin|update|alert|article) (?:is|was|has been|does|may|provides|contains|and its)\b|\ball rights reserved\b|©|\(c\) (?:19|20)\d\d|\bunsubscribe\b|\b(?:for|if you) .{0,60}\b(?:please|do not hesitate to|get in touch|feel free to)\b.{0,30}\b(?:contact|touch|reach|speak|write)\b|\b(?:please|to) contact (?:us|your|any|one of|the)\b|\b(?:you are )?receiving this (?:e-?mail|newsletter|message)\b|\bspecialist advice should be sought\b|\battorney advertising\b|keine rechtsberatung|rechtsberatung (?:nicht )?(?:dar|ersetzen)|ersetzt keine|alle rechte vorbehalten|dient (?:nur|lediglich|ausschließlich) der (?:allgemeinen )?information|newsletter (?:abbestellen|abmelden)|titre (?:purement )?informatif|conseil juridique|tous droits réservés|se désabonner|désinscri|仅供(?:参考|一般|交流|学习)|不构成.{0,20}(?:意见|建议|依据)|不代表.{0,20}(?:观点|立场|意见)|版权所有|未经.{0,12}(?:书面)?(?:许可|授权|同意).{0,20}(?:转载|复制|使用)|免责声明|转载(?:请|须|时)|僅供參考|版權所有)/iu;

/** Headings of such parts. */
export const BOILERPLATE_HEADING = whole([
  "(?:legal )?disclaimer",
  "(?:important|legal|copyright) notice",
  "about (?:us|the (?:firm|authors?|editors?|publisher)|this (?:newsletter|publication)|\\p{Lu}[\\p{L}&. ]{1,40})",
  "contacts?(?: us| details| information)?(?:\\s?[:：].{0,120})?",
  "(?:your|our|key) contacts?",
  "get in touch",
  "subscri(?:be|ption)(?: .{1,60})?",
  "unsubscribe(?: .{1,60})?",
  "(?:our )?(?:authors?|editors?|team|offices)",
  "(?:privacy (?:policy|notice|statement))",
  "follow us(?: .{1,40})?",
  "(?:imprint|impressum|kontakt)(?:\\s?[:：].{0,160})?|haftungsausschluss|rechtlicher hinweis|über uns|ansprechpartner(?:in(?:nen)?)?|abmelden",
  "mentions légales|avertissement|contacts?|à propos(?: de nous)?|nous contacter|clause de non-responsabilité",
  "aviso legal|contacto|sobre nosotros",
  "免责声明|免責聲明|声明|法律声明|特别声明|重要声明|版权声明|关于我们|關於我們|联系我们|联系方式|作者(?:简介|介绍)|订阅.{0,12}|编辑(?:团队|部)?|关于.{1,12}律师事务所|责任编辑.{0,20}|编辑[:：].{0,20}",
]);

/** Lines of a page, not of the text. */
export const PAGE_LINE =
  /^(?:(?:page|seite|pagina|página|p\.|pg\.?)\s?\d{1,4}(?:\s?(?:\/|of|von|sur|de|di|van)\s?\d{1,4})?|第\s?\d{1,4}\s?页(?:[\s，,/／]{0,3}共\s?\d{1,4}\s?页)?|[-–—]\s?\d{1,4}\s?[-–—]|\d{1,4}\s?\/\s?\d{1,4}|\|\s?\d{1,4}\s?\|?)$/iu;

/** Words before numbers that count something else than notes. */
export const NUMBERED_WORD =
  /(?:^|[^\p{L}])(?:art(?:icles?|ikel|\.)?|§|sec(?:tions?|\.)?|no|nos|nr|n°|№|numbers?|part|teil|chapters?|annex(?:es)?|schedule|title|titel|phase|stage|version|v|vol|volume|page|pages|pp?|rule|rules|regulation|directive|act|amendment|recitals?|paragraphs?|para|clauses?|absatz|abs|satz|point|items?|step|level|tier|class|category|group|top|chapter|module|appendix|table|figure|question|series|form|case|file|order|decision|opinion|room|line|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|windows|covid|g|web|under|over|to|of|by|than|and|or|about|least|most|some|approximately|nearly|first|last|next|eur|usd|cny|rmb|gbp|day|week|month|year|edition|issue)\.?$/iu;

/** Full stops that end no sentence. */
export const ABBREVIATION =
  /(?:^|[\s(“"])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|No|Nos|Nr|Art|Arts|Sec|Inc|Ltd|Co|Corp|Ltda|St|vs?|cf|e\.g|i\.e|U\.S|U\.K|U\.S\.C|etc|approx|Abs|bzw|ca|Vol|pp?|para|Reg|Dir|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|S\.A|N\.V|B\.V|GmbH & Co|Bros|Gov|Gen|Sen|Rep|al)\.$/;

/** The same beside what is printed on every page: `Energy Review   Page 2 of 9`. */
export const PAGE_PART =
  /(?:^|\s)(?:page|seite|pagina|página|p\.|pg\.?)\s?\d{1,4}(?:\s?(?:\/|of|von|sur|de|di|van)\s?\d{1,4})?(?:$|\s)|第\s?\d{1,4}\s?页/iu;
