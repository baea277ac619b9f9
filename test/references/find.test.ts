import t from "tap";
import { appUnderTest, create } from "../app-under-test.ts";
import { lookUp, recordsOf } from "./lookup-client.ts";

/** Texts whose references are looked up, by the door, over the seed and what is added to it here. */

const app = appUnderTest(t);

/** Text, locator, status and records of each reference. */
const found = async (text: string) =>
  (await lookUp(app, text)).map((each) => [
    each.text,
    each.locator,
    each.status,
    ...recordsOf(each),
  ]);

t.before(async () => {
  await create(app, "instruments", {
    id: "gdpr",
    title:
      "Regulation (EU) 2016/679 of the European Parliament and of the Council on the protection of natural persons (General Data Protection Regulation)",
    aliases: ["GDPR", "General Data Protection Regulation", "the Act", "act", "Code"],
    type: "regulation",
    jurisdiction: "EU",
    url: "https://eur-lex.europa.eu/eli/reg/2016/679/oj",
  });
  for (const year of ["2017", "2020"]) {
    await create(app, "instruments", {
      id: `gb-t-35273-${year}`,
      title: `Information security technology – Personal information security specification (${year})`,
      title_native: `信息安全技术 个人信息安全规范（${year}）`,
      aliases: ["Personal Information Security Specification"],
      type: "standard",
      number: `GB/T 35273—${year}`,
    });
  }
  await create(app, "instruments", {
    id: "safeguards-rule",
    title: "Standards for Safeguarding Customer Information",
    type: "rule",
    number: "16 CFR Part 314",
    citations: [{ text: "67 FR 36484; 15 U.S.C. 6801" }],
  });
  await create(app, "items", {
    id: "safeguards-amended",
    title: "The FTC amends its Safeguards Rule",
    kind: "legislation",
    state: "published",
    citations: [
      { text: "86 Fed. Reg. 70272, amending 16 C.F.R. § 314.4" },
      { text: "Data Security Law" },
    ],
  });
});

t.test("sentences of newsletters", async (t) => {
  t.same(
    await found(
      "a clause would follow Article 334 in the current Criminal Law, under the number 334 (A)",
    ),
    [
      [
        "Article 334 in the current Criminal Law",
        "Article 334",
        "found",
        "is instruments/criminal-law",
      ],
    ],
  );
  t.same(
    await found(
      "the Catalogue of Industries Encouraging Foreign Investment (2020 Edition) (Draft for Comment) was issued",
    ),
    [
      [
        "Catalogue of Industries Encouraging Foreign Investment (2020 Edition) (Draft for Comment)",
        null,
        "found",
        "is instruments/catalogue-encouraging-foreign-investment-2020",
      ],
    ],
  );
  t.same(await found("released (https://www.lawbus.net/articles/1275.html?utm_source=x#top)."), [
    [
      "https://www.lawbus.net/articles/1275.html?utm_source=x#top",
      null,
      "found",
      "cites items/2020-07-13-npcsc-criminal-law-amendment-xi",
    ],
  ]);
  t.same(await found("the case Mr. Ling v. Weibo Shijie, holding that"), [
    ["Mr. Ling v. Weibo Shijie", null, "found", "is instruments/ling-v-weibo-shijie"],
  ]);
});

t.test("places as they are written in lists and ranges", async (t) => {
  const cases: Record<string, string> = {
    "Sections 12-14B of the Criminal Law": "Sections 12-14B",
    "Articles 6-7a of the Criminal Law": "Articles 6-7a",
    "§§ 312b-312k of the Criminal Law": "Sections 312b-312k",
    "Rules 3.1.2-3.1.4 of the Criminal Law": "Rules 3.1.2-3.1.4",
    "Articles 1-1234 of the Criminal Law": "Articles 1-1234",
    "Articles i to iv of the Criminal Law": "Articles i to iv",
    "Section b of the Criminal Law": "Section b",
    "Art. 6(1), 7 and 9.2(c) of the Criminal Law": "Articles 6(1), 7 and 9.2(c)",
  };
  for (const [text, locator] of Object.entries(cases)) {
    t.equal((await found(text))[0]?.[1], locator, text);
  }
});

t.test("Chinese", async (t) => {
  const law = "is instruments/criminal-law";
  const cases: Record<string, unknown[]> = {
    "依照《刑法》第三百三十四条的规定": ["《刑法》第三百三十四条", "Article 334", "found", law],
    "《中华人民共和国刑法》第２８６条之一第二款第（三）项": [
      "《中华人民共和国刑法》第２８６条之一第二款第（三）项",
      "Article 286-1, paragraph 2, item 3",
      "found",
      law,
    ],
    "违反刑法第三条、第五条和第七条的": [
      "刑法第三条、第五条和第七条",
      "Articles 3, 5 and 7",
      "found",
      law,
    ],
    "《数据安全法（草案）》公布": [
      "《数据安全法（草案）》",
      null,
      "found",
      "is instruments/data-security-law",
    ],
    "《数据安全法》（草案）": ["《数据安全法》", null, "found", "is instruments/data-security-law"],
    中华人民共和国数据安全法草案: [
      "中华人民共和国数据安全法草案",
      null,
      "found",
      "is instruments/data-security-law",
    ],
    "《关于某事的规定》": ["《关于某事的规定》", null, "unknown"],
    "根据国办发[2020]18号文": [
      "国办发[2020]18号",
      null,
      "found",
      "is instruments/state-council-legislative-work-plan-2020",
    ],
    "依国办发〔2020〕18号": [
      "国办发〔2020〕18号",
      null,
      "found",
      "is instruments/state-council-legislative-work-plan-2020",
    ],
    主席令第45号: ["主席令第45号", null, "found", "is instruments/civil-code"],
    商务部令第二十七号: [
      "商务部令第二十七号",
      null,
      "found",
      "is instruments/catalogue-encouraging-foreign-investment-2019",
    ],
    "（2019）京0491民初6694号判决": [
      "（2019）京0491民初6694号",
      null,
      "found",
      "is instruments/ling-v-weibo-shijie",
    ],
  };
  for (const [text, reference] of Object.entries(cases))
    t.same(await found(text), [reference], text);
  t.same(await found("刑法学者研究刑法和民法典"), [], "short names are part of other words");
});

