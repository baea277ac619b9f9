import type { REFERENCE_KINDS } from "../vocabularies.ts";
import { CHINESE_NUMBER, HAN, issuerOf, numberOf } from "./chinese.ts";
import { celexOfAct, celexOfEli, COMMUNITIES, ELI_PATTERN, EU_KINDS } from "./eu-acts.ts";

/**
 * The references that are known by how they are written: a rule each, which says how they look in
 * `plainText` and what their normal form is. Patterns have bounded repetitions only and begin at
 * something that is rare, so that no text takes them long.
 */
export interface Rule {
  kind: keyof typeof REFERENCE_KINDS;
  /** How it may be written → its normal form. The tests read these. */
  examples: Readonly<Record<string, string>>;
  pattern: RegExp;
  /**
   * What a match means, null for nothing.
   * @param groups the pattern's groups, "" where one is absent
   */
  read(groups: readonly string[]): RuleReading | null;
  /** Whether the name of a Chinese issuer stands before it; `read` gets it as the last group. */
  issued?: boolean;
}

export interface RuleReading {
  normalized: string;
  /** The place within it that was written with it. */
  locator?: string;
  /** What a record that stands for this stands for too. */
  alsoKnownAs?: string[];
  /** What this is a part of: what is meant where nothing stands for the part. */
  within?: string[];
}

/** A name or number in Latin script does not begin or end within another. */
const whole = (source: string, flags = "") =>
  new RegExp(`(?<![A-Za-z0-9])(?:${source})(?![A-Za-z0-9])`, `g${flags}`);

const number = (digits: string): string => String(Number(digits.replaceAll(",", "")));

/** Subsections, such as (a)(1). */
const SUBSECTIONS = "((?:\\([0-9A-Za-z]{1,5}\\)){0,6})";
const YEAR = "(?:19|20)\\d\\d";

const withLocator = (normalized: string, locator: string): RuleReading =>
  locator === "" ? { normalized } : { normalized, locator };

/** A standard; one that names no edition means any. */
const edition = (standard: string, year: string, separator: string): RuleReading =>
  year === ""
    ? { normalized: standard }
    : { normalized: `${standard}${separator}${year}`, alsoKnownAs: [standard] };

