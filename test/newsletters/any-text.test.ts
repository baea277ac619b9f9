import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import t from "tap";
import type { Passage, Span } from "../../src/newsletters/passage.ts";
import { splitNewsletter } from "../../src/newsletters/split/split.ts";

/** What holds for any text, and what no text may cost. */

const folder = new URL("./documents/", import.meta.url);
const lines = readdirSync(folder)
  .filter((name) => !name.endsWith(".json"))
  .flatMap((name) => readFileSync(new URL(name, folder), "utf8").split("\n"));

const PIECES = [
  ...["\n", "\n\n", "\r\n", "\f", "\t", " ", "\u00a0", "\u200b", "---\n", "--\n"],
  ...[
    "1. ",
    "1 ",
    "[1]",
    "(1)",
    "[^1]",
    "[^1]: ",
    "¹",
    "①",
    "1, 2",
    "1-3",
    "一、",
    "（一）",
    "01\n",
  ],
  ...[
    "# ",
    "## ",
    "- ",
    "  - ",
    "**",
    "*",
    "_",
    "`",
    "> ",
    "[",
    "](",
    ")",
    "![",
    "<b>",
    "<p>",
    "</a>",
  ],
  ...["https://a.example/b", "(https://a.example/b)", "[Title of a page](https://a.example/b)"],
  ...[
    "Source: ",
    "来源：",
    "Sources\n",
    "Notes\n",
    "Page 1\n",
    "Contents\n",
    "目录\n",
    "Disclaimer\n",
  ],
  ...[
    "On 3 May 2024, it did. ",
    "A headline of some length\n",
    "【标题】\n",
    "正文。",
    "\ud83d",
    "😀",
    "\u0000",
  ],
];

const anyText = fc.oneof(
  fc.array(fc.constantFrom(...lines), { maxLength: 25 }).map((some) => some.join("\n")),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((some) => some.join("")),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.string({ unit: "binary", maxLength: 200 }),
);

t.test("passages say what stands at their spans, in order", async () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { title, head, developments, left, warnings } = splitNewsletter(text);
      let floor = -1;
      for (const [i, { position, headline, paragraphs, notes }] of developments.entries()) {
        assert.equal(position, i + 1);
        const passages = [...(headline === null ? [] : [headline]), ...paragraphs];
        for (const passage of passages) {
          assert.ok(passage.text.length > 0);
          assertStands(text, passage);
          assert.ok(passage.span.start > floor, `${passage.span.start} is not after ${floor}`);
          floor = passage.span.end - 1;
        }
        for (const { span, marked } of notes) {
          assertWithin(text, span);
          if (marked !== null) assertWithin(text, marked);
        }
      }
      for (const passage of [title, ...head]) if (passage !== null) assertStands(text, passage);
      for (const { span } of left) assertWithin(text, span);
      for (const { span, detail } of warnings) {
        assert.ok(detail.length > 20);
        if (span !== null) assertWithin(text, span);
      }
      assert.equal(
        warnings.some(({ code }) => code === "no_developments"),
        developments.length === 0,
      );
    }),
    { numRuns: 600 },
  );
});

t.test("nothing that is read is lost: each word is in a development or left", async () => {
  const word = fc.stringMatching(/^[a-z]{3,9}$/);
  const sentence = fc
    .array(word, { minLength: 12, maxLength: 30 })
    .map((words) => `On 3 May 2024, ${words.join(" ")}.`);
  const title = fc
    .array(word, { minLength: 4, maxLength: 9 })
    .map((words) => `The ${words.join(" ")}`);
  const item = fc.tuple(title, sentence);
  fc.assert(
    fc.property(
      fc.uniqueArray(item, { minLength: 2, maxLength: 8, selector: ([headline]) => headline }),
      (items) => {
        const text = items
          .map(([headline, body], i) => `${headline}\n\n${body} ${i + 1}\n\n`)
          .concat(items.map((_, i) => `${i + 1}. https://a.example/${i + 1}\n`))
          .join("");
        const { developments } = splitNewsletter(text);
        assert.deepEqual(
          developments.map(({ headline, paragraphs, notes }) => [
            headline?.text,
            paragraphs.map((passage) => passage.text).join(" "),
            notes.map(({ url }) => url),
          ]),
          items.map(([headline, body], i) => [headline, body, [`https://a.example/${i + 1}`]]),
        );
      },
    ),
    { numRuns: 100 },
  );
});

