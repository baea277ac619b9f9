/**
 * Writes `jurisdictions-iso-3166.json`: every ISO 3166-1 country and ISO 3166-2 subdivision as a
 * jurisdiction, in the shape a client would POST, plus the European Union.
 *
 * Sources: codes and parents from ISO 3166 (package `iso-3166`); English names, equivalent codes
 * and the tree of subdivisions from Unicode CLDR (packages `cldr-*`; the format is UTS 35); the
 * codes and native names of the Chinese provinces from GB/T 2260. The file is committed, so that
 * a server can be seeded without these packages; `--check` fails when it is out of date.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import aliasData from "cldr-core/supplemental/aliases.json" with { type: "json" };
import treeData from "cldr-core/supplemental/subdivisionContainment.json" with { type: "json" };
import territoryData from "cldr-localenames-full/main/en/territories.json" with { type: "json" };
import subdivisionData from "cldr-subdivisions-full/subdivisions/en/en.json" with { type: "json" };
import { iso31661, iso31662 } from "iso-3166";

interface Jurisdiction {
  id: string;
  name: string;
  name_native?: string;
  level: "supranational" | "country" | "subdivision";
  parent?: string;
  iso_3166?: string;
  gb_t_2260?: string;
  aliases?: string[];
}

type Names = Readonly<Record<string, string | undefined>>;
type SubdivisionAliases = Readonly<Record<string, { _reason: string; _replacement: string }>>;

const territoryNames: Names = territoryData.main.en.localeDisplayNames.territories;
const subdivisionNames: Names = subdivisionData.subdivisions.localeDisplayNames.subdivisions;
const cldrAliases: SubdivisionAliases = aliasData.supplemental.metadata.alias.subdivisionAlias;
const outputPath = fileURLToPath(new URL("./jurisdictions-iso-3166.json", import.meta.url));

/** Reads a table of the form "key value; key value". */
function readTable(text: string): ReadonlyMap<string, string> {
  const rows = text.split(";").map((row) => row.trim().split(/\s+/));
  return new Map(rows.map(([key = "", ...words]) => [key, words.join(" ")]));
}

/** GB/T 2260: id, code, native name and long English name of the 34 Chinese units. */
const chineseUnits = readTable(`
  CN-BJ 110000 北京市 Beijing; CN-TJ 120000 天津市 Tianjin; CN-HE 130000 河北省 Hebei Province;
  CN-SX 140000 山西省 Shanxi Province; CN-NM 150000 内蒙古自治区 Inner Mongolia Autonomous Region;
  CN-LN 210000 辽宁省 Liaoning Province; CN-JL 220000 吉林省 Jilin Province;
  CN-HL 230000 黑龙江省 Heilongjiang Province; CN-SH 310000 上海市 Shanghai;
  CN-JS 320000 江苏省 Jiangsu Province; CN-ZJ 330000 浙江省 Zhejiang Province;
  CN-AH 340000 安徽省 Anhui Province; CN-FJ 350000 福建省 Fujian Province;
  CN-JX 360000 江西省 Jiangxi Province; CN-SD 370000 山东省 Shandong Province;
  CN-HA 410000 河南省 Henan Province; CN-HB 420000 湖北省 Hubei Province;
  CN-HN 430000 湖南省 Hunan Province; CN-GD 440000 广东省 Guangdong Province;
  CN-GX 450000 广西壮族自治区 Guangxi Zhuang Autonomous Region; CN-HI 460000 海南省 Hainan Province;
  CN-CQ 500000 重庆市 Chongqing; CN-SC 510000 四川省 Sichuan Province; CN-GZ 520000 贵州省 Guizhou Province;
  CN-YN 530000 云南省 Yunnan Province; CN-XZ 540000 西藏自治区 Tibet Autonomous Region;
  CN-SN 610000 陕西省 Shaanxi Province; CN-GS 620000 甘肃省 Gansu Province;
  CN-QH 630000 青海省 Qinghai Province; CN-NX 640000 宁夏回族自治区 Ningxia Hui Autonomous Region;
  CN-XJ 650000 新疆维吾尔自治区 Xinjiang Uygur Autonomous Region; HK 810000 香港特别行政区 Hong Kong SAR;
  MO 820000 澳门特别行政区 Macao SAR; TW 710000 台湾省 Taiwan
`);

/**
 * Codes that name the same place as another code and that CLDR does not list as such: the Chinese
 * special regions and Taiwan, the French overseas departments, the parts of BQ, Svalbard and Jan
 * Mayen (one country code, two Norwegian codes); GB-UKM is all of GB. Source: ISO 3166 remarks.
 */
