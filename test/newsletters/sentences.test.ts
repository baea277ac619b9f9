import t from "tap";
import { readNewsletter } from "../../src/newsletters/extract/read-newsletter.ts";
import type { ReadDevelopment, Reading } from "../../src/newsletters/reading.ts";
import { onlyText } from "./layout-by-hand.ts";
import { gazetteerOfSeed } from "./seed-gazetteer.ts";

/** Single sentences, each with the one thing that it is about. */

const gazetteer = await gazetteerOfSeed(t);

function readingOf(text: string, published_on: string | null = "2022-06-30"): Reading {
  const edition = { published_on, language: null, jurisdiction: null };
  return readNewsletter(text, onlyText(text), edition, gazetteer);
}

function read(text: string, published_on?: string | null): ReadDevelopment {
  const [development] = readingOf(text, published_on).developments;
  if (development === undefined) throw new Error("onlyText makes one development");
  return development;
}

/** How the date is written → EDTF, and whether the text says it plainly. */
const DATES: readonly [text: string, date: string | null, isPlain: boolean][] = [
  ["On 7 March 2022, CAC issued a notice on games.", "2022-03-07", true],
  ["March 7, 2022 – CAC issued a notice on games.", "2022-03-07", true],
  ["Mar. 7, 2022: CAC issued a notice on games.", "2022-03-07", true],
  ["On the 7th of March 2022, CAC issued a notice on games.", "2022-03-07", true],
  ["On the twenty-second of March 2022 CAC issued a notice on games.", "2022-03-22", true],
  ["CAC issued a notice on games (2022-03-07).", "2022-03-07", true],
  ["07.03.2022: CAC issued a notice on games.", "2022-03-07", true],
  ["On 2022/3/7 CAC issued a notice on games.", "2022-03-07", true],
  ["On 3/25/2022 CAC issued a notice on games.", "2022-03-25", true],
  ["On 3/7/2022 CAC issued a notice on games.", "2022-07-03", false],
  ["On 3/7/2022 the FTC fined a firm.", "2022-03-07", false],
  ["On 7 March, CAC issued a notice on games.", "2022-03-07", false],
  ["On 7 December, CAC issued a notice on games.", "2021-12-07", false],
  ["From 7 to 9 March 2022, CAC held a meeting on games.", "2022-03-07", false],
  ["On March 30 – April 2, 2022, CAC held a meeting on games.", "2022-03-30", false],
  ["In March 2022, CAC issued a notice on games.", "2022-03", true],
  ["In early March 2022, CAC issued a notice on games.", "2022-03", false],
  ["Yesterday, CAC issued a notice on games.", "2022-06-29", false],
  ["Last week, CAC issued a notice on games.", "2022-06~", false],
  ["Recently, CAC issued a notice on games.", null, false],
  ["CAC issued a notice on games.", null, false],
  ["On 31 June 2022, CAC issued a notice on games.", null, false],
  ["2022年3月7日，国家网信办发布通知。", "2022-03-07", true],
  ["二〇二二年三月七日，国家网信办发布通知。", "2022-03-07", true],
  ["3月7日，国家网信办发布通知。", "2022-03-07", false],
  ["7日，国家网信办发布通知。", "2022-06-07", false],
  ["3月7日至9日，国家网信办召开会议。", "2022-03-07", false],
  ["近日，国家网信办发布通知。", null, false],
  ["Am 7. März 2022 hat die Datenschutzkonferenz ein Papier veröffentlicht.", "2022-03-07", true],
  ["Le 7 mars 2022, la CNIL a publié une recommandation.", "2022-03-07", true],
  ["On Monday CAC issued a notice on games.", "2022-06-27", false],
  ["Last Wednesday, CAC issued a notice on games.", "2022-06-22", false],
  ["This month, CAC issued a notice on games.", "2022-06", false],
  ["Last month, CAC issued a notice on games.", "2022-05", false],
  ["At its May plenary, the EDPB adopted a notice on games.", "2022-05", false],
  ["Mit Urteil vom 7. März 2022 hat der BGH entschieden.", "2022-03-07", true],
  ["Em 7 de março de 2022, a ANPD publicou um guia.", "2022-03-07", true],
  ["El 7 de marzo de 2022 la AEPD multó a una empresa.", "2022-03-07", true],
  // Other things than the development's date.
  [
    "CAC fined a firm. A newspaper had told of it on 3 March 2020. In its decision of 7 March 2022 it asks for more.",
    "2022-03-07",
    true,
  ],
  ["The rule commences on 1 May 2023. CAC explained it on 7 March 2022.", "2022-03-07", false],
  ["2021年9月，一名用户投诉。上海网信办于3月7日约谈了该公司。", "2022-03-07", false],
  ["CAC will fine firms that do not comply by the end of August 2022.", null, false],
  ["A rule that applies from 1 May 2022 was recently explained by CAC.", null, false],
  ["CAC invites comments until 30 August 2022 on the Rules for Game Data.", null, false],
  ["Since March 2018, CAC has been the authority for games.", null, false],
  ["On 7 March 2022, CAC explained a notice of 4 May 2021 on games.", "2022-03-07", true],
  ["After a breach in May 2019, CAC fined a firm on 7 March 2022.", "2022-03-07", true],
  ["In 2019, a firm sold data. On 7 March 2022, CAC fined it.", "2022-03-07", true],
];

