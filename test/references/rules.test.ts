import t from "tap";
import { numberOf } from "../../src/references/chinese.ts";
import { plainText } from "../../src/references/plain-text.ts";
import { RULES } from "../../src/references/rules.ts";
import { scanByRules } from "../../src/references/scan.ts";
import { namedByUrl } from "../../src/references/url-rules.ts";
import { normalizeUrl } from "../../src/values/urls.ts";
import { appUnderTest } from "../app-under-test.ts";
import { lookUp } from "./lookup-client.ts";

/** The references that are known by how they are written. */

const app = appUnderTest(t);

const SENTENCES: readonly [string, string][] = [
  ["", ""],
  ["See ", "."],
  ["(", ")"],
  ["依据《办法》（", "），"],
  ["“", "”; "],
];

for (const { kind, examples } of RULES) {
  t.test(`${kind}: ${Object.keys(examples)[0]}`, async (t) => {
    for (const [written, normalized] of Object.entries(examples)) {
      for (const [before, after] of SENTENCES) {
        const found = await lookUp(app, `${before}${written}${after}`);
        const one = found.find((each) => each.normalized === normalized);
        t.equal(one?.kind, kind, `${before}${written}${after}`);
        t.ok(one && written.includes(one.text), `${one?.text}`);
      }
    }
  });
}

t.test("spellings of one reference", async (t) => {
  const spellings: Record<string, string[]> = {
    "32016R0679": [
      ...["Regulation (EU) 2016/679", "Regulation (EU) No 2016/679", "REGULATION (EU) 2016/679"],
      ...["Regulation 2016/679", "Règlement (UE) 2016/679", "Verordnung (EU) 2016/679"],
      ...["CELEX 32016R0679", "32016r0679", "eli/reg/2016/679", "eli/reg/2016/679/oj"],
      "http://data.europa.eu/eli/reg/2016/679/oj",
      "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32016R0679",
      "https://eur-lex.europa.eu/legal-content/DE/ALL/?qid=1&uri=celex%3A32016R0679",
      "https://eur-lex.europa.eu/eli/reg/2016/679/oj/eng",
      "European Parliament and Council Regulation (EU) 2016/679",
    ],
    "31995L0046": ["Directive 95/46/EC", "Directive 95/46", "Council Directive 95/46/EC"],
    "31993R2309": ["Regulation (EEC) No 2309/93", "Council Regulation (EEC) No. 2309/93"],
    "32001R0045": ["Regulation (EC) No 45/2001", "Regulation (EC) 45/2001"],
    "32021D0914": ["Decision (EU) 2021/914", "Implementing Decision (EU) 2021/914"],
    "85 FR 44773": [
      "85 FR 44773",
      "85 Fed. Reg. 44,773",
      "https://www.federalregister.gov/citation/85-FR-44773",
    ],
    "15 U.S.C. § 1681": [
      "15 USC §1681",
      "15 U. S. C. 1681",
      "15 U.S.C. §§ 1681-1681x",
      "15 u.s.c. sec. 1681",
    ],
    "16 CFR Part 314": [
      "16 CFR part 314",
      "16 C.F.R. Parts 314",
      "16 CFR 314.",
      "16　ＣＦＲ　３１４",
    ],
    "Pub. L. 116-283": [
      "P. L. 116-283",
      "PUB. L. NO. 116–283",
      "Public Law 116-283",
      "Pub.L. 116‑283",
    ],
    "国办发〔2020〕18号": [
      "国办发（2020）18号",
      "国办发［2020］18号",
      "国办发 〔２０２０〕 第18 号",
    ],
    国务院令第745号: ["国务院令第七百四十五号", "中华人民共和国国务院令 第745号"],
    "GB/T 35273-2020": ["GB/T 35273－2020", "GB／T35273—2020", "GB / T 35273-2020"],
    "ISO/IEC 27001:2013": [
      "ISO/IEC 27001: 2013",
      "ISO/IEC 27001–2013",
      "ＩＳＯ／ＩＥＣ ２７００１：２０１３",
    ],
    "ECLI:EU:C:2014:317": ["ecli:eu:c:2014:317", "ECLI:EU:C:2014:317."],
  };
  for (const [normalized, all] of Object.entries(spellings)) {
    for (const written of all) {
      const found = await lookUp(app, `See ${written}, and more`);
      t.same(
        found.map((each) => each.normalized),
        [normalized],
        written,
      );
    }
  }
});

t.test("what is none", async (t) => {
  for (const text of [
    ...[
      "16 GB 20",
      "page 85 of FR 2020",
      "15 minutes",
      "No. 18",
      "2020年18号楼",
      "Decision 12/2020",
    ],
    ...[
      "a1234R0001",
      "3201R0679",
      "Regulation 12/3",
      "ISO certified",
      "T 5",
      "第18号",
      "X85 FR 44773",
    ],
    ...["Directive 0/2016/EC", "GB 12", "EUR 15.00", "C-3PO", "Pub. 116-283"],
  ]) {
    t.same([...scanByRules(plainText(text))], [], text);
  }
});

t.test("sections keep what is within them apart", async (t) => {
  const found = await lookUp(app, "15 U.S.C. § 1681(a)(1) and 16 CFR 314.4(c).");
  t.same(
    found.map(({ normalized, locator, text }) => [normalized, locator, text]),
    [
      ["15 U.S.C. § 1681", "(a)(1)", "15 U.S.C. § 1681(a)(1)"],
      ["16 CFR 314.4", "(c)", "16 CFR 314.4(c)"],
    ],
  );
});

t.test("addresses that name an act", async (t) => {
  const named: Record<string, string | null> = {
    "http://data.europa.eu/eli/dir_impl/2014/48/oj": "32014L0048",
    "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=ecli:ECLI:EU:C:2014:317":
      "ECLI:EU:C:2014:317",
    "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32016R0679R(02)": "32016R0679R(02)",
    "https://example.org/eli/reg/2016/679": null,
    "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:nothing": null,
    "https://data.europa.eu/eli/reg/2016/6790000": null,
  };
  for (const [url, normalized] of Object.entries(named)) {
    t.equal(namedByUrl(normalizeUrl(url))?.normalized ?? null, normalized, url);
  }
});

t.test("Chinese numerals", async (t) => {
  const numbers: Record<string, number> = {
    ...{ 一: 1, 十: 10, 十二: 12, 二十: 20, 四十五: 45, 一百零三: 103, 一百一十: 110 },
    ...{ 三百三十四: 334, 一千二百六十: 1260, 二〇二〇: 2020, "84": 84, 〇: 0 },
  };
  for (const [written, number] of Object.entries(numbers))
    t.equal(numberOf(written), number, written);
});
