import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import { readNewsletter } from "../../src/newsletters/extract/read-newsletter.ts";
import type { Layout } from "../../src/newsletters/layout.ts";
import type { Span } from "../../src/newsletters/passage.ts";
import type { Reading } from "../../src/newsletters/reading.ts";
import { parsePeriod } from "../../src/values/edtf.ts";
import { layoutByHand, onlyText } from "./layout-by-hand.ts";
import { gazetteerOfSeed } from "./seed-gazetteer.ts";

/** What holds for any text, and what no text may cost. */

const gazetteer = await gazetteerOfSeed(t);
const EDITION = { published_on: "2024-05-31", language: null, jurisdiction: null };

const PIECES = [
  ...[
    "\n### ",
    "\n## ",
    "\n",
    ". ",
    ", ",
    " ",
    "。",
    "（",
    "）",
    "(",
    ")",
    '("',
    '")',
    "《",
    "》",
    "“",
    "”",
  ],
  ...[
    "On 31 April",
    "2 May 2024",
    "May",
    "5月29日",
    "29日",
    "24-26 April",
    "3/4/2024",
    "2024",
    "yesterday",
  ],
  ...[
    "CAC",
    "the Ministry of Public Security",
    "国家网信办",
    "SAC",
    "the Court",
    "the Commission",
    "EDPB",
  ],
  ...[
    "issued",
    "was fined by",
    "jointly",
    "solicits comments on",
    "发布",
    "处罚",
    "征求意见",
    "由",
    "起草",
  ],
  ...[
    "the Measures for",
    "Data Security Law",
    "Guidelines on the use of",
    "v. ",
    "Mr. Roe",
    "数据安全法",
  ],
  ...[
    "(Draft for Comment)",
    "（征求意见稿）",
    "Zhanjiang",
    "Guangdong",
    "French",
    "in force on",
    "until",
  ],
  ...[
    "personal information",
    "GB/T 35273-2020",
    "C-131/12",
    "😀",
    "\u0301",
    "\ud83d",
    "\u0000",
    "Ａ",
    "?",
  ],
];

const anyText = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join(" ")),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join("")),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.string({ unit: "binary", maxLength: 200 }),
);

t.test("any text is read, the same each time, and spans are within it", async () => {
  const property = fc.property(anyText, fc.boolean(), (text, isWhole) => {
    const layout = isWhole ? onlyText(text) : layoutByHand(text);
    const reading = readNewsletter(text, layout, EDITION, gazetteer);
    assert.equal(reading.developments.length, layout.developments.length);
    for (const { start, end } of spansOf(reading)) {
      assert.ok(start >= 0 && start <= end && end <= text.length, `${start} ${end}`);
    }
    for (const { date, instruments } of reading.developments) {
      const dates = instruments.flatMap(({ events }) => events.map(({ value }) => value.date));
      for (const each of [date.value, ...dates]) {
        if (each !== null) assert.ok("start" in parsePeriod(each), each);
      }
      assert.ok(date.value !== null || date.doubt !== null);
    }
    assert.deepEqual(readNewsletter(text, layout, EDITION, gazetteer), reading);
  });
  fc.assert(property, { numRuns: 150 });
});

function* spansOf({ developments, unmatched }: Reading): Generator<Span> {
  for (const development of developments) {
    const { title, summary, date, kind, jurisdiction, issuing_bodies, topics } = development;
    for (const { spans } of [
      title,
      summary,
      date,
      kind,
      jurisdiction,
      ...issuing_bodies,
      ...topics,
    ]) {
      yield* spans;
    }
    for (const { title, type, events } of development.instruments) {
      for (const { spans } of [title, type, ...events]) yield* spans;
    }
  }
  for (const { span } of unmatched) yield span;
}

/** Each is repeated; what is read for one is read again and again. */
const REPEATED = [
  "CAC issued the Measures for the Use of ",
  "the Guidelines on the processing of data and ",
  "On 29 July, on 30 July, by 1 August ",
  "the Ministry of Public Security, CAC, ",
  "the Bureau of the Office of the Agency of ",
  "Law Law Law ",
  "((((",
  '("',
  "《",
  "《数据办法》（征求意见稿）",
  "国家网信办、工信部发布",
  "某某市某某局",
  "由由由被被被",
  "1月1日至",
  "2024-01-",
  "Roe v. Doe v. ",
  "v. v. ",
  "the Court ruled that ",
  "Recently, ",
  "personal information ",
  "Zhanjiang, Guangdong ",
  "A, B, C and ",
  "fined sanctioned ordered ",
  "U.S. No. 5 ",
  "\n### H\nOn 5 May, CAC issued the Data Rules.\n",
  '\n### H\n\nthe Office of Novel Matters ("ONM") said\n',
];

const SHORT = 5_000;
const TIMES = 4;
/** Four times the text may take so many times the time, on a machine that does other things. */
const MOST = 8;
/** Below this a measurement says nothing. */
const NOISE = 60;

t.test("time grows with the length of the text, whatever is repeated in it", async (t) => {
  for (const piece of REPEATED) {
    const [short, long] = [SHORT, SHORT * TIMES].map((length) => timeOf(piece, length)) as [
      number,
      number,
    ];
    t.ok(long < Math.max(short, NOISE) * MOST, `${JSON.stringify(piece)}: ${short} ms, ${long} ms`);
  }
});

/** Milliseconds of the processor's time: others share the machine. */
const processorTime = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

/** The better of two measurements, in ms. */
function timeOf(piece: string, length: number): number {
  const text = piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
  const layout: Layout = piece.includes("###") ? layoutByHand(text) : onlyText(text);
  return Math.min(
    ...[0, 1].map(() => {
      const start = process.cpuUsage();
      readNewsletter(text, layout, EDITION, gazetteer);
      return processorTime(start);
    }),
  );
}