t.test("the date of the development", (t) => {
  for (const [text, date, isPlain] of DATES) {
    const { value, doubt } = read(text).date;
    t.strictSame([value, doubt === null], [date, isPlain], text);
  }
  t.end();
});

t.test("without an edition's date a year comes from the neighbours, or there is none", (t) => {
  t.equal(read("On 7 March, CAC issued a notice on games.", null).date.value, null);
  const other = "On 7 March, CAC issued the Game Data Rules, effective 1 May 2021.";
  t.equal(read(other, null).date.value, "2021-03-07");
  t.end();
});

/** A sentence → the bodies that it names, with their roles. */
const BODIES: readonly [text: string, bodies: string][] = [
  [
    "CAC, MIIT and the Ministry of Public Security jointly issued a notice.",
    "cac issuer, miit issuer, mps issuer",
  ],
  ["A notice was issued by MITT.", "miit issuer"],
  ["The rules were drafted by CAC and NDRC.", "cac drafter, ndrc drafter"],
  ["The FTC fined a toy maker.", "ftc enforcer"],
  ["A toy maker was fined by the FTC.", "ftc enforcer"],
  ["The FTC was sued by a toy maker. CNIL issued a notice.", "ftc mentioned, cnil issuer"],
  ["CAC and SAMR held a meeting on toys.", "cac participant, samr participant"],
  ["The Supreme People's Court ruled that toys are goods.", "spc court"],
  ["The Supreme People's Court issued the Interpretation on Toy Liability.", "spc issuer"],
  [
    "The People's Procuratorate of Beijing filed a lawsuit over toys.",
    "cn-bj-peoples-procuratorate prosecutor",
  ],
  [
    'The National Information Security Technical Committee for Standardization ("TC260") issued a guide.',
    "tc260 issuer",
  ],
  [
    "The Standing Committee of the 14th National People's Congress adopted the Toy Law.",
    "npcsc issuer",
  ],
  [
    "CAC announced a review. Complaints can be sent to the Ministry of Justice.",
    "cac issuer, moj mentioned",
  ],
  [
    "On 3 May the European Commission adopted a plan. The Commission will publish it.",
    "european-commission issuer",
  ],
  ["The Commission will publish a plan.", ""],
  ["It was safe to say that most of this was moot.", ""],
  ["SAFE issued a notice.", "safe issuer"],
  ["CNIL a prononcé une amende.", "cnil enforcer"],
  ["La CNIL a publié un guide.", "cnil issuer"],
  ["A ANPD multou uma empresa.", "anpd enforcer"],
  ["Der BGH hat entschieden.", "bgh court"],
  ["欧洲议会通过一项决议。", "eu-parliament issuer"],
  ["The FTC fined a toy maker. The DOJ will issue a report.", "ftc enforcer, us-doj mentioned"],
  ["国家网信办起草了一份通知并公开征求意见。", "cac issuer"],
  ["CCTV reported on toys.", ""],
  ["The Ministry of Justice of Ukraine issued a notice.", ""],
  ["The French regulator CNIL published guidance.", "cnil issuer"],
  ["国家网信办、工信部联合印发通知。", "cac issuer, miit issuer"],
  ["通知由公安部起草。", "mps drafter"],
  ["公安部门查处了一家公司。", ""],
  ["广州市网信办约谈了一家公司。", ""],
  ["上海网信办约谈了一家公司。", "cn-sh-cyberspace-administration enforcer"],
  ["国家互联网信息办公室（以下简称“国网办”）发布公告。国网办要求整改。", "cac issuer"],
];