function assertWithin(text: string, { start, end }: Span): void {
  assert.ok(start >= 0 && start <= end && end <= text.length, `${start} ${end} ${text.length}`);
}

/** The text of a passage is what stands there, with some left out and white space as one space. */
function assertStands(text: string, passage: Passage): void {
  assertWithin(text, passage.span);
  let at = -1;
  for (let i = 0; i < passage.text.length; i++) {
    const { start, end } = passage.spanOf(i, i + 1);
    const stands = text.slice(start, end);
    const read = passage.text.charAt(i);
    assert.ok(stands === read || (read === " " && /^\s$/.test(stands)), `${stands} is not ${read}`);
    assert.ok(start > at);
    at = start;
  }
}

/** The milliseconds that splitting a text takes of the processor: others share the machine. */
function timeOf(text: string): number {
  const since = process.cpuUsage();
  splitNewsletter(text);
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

t.test("time grows with the length of a text, whatever is repeated in it", async (t) => {
  splitNewsletter("Warming up\n\nOn 1 May 2024, it did. 1\n\n1. https://a.example/");
  for (const part of [
    ...["[", "(1", "1 ", "- ", "**", "*", "_", "《", "【", "a\n", "A\nb\n\n", "[a](", "<p", "\\"],
    ...["[1]", "¹", "①", "1,", "a1. ", "20201 ", "a 1.\n\n", "1. a\n", "x 1\n1. y\n", "(1)"],
    ...["http://", "(http://a.b", "(https://a.b/c), ", "[1]: http://a.b\n", "1 http://a.b/\n"],
    ...[
      "# a\n",
      "- **a** b\n",
      "Source: ",
      "来源：",
      "Contents\na\n",
      "Page 1\n",
      "国",
      "。1",
      "\r\n",
    ],
    ...["1. a\nb 1.\n2. c\nd 2.\n3. e\n", "a b c d e f g h i j k l m n o p\n- A\n", "<sup>1</sup>"],
  ]) {
    const repeated = (length: number) => part.repeat(length / part.length);
    // Four times as long is six times the time at most. Others share the machine: the best of four counts.
    let [short, long] = [0, Number.POSITIVE_INFINITY];
    for (let i = 0; i < 4 && long >= short * 6 + 150; i++) {
      [short, long] = [timeOf(repeated(10_000)), timeOf(repeated(40_000))];
    }
    t.ok(long < short * 6 + 150, `${JSON.stringify(part)}: ${short} ms and ${long} ms`);
  }
});

const DEVELOPMENT = "A headline of some length\n\nOn 3 May 2024, it did. https://a.example/b\n\n";

t.test("time grows with the number of blocks, whatever stands before or after them", async (t) => {
  const texts: Record<string, (count: number) => string> = {
    "sources above one line in bold": (count) => `${"a. http://b.cc\n\n".repeat(count)}**end**\n`,
    "sources after words in bold": (count) => "**a** b. http://b.cc\n\n".repeat(count),
    "days above a headline": (count) => `${"May 1\n\n".repeat(count)}${DEVELOPMENT}`,
    "editions above headlines": (count) =>
      Array.from({ length: count }, (_, i) => `# Issue ${i}\n\n`).join("") +
      DEVELOPMENT.repeat(count),
  };
  for (const [name, textOf] of Object.entries(texts)) {
    timeOf(textOf(2500));
    let [short, long] = [0, Number.POSITIVE_INFINITY];
    for (let i = 0; i < 4 && long >= short * 16 + 150; i++) {
      [short, long] = [timeOf(textOf(2500)), timeOf(textOf(20_000))];
    }
    // Eight times as many are sixteen times the time at most.
    t.ok(long < short * 16 + 150, `${name}: ${short} ms and ${long} ms`);
  }
});
