/**
 * What speaks for a topic besides its own names: words of its field, in the languages that are read.
 * A line for each topic's id; ids that no record has say nothing. Words in Latin script are looked
 * for as words, with their usual endings.
 */
const WORDS: Readonly<Record<string, string>> = {
  "personal-information-breach":
    "breach(?:es|ed)?(?! of (?:the|its|his|her|their|contract|section|article|duty|duties|confidence|law|regulation|obligation|a |an |articles?|sections?|data protection|gdpr))|leak(?:s|ed|age|ing)?|unauthori[sz]ed (?:access|disclosure)|exposed (?:client|customer|personal|user|patient)|loss of (?:personal )?data|lost (?:data|laptop|device|tablet)s?|ransomware|hack(?:ed|ers?|ing)|Daten(?:panne|schutzverletzung|leck)\\p{L}*|violation de données|fuite de données|brecha(?:s)? de (?:datos|seguridad)|vazamentos?|violazion[ei] dei dati|泄露|泄漏|数据外泄",
  "biometric-data":
    "biometric(?:s|ally)?|facial[- ]recognition|face[- ]recognition|face scans?|fingerprints?|voiceprints?|iris scans?|biometrisch\\p{L}*|Gesichtserkennung|biométri(?:que|co|ca)\\p{L}*|reconnaissance faciale|reconocimiento facial|reconhecimento facial|人脸识别|人脸信息|人脸|指纹|声纹|刷脸|生物特征",
  "childrens-data":
    "child(?:ren)?(?:['’]s)?|minors?|kids|teen(?:s|agers?)|under[- ]age|COPPA|pupils?|age (?:verification|checks?|assurance)|Kinder\\p{L}{0,3}|Minderjährig\\p{L}*|enfants?|mineurs?|niños|menores|crianças|adolescentes|未成年人|儿童|青少年",
  "health-data":
    "health (?:data|information|records?)|medical (?:data|records?|information)|patient(?:s|['’]s)? (?:data|records?|information)|HIPAA|hospital (?:data|records)|telehealth|Gesundheitsdaten\\p{L}*|Patientendaten|données de santé|datos de salud|dados de saúde|dati sanitari|健康数据|医疗数据|健康医疗|患者信息|病历",
  "profiling-and-recommendation":
    "(?:targeted|behaviou?ral|personali[sz]ed) (?:advertis(?:ing|ements?)|ads|marketing)|recommender systems?|recommendation (?:algorithms?|systems?)|algorithms? that recommend|automated (?:individual )?decision[- ]making|scoring|profiling|user tracking|ad targeting|web marketing|Profiling|profilage|perfilado|automatisierte Entscheidung\\p{L}*|算法推荐|个性化推荐|自动化决策|精准营销|大数据杀熟|用户画像",
  consent:
    "consent(?:s|ed|-less|less)?|cookies?|cookie banners?|opt[- ](?:in|out)s?|Einwilligung\\p{L}*|consentement|consentimiento|consentimento|consenso|同意",
  "notice-and-transparency":
    "privacy (?:polic(?:y|ies)|notices?|statements?)|Datenschutzerklärung\\p{L}*|隐私政策|隐私协议",
  "cross-border-data-transfer":
    "(?:cross[- ]border|international|overseas|onward|third[- ]country|US-bound) (?:data )?(?:transfers?|flows?)|(?:data|personal information) (?:transfers?|exports?)|transfers? of (?:personal )?data (?:to|abroad|outside)|standard contractual clauses|SCCs|adequacy (?:decisions?|mechanism|framework)|Data Privacy Framework|Privacy Shield|Chapter V|bulk (?:sensitive )?(?:personal )?data|Drittlandtransfer\\p{L}*|Datenübermittlung\\p{L}*|transferts? (?:internationa(?:l|ux) )?de données|transferencias? internacional(?:es)?|transferência internacional|数据出境|数据跨境|跨境数据|跨境流动|出境安全评估|标准合同|个人信息出境",
  "data-localisation":
    "data locali[sz]ation|store[ds]? (?:\\p{L}+ ){0,8}(?:locally|within the (?:country|territory)|in (?:China|Vietnam|Russia|India|Indonesia))|境内存储|本地化存储",
  "data-trading":
    "data brokers?|data exchanges?|(?:sale|sell(?:s|ing)?|sold) (?:of )?(?:\\p{L}+ ){0,4}(?:data|histories|information)|data trad(?:e|ing)|Datenhändler|courtier en données|数据交易|数据交易所|贩卖",
  "data-sharing":
    "data[- ]sharing|shar(?:ed|ing) (?:\\p{L}+ ){0,4}(?:data|information) with|Data Act|fairen Datenzugang|partage de données|数据共享",
  "employee-data":
    "employee(?:s|['’]s)? (?:data|monitoring|information|records)|employees?|staff (?:rooms?|data|monitoring)|workplace|workers|Beschäftigtendaten\\p{L}*|Arbeitnehmer\\p{L}*|salariés|trabajadores|员工|劳动者",
  "location-data":
    "geo-?locations?|location (?:data|information|tracking)|driving data|géolocalisation|geolocalización|位置信息|行踪轨迹|定位信息",
  "identity-data":
    "identity (?:cards?|documents?|numbers?)|ID (?:cards?|numbers?)|My Number|national ID|passports?|Aadhaar|social security numbers?|CPF|NRIC|身份证|身份信息|护照",
  "data-subject-rights":
    "(?:subject )?access requests?|right(?:s)? (?:of|to) (?:access|erasure|be forgotten|rectification|deletion|portability|object)|erasure requests?|deletion requests?|Auskunft(?:s\\p{L}*)?|Betroffenenrechte|droit d['’](?:accès|opposition)|droit à l['’]effacement|derecho de acceso|direito de acesso|查阅复制|删除权|被遗忘权",
  "sensitive-personal-information":
    "sensitive (?:personal )?(?:data|information)|special categor(?:y|ies)|敏感个人信息",
  "artificial-intelligence":
    "artificial intelligence|generative AI|AI(?![\\p{L}])|chatbots?|large language models?|LLMs?|foundation models?|machine learning|deepfakes?|künstliche\\p{L}? Intelligenz|KI(?![\\p{L}-])|intelligence artificielle|inteligencia artificial|inteligência artificial|intelligenza artificiale|人工智能|生成式|大模型|深度合成|聊天机器人",
  "online-services":
    "(?:online|digital|shopping|social media|video) platforms?|social (?:media|networks?)|very large online platforms?|digital services|online safety|recommend harmful content|réseaux? socia(?:l|ux)|services numériques|redes? socia(?:l|is|les)|网络平台|直播|电子商务平台|互联网信息服务",
  "consumer-protection":
    "consumer(?:s|['’]s)? (?:protection|rights|law|data)|consumer protection|dark patterns?|unfair (?:or deceptive )?practices|Verbraucher(?:schutz\\p{L}*)?|protection des consommateurs|consommateurs|consumidor(?:es)?|消费者权益|消费者|用户权益",
  "right-to-privacy":
    "invasions? of privacy|privacy (?:act|law|torts?|rights?)|comprehensive privacy|wiretap(?:s|ping)?|surveillance|隐私权|隐私",
  cybersecurity:
    "cyber ?security|cyber[- ]?attacks?|network security|Cybersicherheit\\p{L}*|cybersécurité|ciberseguridad|cibersegurança|网络安全",
  "data-security": "data security|security of (?:personal )?data|Datensicherheit|数据安全",
  "critical-information-infrastructure":
    "critical (?:information )?infrastructures?|KRITIS|NIS ?2|关键信息基础设施",
  "incident-response":
    "incident (?:reporting|response|notification)s?|report (?:\\p{L}+ ){0,4}incidents|网络安全事件|应急预案",
  encryption: "encrypt(?:ed|ion|s)|cryptograph(?:y|ic)|商用密码|加密",
  "vulnerability-management": "(?:security )?vulnerabilit(?:y|ies)|漏洞",
  "cloud-computing":
    "cloud (?:services?|computing|providers?)|Clouds?(?:-Dienste\\p{L}*)?|servicios? en la nube|云计算|云服务",
  "internet-of-things":
    "internet of things|connected (?:devices?|products?|cars?|vehicles?)|smart (?:devices?|homes?)|IoT|物联网|智能网联",
  "app-stores": "app stores?|应用商店|应用分发",
  apps: "mobile apps?|apps|小程序|App(?=违法|专项)|移动(?:互联网)?应用|APP",
  sdk: "SDKs?",
  "public-data": "public data|government data|公共数据|政务数据",
  "open-public-data":
    "open(?:ing)? (?:of )?(?:public |government )?data|public data (?:\\p{L}+ ){0,3}open|公共数据开放|数据开放",
  "big-data": "big data|大数据",
  "data-market": "data (?:elements?|factors?|market)|数据要素",
  "important-data": "important data|重要数据",
  "virtual-currency": "crypto-?(?:currenc(?:y|ies)|assets?)|bitcoins?|stablecoins?|虚拟货币",
  "public-interest-litigation": "public interest (?:litigations?|lawsuits?|actions?)|公益诉讼",
  "personality-rights": "personality rights?|人格权|声音权|肖像权",
  "personal-information-crime":
    "infring\\p{L}{2,4} (?:on )?citizens['’]? personal information|violat\\p{L}{2,4} (?:of )?(?:citizens?['’]?s? )?personal information|侵犯公民个人信息",
  cybercrime:
    "cyber ?crimes?|unlawful access|computer misuse|online fraud|telecom fraud|网络犯罪|电信网络诈骗",
  "legislative-planning":
    "legislative (?:work )?(?:plan|agenda|programme)|立法(?:工作)?计划|立法规划",
  "enforcement-campaigns":
    "(?:special|rectification|enforcement) campaigns?|专项(?:整治|治理|行动)",
  "export-control": "export controls?|entity list|出口管制",
  "foreign-investment": "foreign investments?|外商投资|外资",
  telecommunications: "telecom(?:s|munications?)?|robocalls?|电信",
  standardisation: "technical standards?|国家标准|推荐性标准",
};

/** What speaks for each topic: Latin words stand by themselves, signs of Chinese anywhere. */
export const TOPIC_CUES: ReadonlyMap<string, RegExp> = new Map(
  Object.entries(WORDS).map(([id, words]) => [
    id,
    new RegExp(`(?<![\\p{Script=Latin}\\p{N}])(?:${words})(?!\\p{Script=Latin})`, "giu"),
  ]),
);
