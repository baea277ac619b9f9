import t from "tap";
import { dayAfter, EDTF_PATTERN, parsePeriod, periodOf, today } from "../../src/values/edtf.ts";

t.test("the first and last day of a date's period", async (t) => {
  const periods: Record<string, [string, string]> = {
    "2020-07-22": ["2020-07-22", "2020-07-22"],
    "2020-07-01": ["2020-07-01", "2020-07-01"],
    "2020-07-31": ["2020-07-31", "2020-07-31"],
    "2020-01": ["2020-01-01", "2020-01-31"],
    "2020-07": ["2020-07-01", "2020-07-31"],
    "2020-06": ["2020-06-01", "2020-06-30"],
    "2020-02": ["2020-02-01", "2020-02-29"],
    "2021-02": ["2021-02-01", "2021-02-28"],
    "2000-02": ["2000-02-01", "2000-02-29"],
    "1900-02": ["1900-02-01", "1900-02-28"],
    "2020-12": ["2020-12-01", "2020-12-31"],
    "2020": ["2020-01-01", "2020-12-31"],
    "0001": ["0001-01-01", "0001-12-31"],
    "9999-12-31": ["9999-12-31", "9999-12-31"],
    "2020~": ["2020-01-01", "2020-12-31"],
    "2020-02~": ["2020-02-01", "2020-02-29"],
    "2020-02-29~": ["2020-02-29", "2020-02-29"],
  };
  for (const [text, [start, end]] of Object.entries(periods)) {
    t.same(parsePeriod(text), { text, start, end }, text);
    t.same(periodOf(text), { text, start, end }, text);
    t.match(text, new RegExp(EDTF_PATTERN), text);
  }
});

t.test("what is no date, and why", async (t) => {
  const faults: Record<string, RegExp> = {
    "2020-02-30": /01 to 29/,
    "2021-02-29": /01 to 28/,
    "1900-02-29": /01 to 28/,
    "2020-06-31": /01 to 30/,
    "2020-07-00": /01 to 31/,
    "2020-13": /no month 13/,
    "2020-00": /no month 00/,
    "2020-13-01": /no month 13/,
    "2020-21-01": /no month 21/,
  };
  for (const [text, fault] of Object.entries(faults)) {
    t.match(parsePeriod(text), { fault }, text);
    t.throws(() => periodOf(text), { name: "RangeError", message: fault }, text);
  }
  for (const text of [
    ...["", "~", "20", "20200722", "2020-7", "2020-07-1", "2020-", "-2020", "12020", "2020~~"],
    ...["~2020", "2020?", "2020%", "2020-07-22T00:00:00Z", " 2020", "2020 ", "2020\n", "2020/2021"],
    ...["２０２０", "202X", "07/22/2020"],
  ]) {
    const found = parsePeriod(text);
    t.match(found, { fault: /^write YYYY-MM-DD, / }, JSON.stringify(text));
    t.notMatch(text, new RegExp(EDTF_PATTERN), JSON.stringify(text));
    t.throws(() => periodOf(text), RangeError);
  }
});

t.test("the day after", async (t) => {
  const after: Record<string, string> = {
    "2020-02-28": "2020-02-29",
    "2020-02-29": "2020-03-01",
    "2021-02-28": "2021-03-01",
    "2020-12-31": "2021-01-01",
    "0099-12-31": "0100-01-01",
    "2020-09-09": "2020-09-10",
  };
  for (const [day, next] of Object.entries(after)) t.equal(dayAfter(day), next, day);
});

t.test("months are as long as the calendar has them", async (t) => {
  const wrong: string[] = [];
  for (let year = 1890; year <= 2110; year++) {
    for (let month = 1; month <= 12; month++) {
      const text = `${year}-${String(month).padStart(2, "0")}`;
      const last = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
      if (periodOf(text).end !== last) wrong.push(text);
    }
  }
  t.same(wrong, []);
});

t.test("today is the day in UTC", async (t) => {
  const before = new Date().toISOString();
  const day = today();
  const after = new Date().toISOString();
  t.match(day, /^\d{4}-\d\d-\d\d$/);
  t.ok(before.startsWith(day) || after.startsWith(day), day);
});
