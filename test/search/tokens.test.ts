import fc from "fast-check";
import t from "tap";
import { indexedText, tokensOf } from "../../src/search/tokens.ts";
import { anyText } from "./texts.ts";

const texts = (text: string): string[] => tokensOf(text).map((token) => token.text);

const FOLDED: readonly [text: string, tokens: string, why: string][] = [
  ["Data-Protection, (EU) 2016/679", "data protection eu 2016 679", "punctuation separates"],
  ["35273-2020 1,000.50 a_b", "35273 2020 1 000 50 a b", "inside numbers and names, too"],
  ["people's people’s people＇s", "people s people s people s", "every apostrophe is one"],
  ["м'я мʼя Shari'a Shariʿa", "м я м я shari a shari a", "letters that are apostrophes"],
  ["Données à caractère Żółć Đorđe", "donnees a caractere zolc dorde", "diacritics and strokes"],
  ["Ærø Œuvre Þór", "aero oeuvre thor", "ligatures"],
  ["Straße STRASSE STRAẞE", "strasse strasse strasse", "full case folding"],
  ["İstanbul ISTANBUL ıstanbul", "istanbul istanbul istanbul", "Turkish i"],
  ["ΟΔΟΣ οδος ὁδός ᾳ ΰ", "οδοσ οδοσ οδοσ α υ", "Greek final sigma, accents"],
  ["мой ещё", "мои еще", "Cyrillic"],
  ["ﬁne ｄａｔａ Ǆ Ⅳ", "fine data dz iv", "compatibility forms"],
  ["CO₂ km² law¹", "co2 km2 law1", "subscripts and superscripts are digits"],
  ["Foo™ 5㎏ №7 ①Scope 1½", "foo tm 5 kg no 7 1 scope 1 1 2", "signs stand apart"],
  ["２０２０ ١٥١ ४२", "2020 151 42", "digits of every script"],
  ["كِتَاب كتـاب أحمد", "كتاب كتاب احمد", "Arabic vowels, tatweel, hamza"],
  ["שָׁלוֹם", "שלום", "Hebrew points"],
  ["हिन्दी में", "हिन्दी में", "Indic vowel signs are kept"],
  ["regu\u00ADlation می\u200Cخواهم \uFEFFa", "regulation میخواهم a", "what is not written"],
  ["zero\u200Bwidth", "zero width", "zero-width space separates"],
  ["公司法", "公司 司法 法", "pairs, and the last alone"],
  ["公", "公", "one character"],
  ["公司、法", "公司 司 法", "each run of its own"],
  ["GB標準2020", "gb 標準 準 2020", "words and characters"],
  ["データ ﾃﾞｰﾀ", "デー ータ タ デー ータ タ", "half-width kana, length mark"],
  ["か が か\u3099", "か が が", "voiced kana stay different"],
  ["漢字かな", "漢字 字か かな な", "Han and kana are one run"],
  [
    "한국어 \u1112\u1161\u11ab\u1100\u116e\u11a8",
    "한국 국어 어 한국 국",
    "Hangul, also in letters",
  ],
  ["𠮷野家", "𠮷野 野家 家", "astral characters are one"],
  ["葛\u{E0100}城", "葛城 城", "variation sequences"],
  ["トヨタ㍿", "トヨ ヨタ タ株 株式 式会 会社 社", "squared words"],
  ["กำหนด กํา", "กํา าห หน นด ด กํา า", "Thai, with its composed vowel"],
  ["❤️ 🙂 1️⃣ 👩‍👩‍👧", "1", "emoji are none"],
  ["", "", "nothing"],
  ["！・、—", "", "punctuation alone"],
  ["\ud800a\udc00 \u0000b", "a b", "lone surrogates, control characters"],
];

const hasSeveral = (text: string): boolean =>
  text.normalize("NFKC").length > text.normalize("NFC").length;

t.test("texts are folded and split", async (t) => {
  for (const [text, tokens, why] of FOLDED) {
    t.equal(texts(text).join(" "), tokens, `${why}: ${JSON.stringify(text)}`);
    t.equal(indexedText(text), tokens);
  }
});

t.test("tokens say where they are in the original", async (t) => {
  t.same(tokensOf("ﬁn ½ 公司é\u0301!"), [
    { text: "fin", start: 0, end: 2, position: 0 },
    { text: "1", start: 3, end: 4, position: 1 },
    { text: "2", start: 3, end: 4, position: 2 },
    { text: "公司", start: 5, end: 7, position: 3 },
    { text: "司", start: 6, end: 7, position: 4 },
    { text: "e", start: 7, end: 9, position: 5 },
  ]);
});

t.test("whatever the text, a token is what its place in the text folds to", async () => {
  fc.assert(
    fc.property(anyText, (text) => {
      let previous = { start: 0, end: 0 };
      for (const [i, token] of tokensOf(text).entries()) {
        const { start, end, position } = token;
        if (position !== i) throw new Error(`position ${position} at ${i}`);
        if (start < previous.start || start >= end || end > text.length) {
          throw new Error(`${start}-${end} in ${text.length}`);
        }
        previous = token;
        const own = texts(text.slice(start, end));
        // what folds to more than one word or pair, such as ½ or ㍿, is one place for all of them
        const isWhole = own[0] === token.text && own.length <= 2;
        if (!isWhole && !(own.includes(token.text) && hasSeveral(text.slice(start, end)))) {
          throw new Error(`${token.text}: ${own}`);
        }
      }
    }),
    { numRuns: 5000, seed: 7 },
  );
});

t.test("texts that are canonically the same have the same tokens", async (t) => {
  const written = anyText.filter((text) => !/\p{Surrogate}/u.test(text));
  fc.assert(
    fc.property(written, (text) => {
      for (const form of ["NFC", "NFD"]) {
        const other = texts(text.normalize(form));
        if (other.join(" ") !== texts(text).join(" ")) throw new Error(`${form}: ${other}`);
      }
    }),
    { numRuns: 5000, seed: 8 },
  );
  t.same(texts("Ｄａｔａ ﾃﾞ".normalize("NFKC")), texts("Ｄａｔａ ﾃﾞ"));
});

t.test("time is linear, also for text made to be slow", async (t) => {
  const shapes = {
    word: "a",
    words: "data protection ",
    han: "公司法",
    marks: "\u0301\u0316\u0345",
    letters: "a\u0301\u0316\u0327\u0301",
    jamo: "\u1112\u1161\u11ab",
    unwritten: "\u00ad\u200d\ufe0f",
    emoji: "👩‍👩‍👧",
    surrogates: "\ud800",
  };
  for (const [name, shape] of Object.entries(shapes)) {
    const length = 200_000;
    const text = `a${shape.repeat(length / shape.length)}`;
    const started = performance.now();
    tokensOf(text);
    const elapsed = performance.now() - started;
    t.ok(elapsed < 2000, `${name}: ${elapsed} ms`);
  }
});

t.test("a kilobyte of ASCII takes well under 50 µs", async (t) => {
  const text = "The Personal Information Protection Law (PIPL), from 1 Nov 2021. ".repeat(16);
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 300; i++) {
    const started = performance.now();
    for (let j = 0; j < 10; j++) tokensOf(text);
    best = Math.min(best, (performance.now() - started) / 10);
  }
  t.ok(best < 0.05, `${best} ms`);
});
