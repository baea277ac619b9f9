/** What synthetic topics, bodies and texts are put together from. */

/** Synthetic topics are an aspect of a sector, below the sector: `banking-incident-reporting`. */
export const SECTORS = [
  ...["Banking", "Insurance", "Securities", "Payments", "Health care", "Pharmaceuticals"],
  ...["Education", "Energy", "Water", "Transport", "Aviation", "Shipping", "Automotive"],
  ...["Advertising", "Gaming", "Streaming", "E-commerce", "Logistics", "Real estate"],
  ...["Agriculture", "Defence", "Space", "Elections", "Immigration", "Public procurement"],
] as const;

export const ASPECTS = [
  ...["licensing", "incident reporting", "outsourcing", "record keeping", "consumer complaints"],
  ...["algorithmic decisions", "audits", "data retention", "cross-border supply", "sanctions"],
  ...["advertising claims", "whistleblowing"],
] as const;

/** The bodies that a country has: a code for the id, a name, a kind, and how many countries have it. */
export const BODIES = [
  ["dpa", "Data Protection Authority", "regulator", 250],
  ["parliament", "Parliament", "legislature", 250],
  ["moj", "Ministry of Justice", "ministry", 60],
  ["court", "Supreme Court", "court", 60],
  ["telecom", "Communications Authority", "regulator", 40],
  ["fsa", "Financial Services Authority", "regulator", 40],
  ["competition", "Competition Authority", "regulator", 40],
  ["interior", "Ministry of the Interior", "ministry", 30],
  ["economy", "Ministry of the Economy", "ministry", 30],
  ["health", "Ministry of Health", "ministry", 30],
  ["cyber", "National Cybersecurity Centre", "regulator", 30],
  ["prosecutor", "Prosecutor General", "procuratorate", 20],
  ["standards", "Standards Institute", "standards_body", 20],
  ["consumer", "Consumer Protection Agency", "regulator", 20],
] as const;

/** The countries with the most developments, in that order; the rest follow. */
export const LEADING_COUNTRIES = [
  ...["CN", "US", "DE", "GB", "FR", "JP", "KR", "IN", "BR", "IT", "ES", "CA", "AU", "SG", "NL"],
  ...["IE", "PL", "SE", "CH", "ZA", "MX", "TR", "ID", "VN", "TH", "AE", "NG", "KE", "AR", "CL"],
] as const;

export const TEXT_KINDS = [
  ...["measures", "rules", "guidelines", "a regulation", "a draft law", "standards", "a notice"],
  ...["an action plan", "technical specifications", "a code of practice", "amendments"],
] as const;

export const LEGISLATIVE_VERBS = [
  ...["publishes", "consults on", "adopts", "drafts", "announces", "amends", "brings into force"],
  ...["reopens the comment period for", "withdraws", "submits to a first reading"],
] as const;

export const PURPOSES = [
  ...["for operators of large platforms", "for small companies", "after a series of incidents"],
  ...["in line with the annual plan", "with a transition of twelve months", "for public bodies"],
  ...["ahead of the coming session", "for importers and distributors", "for service providers"],
] as const;

export const COMPANIES = [
  ...["Northwind", "Bluepeak", "Harbour Cloud", "Lotus Pay", "Meridian", "Orchid Mobile", "Quanta"],
  ...["Silverline", "Tessera", "Umbra Games", "Vantage Health", "Westgate Bank", "Zephyr Air"],
] as const;

export const SENTENCES = [
  "The text sets out who has to register, which records have to be kept, and for how long.",
  "Comments can be sent by post or through the website until the end of the following month.",
  "Operators have to appoint a person who is responsible and to report incidents within three days.",
  "Penalties follow the gravity of the breach and may include an order to suspend the service.",
  "It replaces the interim version, which had been in effect for about two years.",
  "An annex lists the categories that count as sensitive and the conditions for handling them.",
  "Existing services have a transition period in which to bring their contracts into line.",
  "The body said that it had inspected several hundred services and told most of them to make changes.",
  "The decision turns on whether consent had been given freely and for a purpose that was named.",
  "A risk assessment is required before a new system is put to use, and again after each major change.",
  "The rules apply outside the territory where residents are offered goods or services.",
  "Industry associations had asked for a longer period and for clearer definitions.",
  "The court upheld the order and left the amount of the fine as it was.",
  "Transfers abroad need a contract in the standard form, which has to be filed with the authority.",
  "Local offices are to report on progress twice a year.",
  "A companion guide with worked examples is to follow.",
] as const;

export const CHINESE_SENTENCES = [
  "该文件明确了适用范围、管理职责以及违反规定的法律责任。",
  "征求意见稿向社会公开征求意见,截止日期为次月底。",
  "运营者应当指定专人负责,并在三日内报告安全事件。",
  "有关部门对数百款应用开展检查,责令限期整改。",
  "法院认为,处理个人信息应当具有明确、合理的目的。",
  "向境外提供数据的,应当依法开展安全评估。",
  "该办法自公布之日起施行,原暂行规定同时废止。",
  "各地应当每半年报送一次工作进展情况。",
] as const;

export const CHINESE_TITLES = [
  ["发布", "管理办法"],
  ["就", "征求意见稿公开征求意见"],
  ["通报", "专项检查结果"],
  ["印发", "工作方案"],
  ["公布", "典型案例"],
] as const;