t.test("places before and after", async (t) => {
  const is = ["found", "is instruments/gdpr"];
  const cases: Record<string, unknown[]> = {
    "Articles 3 and 5 of the GDPR": ["Articles 3 and 5 of the GDPR", "Articles 3 and 5", ...is],
    "under Art. 6(1)(f) GDPR.": ["Art. 6(1)(f) GDPR", "Article 6(1)(f)", ...is],
    "Recital 26 of Regulation (EU) 2016/679": [
      "Recital 26 of Regulation (EU) 2016/679",
      "Recital 26",
      ...is,
    ],
    "the GDPR, Articles 12-14,": ["GDPR, Articles 12-14", "Articles 12-14", ...is],
    "Chapter V of the General Data Protection Regulation": [
      "Chapter V of the General Data Protection Regulation",
      "Chapter V",
      ...is,
    ],
    "Section 5 of the FTC Act prohibits": ["Section 5 of the FTC Act", "Section 5", "unknown"],
  };
  for (const [text, reference] of Object.entries(cases))
    t.same(await found(text), [reference], text);
  t.same(
    (await found("GDPR Article 5 of the Civil Code")).map(([text]) => text),
    ["GDPR", "Article 5 of the Civil Code"],
    "a place belongs to what it is of",
  );
  t.same(
    await found("The Federal Trade Commission Act prohibits"),
    [],
    "capitals alone say nothing",
  );
});

t.test("names of an act of the Union are one", async (t) => {
  for (const text of [
    ...["32016R0679", "eli/reg/2016/679/oj", "Regulation (EU) 2016/679", "gdpr GDPR"],
    "http://data.europa.eu/eli/reg/2016/679/oj",
    "https://eur-lex.europa.eu/legal-content/FR/TXT/?uri=CELEX%3A32016R0679",
  ]) {
    const [one, ...others] = await lookUp(app, text);
    t.same(one && recordsOf(one), ["is instruments/gdpr"], text);
    t.same(others, [], text);
  }
});

t.test("names that are too short or too general to count in running text", async (t) => {
  for (const text of ["the Act says", "an act of", "the gdpr", "a Code", "criminal law", "dsl"]) {
    t.same(await found(text), [], text);
  }
  for (const text of [
    "《act》",
    "《GDPR》",
    "the GDPR",
    "ＧＤＰＲ",
    "Criminal Law",
    "CRIMINAL LAW",
    "criminal law of the people's republic of china",
  ]) {
    t.equal((await lookUp(app, text))[0]?.status, "found", text);
  }
});

t.test("what is ambiguous, what a part is of, and what only cites", async (t) => {
  const both = ["is instruments/gb-t-35273-2017", "is instruments/gb-t-35273-2020"];
  t.same(await found("Personal Information Security Specification"), [
    ["Personal Information Security Specification", null, "ambiguous", ...both],
  ]);
  t.same(await found("GB/T 35273"), [["GB/T 35273", null, "ambiguous", ...both]]);
  t.same(await found("GB/T 35273-2020"), [["GB/T 35273-2020", null, "found", both[1]]]);
  t.same(await found("GB/T 35273-2019"), [["GB/T 35273-2019", null, "unknown"]]);
  t.same(await found("16 CFR 314.9"), [
    ["16 CFR 314.9", null, "found", "is instruments/safeguards-rule"],
  ]);
  t.same(await found("16 CFR 314.4"), [
    ["16 CFR 314.4", null, "found", "cites items/safeguards-amended"],
  ]);
  t.same(await found("86 FR 70272"), [
    ["86 FR 70272", null, "found", "cites items/safeguards-amended"],
  ]);
  t.same(await found("15 USC 6801"), [
    ["15 USC 6801", null, "found", "cites instruments/safeguards-rule"],
  ]);
  const [law] = await lookUp(app, "the Data Security Law");
  t.same(law && recordsOf(law), [
    "is instruments/data-security-law",
    "cites items/safeguards-amended",
  ]);
  t.equal(law?.normalized, "Data Security Law of the People's Republic of China");
});

t.test("of those that overlap the longest counts", async (t) => {
  const title =
    "Regulation (EU) 2016/679 of the European Parliament and of the Council on the protection of natural persons (General Data Protection Regulation)";
  t.same(await found(`the ${title}.`), [[title, null, "found", "is instruments/gdpr"]]);
  t.same(
    (await found("Amendment (XI) to the Criminal Law")).map(([text]) => text),
    ["Amendment (XI) to the Criminal Law"],
  );
  t.same(
    (await found("《关于〈刑法〉的解释》")).map(([text]) => text),
    ["《关于〈刑法〉的解释》"],
  );
});
