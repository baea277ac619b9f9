import Database from "better-sqlite3";
import fc from "fast-check";
import t from "tap";
import type { Leaf } from "../../src/search/grammar.ts";
import { parseSearch } from "../../src/search/grammar.ts";
import { positiveLeaves } from "../../src/search/highlight.ts";
import { indexedText, TOKENIZE, tokensOf } from "../../src/search/tokens.ts";
import { needleOf } from "./evaluate.ts";
import { anyQuery, anyText, lettersAndPunctuation } from "./texts.ts";

const SKIPPED: readonly [from: number, to: number][] = [
  [0x5000, 0x9e00],
  [0xae00, 0xd600],
  [0xe200, 0xf800],
  [0x20200, 0x2f600],
  [0x2fc00, 0xe0000],
  [0xe0400, 0x110000],
];

function indexOf(texts: readonly string[]): Database.Database {
  const db = new Database(":memory:");
  db.exec(`create virtual table texts using fts5(text, ${TOKENIZE});
    create virtual table terms using fts5vocab(texts, instance)`);
  const insert = db.prepare("insert into texts (rowid, text) values (?, ?)");
  db.transaction(() => {
    for (const [i, text] of texts.entries()) insert.run(i, indexedText(text));
  })();
  return db;
}

function termsByRow(db: Database.Database): Map<number, string[]> {
  const rows = db
    .prepare<[], { doc: number; term: string }>("select doc, term from terms order by doc, offset")
    .all();
  const terms = new Map<number, string[]>();
  for (const { doc, term } of rows) {
    const known = terms.get(doc);
    if (known === undefined) terms.set(doc, [term]);
    else known.push(term);
  }
  return terms;
}

const phraseOf = ({ tokens, prefix }: Leaf): string =>
  `"${tokens.join(" ").replaceAll('"', '""')}"${prefix ? " *" : ""}`;

t.test("FTS5's terms are the tokens, for any text", async (t) => {
  const texts = fc.sample(anyText, { numRuns: 3000, seed: 3 });
  const db = indexOf(texts);
  const terms = termsByRow(db);
  let differing = 0;
  for (const [i, text] of texts.entries()) {
    const expected = tokensOf(text).map((token) => token.text);
    if (expected.join(" ") !== (terms.get(i) ?? []).join(" ")) differing += 1;
  }
  t.equal(differing, 0);
  t.ok(terms.size > 1500, `most texts have terms: ${terms.size}`);
  db.close();
});

t.test("FTS5's terms are the tokens, for every code point", async (t) => {
  const texts: string[] = [];
  for (let first = 0; first <= 0x10ffff; first += 0x200) {
    // Han and Hangul, all alike; unassigned; private use
    if (SKIPPED.some(([from, to]) => first >= from && first < to)) continue;
    const codes = Array.from({ length: 0x200 }, (_, i) => first + i);
    texts.push(codes.map((code) => `x${String.fromCodePoint(code)}y`).join(" "));
  }
  const db = indexOf(texts);
  const terms = termsByRow(db);
  for (const [i, text] of texts.entries()) {
    const expected = tokensOf(text).map((token) => token.text);
    const found = terms.get(i) ?? [];
    if (expected.join(" ") !== found.join(" ")) t.same(found, expected);
  }
  t.equal(terms.size, texts.length);
  db.close();
});

t.test("FTS5 takes every leaf, and finds what its meaning says", async (t) => {
  const texts = fc.sample(anyText, { numRuns: 700, seed: 4 });
  const typed = fc.sample(fc.oneof(anyQuery, lettersAndPunctuation), { numRuns: 2000, seed: 5 });
  const pieces = texts.slice(0, 500).map((text) => `"${text.slice(1, 6)}"*`);
  const db = indexOf(texts);
  const match = db
    .prepare<[string], number>("select rowid from texts where texts match ? order by rowid")
    .pluck();
  const indexed = texts.map((text) => ` ${indexedText(text)} `);
  let found = 0;
  let tried = 0;
  for (const q of [...typed, ...pieces]) {
    for (const leaf of positiveLeaves(parseSearch(q))) {
      const needle = needleOf(leaf);
      const expected = indexed.flatMap((text, i) => (text.includes(needle) ? [i] : []));
      const rows = match.all(phraseOf(leaf));
      tried += 1;
      if (rows.length > 0) found += 1;
      if (rows.join() !== expected.join()) t.same(rows, expected, `${q}: ${phraseOf(leaf)}`);
    }
  }
  t.ok(tried > 2000 && found > 800, `${found} of ${tried} leaves are found`);
  db.close();
});
