import assert from "node:assert/strict";
import t from "tap";
import { decodeDocument, UnreadableDocument } from "../../src/newsletters/decode.ts";

/** What documents come in, and what is refused because no letter of it would be right. */

const chinese =
  "数据安全周报\n\n国家船舶局发布《智能船舶数据安全指引》，将于2025年9月1日起实施。个人信息的处理应当合法。\n";
const german =
  "Die Behörde prüft große Häfen – „Küstenschutz“ für 20 €.\r\nSchöne Grüße aus Köln\r\n";

const utf16 = (text: string, isBig: boolean): Uint8Array => {
  const bytes = Buffer.from(text, "utf16le");
  return isBig ? bytes.swap16() : bytes;
};

/** Written by hand from the tables of each encoding: `数据，` `国家的法律` in GBK, … */
const GB = Buffer.from(
  "cafdbeddb0b2c8aba3acb9facabdb5c4b7a8c2c9a1a3b8f6c8cbd0c5cfa2b5c4b9dcc0ed0a",
  "hex",
);
const WESTERN = Buffer.from(
  "Die Beh\xf6rde pr\xfcft gro\xdfe H\xe4fen \x96 f\xfcr 20 \x80.\r\n",
  "latin1",
);

const codes = (warnings: readonly { code: string }[]) => warnings.map(({ code }) => code);

t.test("Unicode in each of its forms, without its mark", async (t) => {
  for (const text of [chinese, german, "plain\n"]) {
    const marked = `\ufeff${text}`;
    t.strictSame(decodeDocument(Buffer.from(text), null), { text, warnings: [] });
    t.strictSame(decodeDocument(Buffer.from(marked), "utf-8"), { text, warnings: [] });
    t.equal(decodeDocument(utf16(marked, false), null).text, text);
    t.equal(decodeDocument(utf16(marked, true), null).text, text);
    t.equal(decodeDocument(utf16(text, false), null).text, text, "the NUL bytes say so");
    t.equal(decodeDocument(utf16(text, true), null).text, text);
    t.equal(decodeDocument(utf16(text, true), "utf-16be").text, text);
  }
});

t.test(
  "GB18030 and windows-1252 are recognised, with a warning unless they were said",
  async (t) => {
    const gb = decodeDocument(GB, null);
    t.equal(gb.text, "数据安全，国式的法律。个人信息的管理\n");
    t.strictSame(codes(gb.warnings), ["charset_guessed"]);
    t.strictSame(decodeDocument(GB, "gb18030").warnings, []);
    t.strictSame(codes(decodeDocument(GB, "utf-8").warnings), ["charset_guessed"]);
    t.equal(decodeDocument(GB, "iso-8859-1").text, gb.text, "Latin-1 is said of anything");
    const western = decodeDocument(WESTERN, null);
    t.equal(western.text, "Die Behörde prüft große Häfen – für 20 €.\r\n");
    t.strictSame(codes(western.warnings), ["charset_guessed"]);
    t.strictSame(decodeDocument(WESTERN, "iso-8859-1").warnings, []);
  },
);

t.test("what is UTF-8 is read as that, whatever is said", async (t) => {
  const { text, warnings } = decodeDocument(Buffer.from(chinese), "gbk");
  t.equal(text, chinese);
  t.strictSame(codes(warnings), ["charset_differs"]);
});

t.test("text that was garbled before it came is told of", async (t) => {
  const garbled = Buffer.from("naïve façade – café").toString("latin1");
  const { text, warnings } = decodeDocument(Buffer.from(garbled), null);
  t.equal(text, garbled);
  t.strictSame(codes(warnings), ["garbled_text"]);
});

t.test("what is no text, or in no encoding that can be told, is refused", async (t) => {
  const cases: [string, Uint8Array, UnreadableDocument["reason"], RegExp][] = [
    ["PDF", Buffer.from("%PDF-1.7\n…"), "binary", /a PDF.*UTF-8/],
    ["docx", Buffer.from("PK\x03\x04....word/document.xml"), "binary", /Word document/],
    ["zip", Buffer.from("PK\x03\x04....a.txt"), "binary", /zip archive/],
    ["doc", Buffer.from("d0cf11e0a1b11ae1", "hex"), "binary", /old Word/],
    ["RTF", Buffer.from("{\\rtf1\\ansi"), "binary", /RTF/],
    ["NUL bytes", Buffer.from([0x61, 0, 0, 0x62, 0x63, 1, 0]), "binary", /byte 1 is NUL/],
    ["control characters", Buffer.alloc(200, 7), "binary", /control characters/],
    ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), "charset", /UTF-32/],
    [
      "broken UTF-8",
      Buffer.concat([Buffer.from(chinese), Buffer.from([0xe6])]),
      "charset",
      /line 4/,
    ],
    [
      "Cyrillic",
      Buffer.from("cff0e8e2e5f220ece8f02c20eae0ea20e4e5ebe0", "hex"),
      "charset",
      /can't be told/,
    ],
  ];
  for (const [name, bytes, reason, message] of cases) {
    assert.throws(
      () => decodeDocument(bytes, null),
      (error) =>
        error instanceof UnreadableDocument &&
        error.reason === reason &&
        message.test(error.message),
      name,
    );
  }
  t.throws(() => decodeDocument(Buffer.from("a"), "klingon"), /'klingon' is no character set/);
  t.equal(
    decodeDocument(Buffer.from("cff0e8e2e5f2", "hex"), "windows-1251").text,
    "Привет",
    "where it is said, it is read",
  );
});
