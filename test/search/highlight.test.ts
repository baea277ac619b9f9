import fc from "fast-check";
import t from "tap";
import type { Leaf } from "../../src/search/grammar.ts";
import { parseSearch } from "../../src/search/grammar.ts";
import { highlight, positiveLeaves } from "../../src/search/highlight.ts";
import { indexedText } from "../../src/search/tokens.ts";
import { needleOf } from "./evaluate.ts";
import { anyText, lettersAndPunctuation, lettersAndSeparatorsByUnit } from "./texts.ts";

const leavesOf = (q: string): Leaf[] => positiveLeaves(parseSearch(q));
const shown = (text: string, q: string, characters: number | null = null): string | null =>
  highlight(text, leavesOf(q), { characters });

const unescaped = (html: string): string =>
  html
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
const textOf = (html: string): string => unescaped(html.replace(/<\/?mark>/gu, ""));
const marksOf = (html: string): string[] =>
  [...html.matchAll(/<mark>(.*?)<\/mark>/gsu)].map((match) => unescaped(match[1] ?? ""));

const MARKED: readonly [text: string, q: string, html: string | null][] = [
  ["Data protection law", "law data", "<mark>Data</mark> protection <mark>law</mark>"],
  ["Data, protection law", '"data protection"', "<mark>Data, protection</mark> law"],
  ["Data protection law", "da*", "<mark>Data</mark> protection law"],
  ["Data protection law", "dat", null],
  ["Data protection law", "privacy", null],
  ["Data protection law", "-data law", "Data protection <mark>law</mark>"],
  ["Data protection law", "!!!", null],
  ["中华人民共和国公司法", "公司法", "中华人民共和国<mark>公司法</mark>"],
  ["中华人民共和国公司法", "公司 司法", "中华人民共和国<mark>公司法</mark>"],
  ["公司法与公", "公", "<mark>公</mark>司法与<mark>公</mark>"],
  ["公司、法律", '"公司 法律"', "<mark>公司、法律</mark>"],
  ["新GB標準2020版", "gb標準2020", "新<mark>GB標準2020</mark>版"],
  ["トヨタ㍿の", "株", "トヨタ<mark>㍿</mark>の"],
  ["データ", "ﾃﾞｰﾀ", "<mark>データ</mark>"],
  ["개인정보 보호법", "정보", "개인<mark>정보</mark> 보호법"],
  ["𠮷野家", "𠮷", "<mark>𠮷</mark>野家"],
  ["Les données perdues", "donnees", "Les <mark>données</mark> perdues"],
  ["donne\u0301es", "DONNÉES", "<mark>donne\u0301es</mark>"],
  ["ＰＲＩＶＡＣＹ　ａｃｔ", "privacy", "<mark>ＰＲＩＶＡＣＹ</mark>　ａｃｔ"],
  ["the ﬁne", "fine", "the <mark>ﬁne</mark>"],
  ["🙂 law 👩‍👩‍👧", "law", "🙂 <mark>law</mark> 👩‍👩‍👧"],
  ["قانون حماية البيانات", "حماية", "قانون <mark>حماية</mark> البيانات"],
  ["people’s data", "people's", "<mark>people’s</mark> data"],
  ["<b>law</b>", "law", "&lt;b&gt;<mark>law</mark>&lt;/b&gt;"],
  ["<mark>law</mark>", "law", "&lt;mark&gt;<mark>law</mark>&lt;/mark&gt;"],
  [
    "<script>alert('1')</script>",
    "alert",
    "&lt;script&gt;<mark>alert</mark>(&#39;1&#39;)&lt;/script&gt;",
  ],
  ['" onload="x" &amp;', "onload", "&quot; <mark>onload</mark>=&quot;x&quot; &amp;amp;"],
  ["a<b>c", '"a b c"', "<mark>a&lt;b&gt;c</mark>"],
  ["a &lt; b", "lt", "a &amp;<mark>lt</mark>; b"],
];

t.test("what is found is marked, everything else escaped", async (t) => {
  for (const [text, q, html] of MARKED) {
    t.equal(shown(text, q), html, JSON.stringify([text, q]));
    t.equal(shown(text, q, 240), html, "a short text is shown as a whole");
  }
});