t.test("authorities and what they do", (t) => {
  for (const [text, bodies] of BODIES) {
    const found = read(text).issuing_bodies.map(({ value }) => `${value.id} ${value.role}`);
    t.equal(found.join(", "), bodies, text);
  }
  t.end();
});

t.test("a name that several bodies have is settled by the date, or doubted", (t) => {
  const ids = (text: string) => read(text).issuing_bodies.map(({ value }) => value.id);
  t.strictSame(ids("On 7 March 2015, CFDA fined a drug maker."), [
    "china-food-and-drug-administration",
  ]);
  t.strictSame(ids("On 7 March 2022, CFDA fined a drug maker."), ["nmpa"]);
  const [doubted] = read("CFDA fined a drug maker.").issuing_bodies;
  t.match(doubted?.doubt, /nmpa/);
  t.end();
});

/** A sentence → the texts that it names: role, type, title. */
const INSTRUMENTS: readonly [text: string, instruments: string][] = [
  ["CAC issued the Measures for Toy Data.", "subject rule Measures for Toy Data"],
  [
    "CAC issued the Measures for Toy Data (Draft for Comment) and sought comments.",
    "subject rule Measures for Toy Data",
  ],
  [
    "CAC issued the Measures for the Collection, Use and Sale of Toy Data, which apply to toys.",
    "subject rule Measures for the Collection, Use and Sale of Toy Data",
  ],
  [
    "CAC issued the Toy Catalogue (2021 Edition) on Monday.",
    "subject catalogue Toy Catalogue (2021 Edition)",
  ],
  [
    "EDPB adopted Guidelines 9/2022 on the testing of toys.",
    "subject guideline Guidelines 9/2022 on the testing of toys",
  ],
  [
    "MIIT has issued a notice on the testing of toys.",
    "subject notice Notice on the testing of toys",
  ],
  ["CNIL fined a firm for violating the Toy Data Act.", "applied law Toy Data Act"],
  ["The bill amends the Toy Data Act.", "amended law Toy Data Act"],
  [
    "The Internet Court of Toys decided Doe v. Roe Toys Ltd. in May.",
    "subject judgment Doe v. Roe Toys Ltd.",
  ],
  [
    "CAC published the Toy Rules, the Doll Rules and the Ball Rules.",
    "subject rule Toy Rules; subject rule Doll Rules; subject rule Ball Rules",
  ],
  ["The governor signed SB 12, the Toy Data Act, on Monday.", "subject law Toy Data Act"],
  ["CNIL fined a firm for violating the GDPR.", "applied regulation GDPR"],
  [
    "EDPB adopted Guidelines 9/2022 on toys (3 May).",
    "subject guideline Guidelines 9/2022 on toys",
  ],
  [
    "Ofcom published the Toy Codes of Practice under the Toy Safety Act 2023.",
    "subject guideline Toy Codes of Practice; mentioned law Toy Safety Act 2023",
  ],
  [
    "Le règlement relatif aux jouets connectés a été publié par la CNIL et le gouvernement.",
    "subject regulation règlement relatif aux jouets connectés",
  ],
  [
    "A ANPD publicou o Regulamento de Dados de Brinquedos, que vale para os pais e uma escola.",
    "subject regulation Regulamento de Dados de Brinquedos",
  ],
  ["CAC told of Meridian Law Solicitors and Governor Bill Lee.", ""],
  ["欧洲议会通过《玩具法案》。", "subject law 玩具法案"],
  ["国务院公布《玩具数据条例》（国令第1号）。", "subject regulation 玩具数据条例"],
  ["国家网信办就《玩具数据办法（征求意见稿）》征求意见。", "subject rule 玩具数据办法"],
  ["The Interim Measures were discussed.", ""],
  ["According to the Decision, firms shall report.", ""],
];

t.test("texts that are issued, applied, amended", (t) => {
  for (const [text, instruments] of INSTRUMENTS) {
    const found = read(text).instruments.map(
      ({ role, type, title }) => `${role} ${type.value} ${title.value}`,
    );
    t.equal(found.join("; "), instruments, text);
  }
  t.end();
});