export const RULES: readonly Rule[] = [
  {
    kind: "federal_register",
    examples: {
      "85 FR 44773": "85 FR 44773",
      "90 Fed. Reg. 17225": "90 FR 17225",
      "85 F.R. 44,773": "85 FR 44773",
    },
    pattern: whole(
      "(\\d{1,3})\\s{1,3}(?:FR|Fed\\.?\\s?Reg\\.?|F\\.\\s?R\\.)\\s{1,3}(\\d{1,3}(?:,\\d{3}){1,2}|\\d{1,6})",
    ),
    read: ([volume = "", page = ""]) => ({ normalized: `${number(volume)} FR ${number(page)}` }),
  },
  {
    kind: "us_code",
    examples: {
      "15 U.S.C. § 1681": "15 U.S.C. § 1681",
      "15 USC 1681": "15 U.S.C. § 1681",
      "15 U.S.C. §§ 1681 et seq.": "15 U.S.C. § 1681",
      "42 U.S.C.A. Section 300aa-1": "42 U.S.C. § 300aa-1",
    },
    pattern: whole(
      `(\\d{1,2})\\s{0,3}U\\.?\\s?S\\.?\\s?C\\.?(?:\\s?A\\.?)?\\s{0,3}(?:§{1,2}|sec(?:tions?|s?\\.))?\\s{0,3}(\\d{1,5}[a-z]{0,3}(?:-\\d{1,3}[a-z]{0,2})?)${SUBSECTIONS}`,
      "i",
    ),
    read: ([title = "", section = "", subsections = ""]) =>
      withLocator(`${number(title)} U.S.C. § ${section}`, subsections),
  },
  {
    kind: "cfr",
    examples: {
      "16 CFR 314.4": "16 CFR 314.4",
      "16 C.F.R. Part 314": "16 CFR Part 314",
      "16 C.F.R. § 314.4(a)": "16 CFR 314.4",
      "16 CFR 314": "16 CFR Part 314",
    },
    pattern: whole(
      `(\\d{1,2})\\s{0,3}C\\.?\\s?F\\.?\\s?R\\.?\\s{0,3}(?:§{1,2}|(?:part|sec(?:tion)?)s?\\.?)?\\s{0,3}(\\d{1,5})(?:\\.(\\d{1,5}[a-z]?(?:-\\d{1,4}[a-z]?)?))?${SUBSECTIONS}`,
      "i",
    ),
    read([title = "", part = "", section = "", subsections = ""]) {
      const whole = `${number(title)} CFR Part ${number(part)}`;
      if (section === "") return withLocator(whole, subsections);
      const normalized = `${number(title)} CFR ${number(part)}.${section}`;
      return { ...withLocator(normalized, subsections), within: [whole] };
    },
  },
  {
    kind: "public_law",
    examples: {
      "Pub. L. 116-283": "Pub. L. 116-283",
      "Public Law No. 104-191": "Pub. L. 104-191",
      "P.L. 104–191": "Pub. L. 104-191",
    },
    pattern: whole(
      "(?:Pub(?:lic)?\\.?\\s{0,2}L(?:aws?)?\\.?|P\\.\\s?L\\.)\\s{0,3}(?:Nos?\\.?\\s{0,2})?(\\d{2,3})-(\\d{1,4})",
      "i",
    ),
    read: ([congress = "", law = ""]) => ({
      normalized: `Pub. L. ${number(congress)}-${number(law)}`,
    }),
  },
  {
    kind: "statutes_at_large",
    examples: { "134 Stat. 3388": "134 Stat. 3388" },
    pattern: whole("(\\d{1,3})\\s{1,3}Stat\\.\\s{0,3}(\\d{1,5})"),
    read: ([volume = "", page = ""]) => ({ normalized: `${number(volume)} Stat. ${number(page)}` }),
  },
  {
    kind: "eu_act",
    examples: {
      "32016R0679": "32016R0679",
      "CELEX:31995L0046": "31995L0046",
      "32016R0679R(02)": "32016R0679R(02)",
    },
    pattern: whole(`([1-9CE]${YEAR}[A-Z]{1,2}\\d{4}(?:R\\(\\d\\d\\))?)`, "i"),
    read: ([celex = ""]) => ({ normalized: celex.toUpperCase() }),
  },
  {
    kind: "eu_act",
    examples: { "02016R0679-20160504": "02016R0679-20160504" },
    pattern: whole(`0(${YEAR}[A-Z]\\d{4})-(\\d{8})`, "i"),
    // A consolidated text is of the act of the same number.
    read: ([act = "", day = ""]) => ({
      normalized: `0${act.toUpperCase()}-${day}`,
      within: [`3${act.toUpperCase()}`],
    }),
  },
  {
    kind: "eu_act",
    examples: { "eli/reg/2016/679": "32016R0679", "eli/dir/1995/46/oj": "31995L0046" },
    pattern: whole(`${ELI_PATTERN}(?:/oj)?`, "i"),
    read([kind = "", year = "", act = ""]) {
      const normalized = celexOfEli(kind, year, act);
      return normalized === null ? null : { normalized };
    },
  },
  {
    kind: "eu_act",
    examples: {
      "Regulation (EU) 2016/679": "32016R0679",
      "Regulation (EU) No 1215/2012": "32012R1215",
      "Council Regulation (EC) No 139/2004": "32004R0139",
      "Directive 95/46/EC": "31995L0046",
      "Directive (EU) 2016/680": "32016L0680",
      "Commission Implementing Decision (EU) 2023/1795": "32023D1795",
      "Decision 2000/520/EC": "32000D0520",
      "Framework Decision 2008/977/JHA": "32008F0977",
      "Verordnung (EU) 2016/679": "32016R0679",
    },
    pattern: whole(
      `(?:(?:European\\s{1,2}Parliament\\s{1,2}and\\s{1,2})?(?:Commission|Council)\\s{1,3})?(?:(?:Delegated|Implementing)\\s{1,3}|(Framework)\\s{1,3})?(${EU_KINDS})\\s{1,3}(?:\\(((?:${COMMUNITIES})(?:,\\s?Euratom)?)\\)\\s{0,3})?((?:No|Nr|n°)\\.?\\s{0,3})?(\\d{1,4})/(\\d{1,4})(?:/(${COMMUNITIES}))?`,
      "i",
    ),
    read([framework = "", kind = "", before = "", no = "", first = "", second = "", after = ""]) {
      // Others count their decisions too; the Union's name its community.
      const isNamed = before !== "" || after !== "" || /^(?:reg|dir)/i.test(kind);
      const name = framework === "" ? kind : `${framework} ${kind}`;
      const celex = isNamed ? celexOfAct(name, { hasNo: no !== "", first, second }) : null;
      return celex === null ? null : { normalized: celex };
    },
  },
  {
    kind: "ecli",
    examples: {
      "ECLI:EU:C:2014:317": "ECLI:EU:C:2014:317",
      "ecli:nl:hr:2019:2006": "ECLI:NL:HR:2019:2006",
    },
    pattern: whole(
      "(ECLI:[A-Z]{2}:[A-Z0-9]{1,7}:\\d{4}:[A-Z0-9](?:[A-Z0-9.]{0,23}[A-Z0-9])?)",
      "i",
    ),
    read: ([ecli = ""]) => ({ normalized: ecli.toUpperCase() }),
  },
  {
    kind: "case_number",
    examples: { "C-131/12": "C-131/12", "Case C‑311/18": "C-311/18", "T-201/04": "T-201/04" },
    pattern: whole("(?:Cases?\\s{1,2})?([CTF])-(\\d{1,4})/(\\d\\d)"),
    read: ([court = "", number = "", year = ""]) => ({
      normalized: `${court}-${Number(number)}/${year}`,
    }),
  },
  {
    kind: "case_number",
    examples: {
      "（2019）京0491民初6694号": "(2019)京0491民初6694号",
      "〔2019〕京0491民初 6694 号": "(2019)京0491民初6694号",
    },
    pattern: new RegExp(
      `[(〔\\[](${YEAR})[)〕\\]]\\s?([${HAN}]{1,4}\\d{0,4}[${HAN}]{1,6}\\d{0,3})\\s?第?(\\d{1,6})\\s?号`,
      "g",
    ),
    read: ([year = "", court = "", number = ""]) => ({
      normalized: `(${year})${court}${Number(number)}号`,
    }),
  },
  {
    kind: "document_number",
    examples: {
      "国办发〔2020〕18号": "国办发〔2020〕18号",
      "国办发[2020]18号": "国办发〔2020〕18号",
      "国办发（２０２０）第１８号": "国办发〔2020〕18号",
      "法发【2020】25号": "法发〔2020〕25号",
    },
    pattern: new RegExp(`\\s?[(〔\\[](${YEAR})[)〕\\]]\\s?第?\\s?(${CHINESE_NUMBER})\\s?号`, "g"),
    issued: true,
    read: ([year = "", number = "", issuer = ""]) => ({
      normalized: `${issuer}〔${year}〕${numberOf(number)}号`,
    }),
  },
  {
    kind: "document_number",
    examples: {
      国家主席令第八十四号: "国家主席令第84号",
      "中华人民共和国主席令第 84 号": "国家主席令第84号",
      中华人民共和国国务院令第７４５号: "国务院令第745号",
      国家税务总局公告2020年第12号: "国家税务总局公告2020年第12号",
    },
    pattern: new RegExp(
      `(令|公告)\\s?(?:[(〔\\[]?(${YEAR})(?:[)〕\\]]|年)\\s?)?第\\s?(${CHINESE_NUMBER})\\s?号`,
      "g",
    ),
    issued: true,
    read: ([what = "", year = "", number = "", issuer = ""]) => ({
      normalized: `${issuerOf(issuer)}${what}${year === "" ? "" : `${year}年`}第${numberOf(number)}号`,
    }),
  },
  {
    kind: "standard",
    examples: {
      "GB/T 35273-2020": "GB/T 35273-2020",
      "GB/T35273—2020": "GB/T 35273-2020",
      "ＧＢ／Ｔ ３５２７３－２０２０": "GB/T 35273-2020",
      "JR/T 0171-2020": "JR/T 0171-2020",
      "DB33/T 2351-2021": "DB33/T 2351-2021",
      "GB/T 35273": "GB/T 35273",
      "GB 17859-1999": "GB 17859-1999",
    },
    pattern: whole(
      `(GB|GA|GM|YD|JR|SJ|WS|RB|CY|JT|DL|HJ|LY|TY|QX|DA|MZ|SF|DB\\d{2,4}|T)(?:\\s?/\\s?([A-Z]{1,8}))?\\s?(\\d{1,6}(?:\\.\\d{1,3})?)(?:\\s?-\\s?(${YEAR}))?`,
    ),
    read([series = "", part = "", standard = "", year = ""]) {
      // What names neither a kind nor an edition is more probably something else: 16 GB 20.
      if (year === "" && part === "") return null;
      return edition(`${series}${part === "" ? "" : `/${part}`} ${standard}`, year, "-");
    },
  },
  {
    kind: "standard",
    examples: {
      "ISO/IEC 27001:2013": "ISO/IEC 27001:2013",
      "ISO/IEC 27001-2013": "ISO/IEC 27001:2013",
      "ISO 9001": "ISO 9001",
      "EN ISO 9001:2015": "EN ISO 9001:2015",
      "ISO/IEC TS 27110": "ISO/IEC TS 27110",
      "IEC 62443-4-1:2018": "IEC 62443-4-1:2018",
    },
    pattern: whole(
      `((?:(?:BS|DIN|NF|UNE|UNI)\\s)?(?:EN\\s)?(?:ISO|IEC)(?:/(?:IEC|IEEE|SAE|CIE|ASTM|TS|TR|PAS|FDIS|DIS|CD)){0,3})\\s?((?:TS|TR|PAS|Guide)\\s)?(\\d{1,6}(?:-\\d{1,3}(?!\\d)){0,2})(?:\\s?[:-]\\s?(${YEAR}))?`,
    ),
    read: ([body = "", type = "", standard = "", year = ""]) =>
      edition(`${body.replace(/\s/g, " ")} ${type.replace(/\s/g, " ")}${standard}`, year, ":"),
  },
  {
    kind: "standard",
    examples: {
      "NIST SP 800-53 Rev. 5": "NIST SP 800-53 Rev. 5",
      "NIST Special Publication 800-53r5": "NIST SP 800-53 Rev. 5",
      "NIST SP 800-171": "NIST SP 800-171",
    },
    pattern: whole(
      "NIST\\s{1,2}(?:SP|Special\\s{1,2}Publication)\\s{0,2}(\\d{3,4}-\\d{1,3}[A-Z]?)(?:,?\\s?(?:Rev(?:ision|\\.)?|r)\\s?(\\d))?",
    ),
    read: ([publication = "", revision = ""]) =>
      edition(`NIST SP ${publication}`, revision, " Rev. "),
  },
];