t.test("a snippet is cut between words, around what is found", async (t) => {
  const filler = "consectetur adipiscing elit ".repeat(20);
  t.equal(
    shown(`${filler}the privacy law of data. ${filler}`, "privacy data", 60),
    "…adipiscing elit the <mark>privacy</mark> law of <mark>data</mark>. consectetur…",
  );
  t.equal(
    shown(`The law. ${filler}`, "law", 40),
    "The <mark>law</mark>. consectetur adipiscing elit…",
  );
  t.equal(
    shown(`${filler}The law.`, "law", 40),
    "…consectetur adipiscing elit The <mark>law</mark>.",
  );
  t.equal(
    shown(`law ${filler}law ${filler}law data ${filler}`, "law data", 40),
    "…adipiscing elit <mark>law</mark> <mark>data</mark> consectetur…",
    "the most different leaves come before the earliest",
  );
  t.equal(
    shown("个人信息保护法规定了个人信息处理规则".repeat(9), "处理规则", 12),
    "…个人信息<mark>处理规则</mark>个人信息…",
    "text without spaces is cut anywhere",
  );
  const phrase = '"aa bb bb bb" cc dd';
  t.equal(
    shown("aa bb bb bb x cc dd eeeeeeeeee", phrase, 15),
    "…x <mark>cc</mark> <mark>dd</mark>…",
    "no mark is torn at the start",
  );
  t.equal(
    shown("cc dd x aa bb bb bb xxxxxxxxxx", phrase, 14),
    "<mark>cc</mark> <mark>dd</mark> x…",
    "nor at the end",
  );
  t.equal(shown("公".repeat(500), "公", 5), `<mark>公公公公公</mark>…`, "a mark too long");
  t.equal(shown("𠮷".repeat(500), "𠮷", 5), `<mark>𠮷𠮷</mark>…`, "is cut between characters");
  t.equal(shown(`${"a".repeat(500)} b`, "a*", 5), "<mark>aaaaa</mark>…", "also a word");
});

const texts = fc
  .array(
    fc.oneof(
      anyText,
      lettersAndSeparatorsByUnit.map((units) => units.join("")),
    ),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(" "));
const pieceOf = (text: string, at: number, length: number): string => {
  const start = at % (text.length + 1);
  return `"${text.slice(start, start + length)}"*`;
};
const queries = fc.oneof(
  fc.array(lettersAndPunctuation, { minLength: 1, maxLength: 4 }).map((words) => words.join(" ")),
  fc.tuple(anyText, fc.nat(10)).map(([text, at]) => `"${text.slice(at, at + 4)}"*`),
);

