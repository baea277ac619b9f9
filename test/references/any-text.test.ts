import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import { codesOf, REFERENCE_KINDS } from "../../src/vocabularies.ts";
import { RULES } from "../../src/references/rules.ts";
import { uncheckedApp } from "../app-under-test.ts";
import { lookUp } from "./lookup-client.ts";

/** What holds for any text, and what no text may cost. */

const app = uncheckedApp(t);

const PIECES = [
  ...RULES.flatMap(({ examples }) => Object.keys(examples)),
  ...[
    "《刑法》第三条",
    "Article 5 of the Civil Code",
    "Data Security Law",
    "DSL",
    "《",
    "》",
    "〈",
  ],
  ...[
    "https://www.lawbus.net/articles/1275.html",
    "Section 5 of the FTC Act",
    " of the ",
    "(Draft)",
  ],
  ...[
    "。",
    ". ",
    "\n\n",
    ", ",
    " ",
    "第",
    "号",
    "😀",
    "\u0301",
    "\ud83d",
    "\u0000",
    "（",
    "）",
    "Ａ",
  ],
];

const anyText = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join("")),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join(" ")),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.string({ unit: "binary", maxLength: 200 }),
);

t.test("references are in order, apart, and where they say", async () => {
  const property = fc.asyncProperty(anyText, async (text) => {
    let floor = 0;
    for (const { start, end, text: written, kind, status, matches } of await lookUp(app, text)) {
      assert.ok(start >= floor && start < end && end <= text.length, `${start} ${end}`);
      assert.equal(written, text.slice(start, end));
      assert.ok(codesOf(REFERENCE_KINDS).includes(kind as keyof typeof REFERENCE_KINDS));
      assert.equal(status === "unknown", matches.length === 0);
      floor = end;
    }
  });
  await fc.assert(property, { numRuns: 500 });
});

t.test("paragraphs have the references that each has alone", async () => {
  const property = fc.asyncProperty(anyText, anyText, async (one, other) => {
    const between = "\n\n。\n\n";
    const [together, first, second] = await Promise.all(
      [one + between + other, one, other].map((text) => lookUp(app, text)),
    );
    const shift = one.length + between.length;
    assert.deepEqual(together, [
      ...(first ?? []),
      ...(second ?? []).map((each) => ({
        ...each,
        start: each.start + shift,
        end: each.end + shift,
      })),
    ]);
  });
  await fc.assert(property, { numRuns: 300 });
});

const repeated = (text: string) => text.repeat(Math.ceil(64_000 / text.length)).slice(0, 64_000);

t.test("no text takes long", async (t) => {
  await lookUp(app, "the titles are read when they are first asked for");
  for (const part of [
    ...[
      "a",
      "A ",
      "1",
      "1 ",
      "1-",
      "1.",
      "(",
      "(1)",
      "《",
      "《a",
      "〈《",
      "国",
      "令",
      "号",
      "第一条",
    ],
    ...[
      "国办发〔2020〕",
      "一二三四五六七八九十国办发〔2020〕1",
      "中华人民共和国",
      "Data Security ",
    ],
    ...[
      "15 U.S.C. ",
      "16 CFR ",
      "85 FR 1,",
      "Pub. L. ",
      "GB/T ",
      "ISO/IEC/IEEE/SAE/",
      "ECLI:EU:C:2014:",
    ],
    ...[
      "Commission Implementing Regulation (EU) ",
      "European Parliament and ",
      "eli/reg/2016/",
      "32016R",
    ],
    ...[
      "Article 1, 2, 3, 4, 5, 6 and 7 of ",
      "of the Aaa Bbb of the ",
      "of the ",
      "https://a.co/(",
      "😀",
    ],
    ...[
      " ",
      "\n",
      "-",
      "a\u0301",
      "\ud83d",
      "（2020）京",
      "NIST Special Publication ",
      "Articles 1-2-3-",
      `art ${"1-".repeat(58)}https://a.b `,
      `art ${"1.".repeat(58)}https://a.b `,
      `art ${"i,".repeat(58)}https://a.b `,
      `art ${"1 (a)-".repeat(18)}https://a.b `,
      `https://a.b art ${"1-".repeat(56)}x `,
    ],
  ]) {
    const text = repeated(part);
    const since = performance.now();
    const answer = await app.inject({
      method: "POST",
      url: "/citations/lookup",
      payload: { text },
    });
    const took = performance.now() - since;
    t.ok([200, 400].includes(answer.statusCode), part);
    // Some 10 to 100 ms where nothing else runs; backtracking would take minutes.
    t.ok(took < 2000, `${part}: ${took} ms`);
  }
});
