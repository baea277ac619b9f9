import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import type { Edition } from "../../src/newsletters/extract/edition.ts";
import { readNewsletter } from "../../src/newsletters/extract/read-newsletter.ts";
import type { Reading } from "../../src/newsletters/reading.ts";
import { splitNewsletter } from "../../src/newsletters/split/split.ts";
import { gazetteerOfSeed } from "./seed-gazetteer.ts";
import type { ExpectedDevelopment } from "./scores.ts";
import { scores } from "./scores.ts";

/** Documents in several styles, each with what a person says that it says. */

interface Expected {
  edition: Edition;
  developments: ExpectedDevelopment[];
  unmatched: string[];
}

const FOLDER = join(import.meta.dirname, "readings");
const gazetteer = await gazetteerOfSeed(t);

/** Topics are a matter of judgment; all else has to be right. */
const LEAST_OF_TOPICS = { precision: 0.8, recall: 0.9 };

const names = readdirSync(FOLDER).flatMap((file) => /^(.*)\.txt$/.exec(file)?.[1] ?? []);

for (const name of names) {
  t.test(name, (t) => {
    const { document, expected, reading } = read(name);
    const { topics, ...others } = scores(reading, expected.developments);
    for (const [field, { precision, recall, wrong, missing }] of Object.entries(others)) {
      t.strictSame({ wrong, missing }, { wrong: [], missing: [] }, field);
      t.strictSame([precision, recall], [1, 1], field);
    }
    t.ok(topics.precision >= LEAST_OF_TOPICS.precision, `topics: ${topics.wrong}`);
    t.ok(topics.recall >= LEAST_OF_TOPICS.recall, `topics: ${topics.missing}`);
    t.strictSame(
      reading.unmatched.map(({ text }) => text),
      expected.unmatched,
    );
    for (const { text, span } of reading.unmatched) {
      t.equal(document.slice(span.start, span.end), text);
    }
    t.end();
  });

  t.test(`${name}: values are where their spans say`, (t) => {
    const { document, expected, reading } = read(name);
    reading.developments.forEach(({ date, title, instruments, summary }, i) => {
      const headline = document.slice(title.spans[0]?.start, title.spans[0]?.end);
      t.equal(headline, title.value);
      // Those of tables may have none; what the others are called is in the scores.
      if (expected.developments[i]?.title !== null) t.equal(title.doubt, null);
      t.ok(summary.spans.length > 0);
      if (expected.developments[i]?.date === null) t.type(date.doubt, "string");
      for (const instrument of instruments) {
        const [span] = instrument.title.spans;
        const written = document.slice(span?.start, span?.end);
        t.equal(written.replace(/\s+/g, " ").toLowerCase(), instrument.title.value.toLowerCase());
      }
    });
    t.strictSame(read(name).reading, reading, "the same again");
    t.end();
  });
}

function read(name: string): { document: string; expected: Expected; reading: Reading } {
  const document = readFileSync(join(FOLDER, `${name}.txt`), "utf8");
  const expected = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")) as Expected;
  const reading = readNewsletter(document, splitNewsletter(document), expected.edition, gazetteer);
  return { document, expected, reading };
}