const samePlaces = readTable(`
  CN-HK HK; CN-MO MO; CN-TW TW; FR-971 GP; FR-972 MQ; FR-973 GF; FR-974 RE; FR-976 YT; GB-UKM GB;
  NL-BQ1 BQ-BO; NL-BQ2 BQ-SA; NL-BQ3 BQ-SE; NO-21 SJ; NO-22 SJ
`);

/**
 * English names used instead of CLDR's (or where CLDR has none): renamed places, short names, and
 * a word that tells apart two siblings of one name. ISO renumbered Iran's provinces in 2020.
 */
const preferredNames = readTable(`
  CD-BC Kongo Central; CN-NM Inner Mongolia; DK-015 Copenhagen County; DK-101 Copenhagen;
  EE-661 Rakvere Rural Municipality; EE-796 Tartu Rural Municipality;
  EE-899 Viljandi Rural Municipality; EE-917 Võru Rural Municipality; HK Hong Kong;
  IR-00 Markazi; IR-01 Gilan; IR-02 Mazandaran; IR-03 East Azerbaijan; IR-04 West Azerbaijan;
  IR-05 Kermanshah; IR-06 Khuzestan; IR-07 Fars; IR-08 Kerman; IR-09 Razavi Khorasan;
  IR-10 Isfahan; IR-11 Sistan and Baluchestan; IR-12 Kurdistan; IR-13 Hamadan;
  IR-14 Chaharmahal and Bakhtiari; IR-15 Lorestan; IR-16 Ilam; IR-17 Kohgiluyeh and Boyer-Ahmad;
  IR-18 Bushehr; IR-19 Zanjan; IR-20 Semnan; IR-21 Yazd; IR-22 Hormozgan; IR-23 Tehran;
  IR-24 Ardabil; IR-25 Qom; IR-26 Qazvin; IR-27 Golestan; IR-28 North Khorasan;
  IR-29 South Khorasan; IR-30 Alborz; LU-D Diekirch District; LU-G Grevenmacher District;
  LU-L Luxembourg District; MO Macao; NI-AN North Caribbean Coast; NI-AS South Caribbean Coast;
  NP-P1 Koshi; NP-P2 Madhesh; NP-P3 Bagmati; NP-P5 Lumbini; NP-P7 Sudurpashchim;
  PH-COM Davao de Oro; SO-BY Bay; VE-X La Guaira
`);

/** Codes whose CLDR name belongs to another place (ISO reassigned the code) or is garbled. */
const wrongInCldr = /^(IR-\d\d|MA-\d\d|NO-54|NZ-MBH|UG-331)$/;

const countryOf = (code: string): string => code.slice(0, 2);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** CLDR writes CN-GD as `cngd`, and a country in upper case. */
const cldrKey = (code: string): string => code.toLowerCase().replace("-", "");

/** Takes off footnote marks that both sources keep from the pages they were compiled from. */
function clean(name: string): string {
  const marks = /\s*(\((EH|EH-partial|de, lb)\)|[†*¹²³])$/u;
  return name.normalize("NFC").replace(marks, "").trim();
}

/**
 * Maps a subdivision code to the code that survives for the same place. CLDR calls a subdivision
 * `overlong` where a country code exists; a reserved country code (CP, TA) is no ISO 3166-1 entry.
 */
function findSurvivors(): Map<string, string> {
  const countries = new Set(iso31661.map((country) => country.alpha2));
  const codes = new Set(iso31662.map((subdivision) => subdivision.code));
  const survivors = new Map(samePlaces);
  for (const code of codes) {
    const alias = cldrAliases[cldrKey(code)];
    if (alias?._reason === "overlong" && countries.has(alias._replacement)) {
      survivors.set(code, alias._replacement);
    }
  }
  for (const [code, survivor] of survivors) {
    if (!codes.has(code) || !(countries.has(survivor) || codes.has(survivor))) {
      throw new Error(`No ISO 3166 entry for ${code} or ${survivor}: correct "samePlaces".`);
    }
  }
  return survivors;
}

const survivors = findSurvivors();

/** The country of which a country is also a subdivision: in whole or, as with BQ, by its parts. */
function findWiderCountry(country: string): string | undefined {
  const merged = [...survivors].find(
    ([code, survivor]) => countryOf(survivor) === country && countryOf(code) !== country,
  );
  return merged && countryOf(merged[0]);
}

const cldrParents = new Map(
  Object.entries(treeData.supplemental.subdivisionContainment).flatMap(([parent, tree]) =>
    tree._contains.map((child): [string, string] => [child, parent]),
  ),
);

const isoNames = new Map(iso31662.map(({ code, name }) => [code, name]));
const codesByKey = new Map(iso31662.map(({ code }) => [cldrKey(code), code]));

/** Where the package knows only the country (as for GB), CLDR has ISO's parent subdivision. */
function findParent(code: string, parentInPackage: string): string {
  const key = cldrParents.get(cldrKey(code))?.toLowerCase();
  const parentInCldr = key && codesByKey.get(key);
  const parent = parentInPackage.includes("-") ? parentInPackage : parentInCldr || parentInPackage;
  return survivors.get(parent) ?? parent;
}