/** What is said of the text → its events. */
const EVENTS: readonly [text: string, events: string][] = [
  [
    "On 3 May 2022 CAC issued the Toy Rules (Draft for Comment), open for comments until 1 June.",
    "comment_opened 2022-05-03, comment_closes 2022-06-01",
  ],
  [
    "On 3 May 2022 CAC issued the Toy Rules. Firms must comply by 10 January.",
    "published 2022-05-03, compliance_deadline 2023-01-10",
  ],
  [
    "国家网信办就《玩具办法（征求意见稿）》公开征求意见，时间为2022年5月3日至6月1日。",
    "comment_opened 2022-05-03, comment_closes 2022-06-01",
  ],
  ["On 3 May 2022 CAC withdrew the Toy Rules.", "withdrawn 2022-05-03"],
];

t.test("steps in the life of a text", (t) => {
  for (const [text, events] of EVENTS) {
    const found = read(text).instruments.flatMap((instrument) =>
      instrument.events.map(({ value }) => `${value.type} ${value.date}`),
    );
    t.equal(found.join(", "), events, text);
  }
  t.end();
});

/** A sentence → where it is. */
const PLACES: readonly [text: string, jurisdiction: string | null][] = [
  ["The Hangzhou Intermediate People's Court ruled on toys.", "CN-ZJ"],
  ["成都市中级人民法院判决了一起玩具案。", "CN-SC"],
  ["瑞典一家法院判决了一起玩具案。", "SE"],
  ["The Ninth Circuit ruled on the California Toy Act.", "US"],
  ["A court ruled on toys.", null],
];

t.test("where it is", (t) => {
  for (const [text, jurisdiction] of PLACES) {
    t.equal(read(text).jurisdiction.value, jurisdiction, text);
  }
  t.end();
});

/** What a court or somebody whom no record has does tells of the kind as well. */
const KINDS: readonly [text: string, kind: string][] = [
  ["The Toy Court of Malta ordered a firm to pay for broken toys.", "case"],
  ["The Toy Safety Authority of Malta fined a firm.", "enforcement"],
  ["The Toy Safety Authority of Malta published the Toy Rules.", "legislation"],
];

t.test("of which kind it is", (t) => {
  for (const [text, kind] of KINDS) t.equal(read(text).kind.value, kind, text);
  t.end();
});

/** Topics by words of their field. */
const TOPICS: readonly [text: string, topics: string][] = [
  ["CAC fined a shop for face recognition of its customers.", "biometric-data"],
  ["A toy maker leaked the records of its customers.", "personal-information-breach"],
  ["某公司违规使用人脸识别被罚。", "biometric-data"],
  ["La CNIL publie un guide sur les cookies.", "consent"],
  ["CAC issued a notice.", ""],
];

t.test("topics", (t) => {
  for (const [text, topics] of TOPICS) {
    const found = read(text).topics.map(({ value }) => value);
    t.equal(found.join(", "), topics, text);
  }
  t.end();
});

t.test("a text that a record has is that record", (t) => {
  const { instruments } = read(
    "On 5 May 2022 CAC fined a firm for breaches of the Data Security Law.",
  );
  t.strictSame(
    instruments.map(({ id, role }) => [id, role]),
    [["data-security-law", "applied"]],
  );
  t.end();
});

t.test("short forms and numbers are kept with the text", (t) => {
  const [instrument] = read(
    'On 3 May 2022 MIIT issued the Measures for Toy Data ("Toy Measures"), valid for two years from 1 June 2022.',
  ).instruments;
  t.strictSame(instrument?.aliases, ["Toy Measures"]);
  const [numbered] = read("工信部印发《玩具数据指南》（工信部科〔2022〕7号）。").instruments;
  t.equal(numbered?.number, "工信部科〔2022〕7号");
  t.equal(numbered?.title_native, "玩具数据指南");
  const [draft] = read("CAC issued the Toy Rules (Draft for Comment).").instruments;
  t.strictSame(draft?.aliases, ["Toy Rules (Draft for Comment)"]);
  t.end();
});

t.test("an unknown authority is listed once, with what it could be", (t) => {
  const text =
    'The Toy Safety Authority of Malta ("TSA") issued a notice. The Toy Safety Authority of Malta met the Cyberspaces Administration of China.';
  const { unmatched } = readingOf(text);
  t.strictSame(
    unmatched.map(({ text, acronym, body_kind, suggestion }) => [
      text,
      acronym,
      body_kind,
      suggestion?.id ?? null,
    ]),
    [
      ["Toy Safety Authority of Malta", "TSA", "regulator", null],
      ["Cyberspaces Administration of China", null, "regulator", "cac"],
    ],
  );
  t.end();
});