t.test("whatever the text, it is the text that is shown, with what was found in it", async (t) => {
  let shownTexts = 0;
  let cutTexts = 0;
  const check = (text: string, q: string, characters: number): void => {
    const leaves = leavesOf(q);
    const indexed = ` ${indexedText(text)} `;
    const isFound = leaves.some((leaf) => indexed.includes(needleOf(leaf)));
    const whole = highlight(text, leaves, { characters: null });
    const snippet = highlight(text, leaves, { characters });
    if ((whole !== null) !== isFound || (snippet !== null) !== isFound) throw new Error("found");
    if (whole === null || snippet === null) return;
    shownTexts += 1;
    if (textOf(whole) !== text) throw new Error(`whole: ${whole}`);
    for (const mark of marksOf(whole)) {
      const own = ` ${indexedText(mark)} `;
      if (!leaves.some((leaf) => own.includes(needleOf(leaf)))) throw new Error(`mark: ${mark}`);
    }
    if (marksOf(snippet).length === 0) throw new Error(`no mark: ${snippet}`);
    const wholeMarks = marksOf(whole);
    if (wholeMarks.every((mark) => mark.length <= characters)) {
      const torn = marksOf(snippet).filter((mark) => !wholeMarks.includes(mark));
      if (torn.length > 0) throw new Error(`torn: ${torn}`);
    }
    if (snippet === whole) return;
    cutTexts += 1;
    const piece = textOf(snippet.replace(/^…/u, "").replace(/…$/u, ""));
    if (!text.includes(piece)) throw new Error(`piece: ${snippet}`);
    if (piece.length > characters + 64) throw new Error(`${piece.length}: ${snippet}`);
    if (/[<>"']|&(?!(amp|lt|gt|quot|#39);)/u.test(snippet.replace(/<\/?mark>/gu, ""))) {
      throw new Error(`escapes: ${snippet}`);
    }
  };
  fc.assert(fc.property(texts, queries, fc.integer({ min: 5, max: 40 }), check), {
    numRuns: 4000,
    seed: 10,
  });
  fc.assert(
    fc.property(
      texts,
      fc.nat(100),
      fc.nat(8),
      fc.integer({ min: 5, max: 40 }),
      (text, at, length, n) => check(text, pieceOf(text, at, length), n),
    ),
    { numRuns: 3000, seed: 11 },
  );
  t.ok(shownTexts > 1500 && cutTexts > 800, `${shownTexts} are found, ${cutTexts} are cut`);
});

t.test(
  "of all pieces of the length, none has more different leaves, and no word is torn",
  async () => {
    const words = fc.array(fc.constantFrom<string>("aa", "bb", "cc", "xx", "yyyyyyy", "z"), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(words, fc.integer({ min: 6, max: 40 }), (parts, characters) => {
        const text = parts.join(" ");
        const leavesIn = (piece: string): number =>
          ["aa", "bb", "cc"].filter((word) => piece.split(" ").includes(word)).length;
        const snippet = shown(text, "aa bb cc", characters);
        let most = 0;
        for (let at = 0; at < text.length; at++) {
          if (at > 0 && text[at - 1] !== " ") continue;
          most = Math.max(most, leavesIn(text.slice(at, at + characters + 1).replace(/\S$/u, "")));
        }
        const torn = textOf(snippet ?? "")
          .replaceAll("…", "")
          .trim()
          .split(" ")
          .filter((word) => word !== "" && !parts.includes(word));
        if (torn.length > 0) throw new Error(`torn: ${torn}`);
        if (snippet !== null && leavesIn(textOf(snippet).replaceAll("…", "")) < most) {
          throw new Error(`${most}: ${snippet}`);
        }
      }),
      { numRuns: 3000, seed: 12 },
    );
  },
);

t.test("nothing is cut inside of a character", async () => {
  const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });
  const units = [
    "🙂",
    "👩‍👩‍👧",
    "🇩🇪",
    "e\u0301",
    "𠮷",
    "公",
    "한",
    "\u1112\u1161\u11ab",
    "क्षि",
    "a",
    " ",
  ];
  const unit = fc.constantFrom(...units);
  fc.assert(
    fc.property(
      fc.array(unit, { minLength: 20, maxLength: 80 }),
      fc.nat(20),
      (parts, characters) => {
        const text = parts.join("");
        const html = shown(text, "公 한 a* e*", characters + 5);
        if (html === null) return;
        const piece = textOf(html.replace(/^…|…$/gu, ""));
        const boundaries = new Set([...graphemes.segment(text)].map(({ index }) => index));
        boundaries.add(text.length);
        const places = [...boundaries].filter((index) => text.startsWith(piece, index));
        if (!places.some((index) => boundaries.has(index + piece.length))) throw new Error(html);
      },
    ),
    { numRuns: 2000, seed: 13 },
  );
});

t.test("a long text takes a few milliseconds", async (t) => {
  const sentence = "In the matter of data protection and privacy, the authority decided. ";
  const shapes: Record<string, [text: string, q: string]> = {
    words: [sentence, 'data privacy reg* "the authority"'],
    nothing: [sentence, "unfindable"],
    han: ["中华人民共和国公司法，", "公司法 人民 国"],
    repeated: ["a ", `"${"a ".repeat(4000)}"`],
    everything: ["a ", "a*"],
    many: [sentence, Array.from({ length: 2000 }, (_, i) => `${i.toString(36)}*`).join(" ")],
    marks: ["a\u0301\u0316", "a"],
    flags: ["x🇩🇪🇫🇷", "x"],
  };
  for (const [name, [shape, q]] of Object.entries(shapes)) {
    const text = shape.repeat(50_000 / shape.length);
    const leaves = leavesOf(q);
    highlight(text, leaves, { characters: 240 });
    const started = process.cpuUsage();
    for (let i = 0; i < 10; i++) highlight(text, leaves, { characters: 240 });
    const { user } = process.cpuUsage(started);
    t.ok(user > 0 && user / 10_000 < 60, `${name}: ${user / 10_000} ms`);
  }
});

t.test("only what is looked for can be marked", async (t) => {
  t.same(leavesOf("a -b c OR -d a*"), [
    { tokens: ["a"], prefix: false },
    { tokens: ["c"], prefix: false },
    { tokens: ["a"], prefix: true },
  ]);
  t.same(positiveLeaves({ not: { not: { leaf: { tokens: ["a"], prefix: false } } } }), [
    { tokens: ["a"], prefix: false },
  ]);
  t.same(leavesOf("-a"), []);
});