/** All names CLDR has for a code, the main one first. */
function findCldrNames(code: string): string[] {
  if (wrongInCldr.test(code)) {
    return [];
  }
  const alternatives = Object.keys(territoryNames).filter((k) => k.startsWith(`${code}-alt-`));
  const names = [subdivisionNames[cldrKey(code)], territoryNames[code]];
  return [...names, ...alternatives.sort(compare).map((k) => territoryNames[k])]
    .filter((name) => name !== undefined)
    .map(clean);
}

/** Names of the subdivisions merged into a record: the place is also looked up under these. */
function findMergedNames(codes: readonly string[]): string[] {
  return codes.flatMap((code) => [...findCldrNames(code), clean(isoNames.get(code) ?? code)]);
}

const ids = new Set(
  ["EU", ...iso31661.map(({ alpha2 }) => alpha2), ...iso31662.map(({ code }) => code)]
    .filter((id) => !survivors.has(id))
    .map((id) => id.toLowerCase()),
);

/** Drops aliases that say nothing new, or that would be taken for another jurisdiction's id. */
function selectAliases(candidates: readonly string[], names: readonly string[]): string[] {
  const seen = new Set(["", ...names.map((name) => name.toLowerCase())]);
  return candidates.filter((alias) => {
    const key = alias.toLowerCase();
    return !ids.has(key) && !seen.has(key) && seen.add(key);
  });
}

/** Builds one record; only a country has an alpha-3 code. */
function toJurisdiction(id: string, isoName: string, parent?: string, alpha3?: string) {
  const [gbCode, nativeName, ...longName] = chineseUnits.get(id)?.split(" ") ?? [];
  const cldrNames = findCldrNames(id);
  const name = preferredNames.get(id) ?? cldrNames[0] ?? clean(isoName);
  const merged = [...survivors.keys()].filter((code) => survivors.get(code) === id).sort(compare);
  const names = [...cldrNames, clean(isoName), ...findMergedNames(merged), longName.join(" ")];
  const aliases = selectAliases([alpha3 ?? "", ...merged, ...names], [name, nativeName ?? ""]);
  return {
    id,
    name,
    ...(nativeName && { name_native: nativeName }),
    level: alpha3 ? "country" : "subdivision",
    ...(parent && { parent }),
    iso_3166: id,
    ...(gbCode && { gb_t_2260: gbCode }),
    ...(aliases.length > 0 && { aliases }),
  } satisfies Jurisdiction;
}

/** Orders records as a tree, siblings by id, so that a parent always comes before its children. */
function sortAsTree(jurisdictions: readonly Jurisdiction[]): Jurisdiction[] {
  const children = new Map<string | undefined, Jurisdiction[]>();
  for (const jurisdiction of [...jurisdictions].sort((a, b) => compare(a.id, b.id))) {
    const siblings = children.get(jurisdiction.parent) ?? [];
    children.set(jurisdiction.parent, [...siblings, jurisdiction]);
  }
  const visit = (parent?: string): Jurisdiction[] =>
    (children.get(parent) ?? []).flatMap((child) => [child, ...visit(child.id)]);
  return visit();
}

/** Fails on a parent that does not exist: the walk from the roots would leave its children out. */
function buildJurisdictions(): Jurisdiction[] {
  const union: Jurisdiction = { id: "EU", name: "European Union", level: "supranational" };
  const countries = iso31661.map(({ alpha2, alpha3, name }) =>
    toJurisdiction(alpha2, name, findWiderCountry(alpha2), alpha3),
  );
  const subdivisions = iso31662
    .filter(({ code }) => !survivors.has(code))
    .map(({ code, name, parent }) => toJurisdiction(code, name, findParent(code, parent)));
  const sorted = sortAsTree([union, ...countries, ...subdivisions]);
  if (sorted.length !== ids.size) {
    throw new Error(`Of ${ids.size} jurisdictions, ${sorted.length} have an existing parent.`);
  }
  return sorted;
}

/** One record a line, so that a change of the data reads as a change of lines. */
function serialize(jurisdictions: readonly Jurisdiction[]): string {
  return `[\n${jurisdictions.map((jurisdiction) => JSON.stringify(jurisdiction)).join(",\n")}\n]\n`;
}

const output = serialize(buildJurisdictions());
if (!process.argv.includes("--check")) {
  writeFileSync(outputPath, output);
} else if (!existsSync(outputPath) || readFileSync(outputPath, "utf8") !== output) {
  console.error(`${outputPath} is out of date: run "npm run seed:iso-3166" and commit the result.`);
  process.exitCode = 1;
}
