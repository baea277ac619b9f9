import t from "tap";
import { readNewsletter } from "../../src/newsletters/extract/read-newsletter.ts";
import type { Reading } from "../../src/newsletters/reading.ts";
import { splitNewsletter } from "../../src/newsletters/split/split.ts";
import { gazetteerOfSeed } from "./seed-gazetteer.ts";

/** Years and months that dates lack: the edition's, else those of what stands nearest. */

const gazetteer = await gazetteerOfSeed(t);

/** A letter with a development of each sentence. */
function readingOf(sentences: readonly string[], published_on: string | null): Reading {
  const text = sentences
    .map((sentence, i) => `${i + 1}. A headline of the number ${i + 1}\n\n${sentence}\n`)
    .join("\n");
  const edition = { published_on, language: null, jurisdiction: null };
  return readNewsletter(text, splitNewsletter(text), edition, gazetteer);
}

const datesOf = (sentences: readonly string[], published_on: string | null = null) =>
  readingOf(sentences, published_on).developments.map(({ date }) => date.value);

const doubtsOf = (sentences: readonly string[], published_on: string | null = null) =>
  readingOf(sentences, published_on).developments.map(({ date }) => date.doubt);

const NEAREST = "The year is not given; it is that of the nearest date with one.";
const EDITION = "The year is not given; it is taken from the edition's date.";
const MONTH = "The month is not given; it is that of the edition or of its neighbours.";

const issued = (date: string) => `On ${date}, CAC issued a notice on games.`;

t.test("the nearest development with a year gives it, of two the one before", (t) => {
  const sentences = ["7 March 2019", "8 April", "9 May", "10 June", "11 July 2022", "12 August"];
  t.same(datesOf(sentences.map(issued)), [
    "2019-03-07",
    "2019-04-08",
    "2019-05-09",
    "2022-06-10",
    "2022-07-11",
    "2022-08-12",
  ]);
  t.same(doubtsOf(sentences.map(issued)), [null, NEAREST, NEAREST, NEAREST, null, NEAREST]);
  t.same(datesOf(["8 April", "9 May", "10 June", "11 July 2022"].map(issued)), [
    "2022-04-08",
    "2022-05-09",
    "2022-06-10",
    "2022-07-11",
  ]);
  t.end();
});

t.test("where no development has one, the year that the letter names most", (t) => {
  const of = (date: string, other: string) =>
    `On ${date}, CAC explained a notice of ${other} on games.`;
  t.same(
    datesOf([
      of("7 March", "4 May 2019"),
      of("8 March", "5 May 2017"),
      of("9 March", "6 May 2017"),
    ]),
    ["2017-03-07", "2017-03-08", "2017-03-09"],
  );
  t.same(
    datesOf([of("7 March", "4 May 2017"), of("8 March", "5 May 2019")]),
    ["2019-03-07", "2019-03-08"],
    "of two that it names as often the later",
  );
  t.same(datesOf(["7 March", "8 March"].map(issued)), [null, null], "of none there is none");
  t.end();
});

t.test("a day alone has the month of the edition, or of what stands nearest", (t) => {
  const day = "9日，国家网信办发布通知。";
  t.same(datesOf(["2021年3月7日，国家网信办发布通知。", day]), ["2021-03-07", "2021-03-09"]);
  t.same(doubtsOf(["2021年3月7日，国家网信办发布通知。", day]), [null, `${MONTH} ${NEAREST}`]);
  t.same(
    datesOf([
      "2021年3月7日，国家网信办发布通知。",
      day,
      day,
      day,
      "2021年8月1日，国家网信办发布通知。",
    ]),
    ["2021-03-07", "2021-03-09", "2021-03-09", "2021-08-09", "2021-08-01"],
  );
  t.same(datesOf([day], "2022-06-30"), ["2022-06-09"]);
  t.same(doubtsOf([day], "2022-06-30"), [`${MONTH} ${EDITION}`]);
  t.same(datesOf([day]), [null]);
  t.end();
});

t.test("a day of the edition's year, unless it were long after the edition", (t) => {
  const cases: Record<string, string | null> = {
    "30 June": "2022-06-30",
    "14 August": "2022-08-14",
    "15 August": "2021-08-15",
    "7 December": "2021-12-07",
    "1 January": "2022-01-01",
    "31 June": null,
  };
  for (const [date, expected] of Object.entries(cases)) {
    t.same(datesOf([issued(date)], "2022-06-30"), [expected], date);
  }
  t.same(doubtsOf([issued("14 August")], "2022-06-30"), [EDITION]);
  t.end();
});

t.test("a deadline without a year comes after the development", (t) => {
  const deadline = (date: string, until: string) => {
    const text = `On ${date}, CAC published the draft Rules for Game Data and invites comments until ${until}.`;
    const [development] = readingOf([text], null).developments;
    return development?.instruments
      .flatMap(({ events }) => events)
      .filter(({ value }) => /clos/.test(value.type))
      .map(({ value, doubt }) => [value.date, doubt]);
  };
  const FIRST = "The year is not given; it is the first such day after the development.";
  t.same(deadline("7 March 2022", "30 August"), [["2022-08-30", FIRST]]);
  t.same(deadline("7 March 2022", "1 February"), [["2023-02-01", FIRST]]);
  t.same(deadline("7 March 2022", "7 March"), [["2022-03-07", FIRST]]);
  t.same(deadline("7 March 2022", "30 August 2024"), [["2024-08-30", null]]);
  t.same(deadline("31 December 2022", "2 January"), [["2023-01-02", FIRST]]);
  t.end();
});
