import t from "tap";
import { appUnderTest } from "../app-under-test.ts";

/** A URL may have 128 KiB, and whatever fills it is read, and refused, at the cost of its length. */

const app = appUnderTest(t);
// What is made once, on the first request, is not measured.
t.before(() => app.inject("/items?nope=1"));

const filled = (piece: string): string => piece.repeat(Math.floor(120_000 / piece.length));

const QUERIES: Record<string, string> = {
  "one name, 60,000 times": filled("a&"),
  "a filter, 15,000 times": filled("topic=a&"),
  "18,000 names": Array.from({ length: 18_000 }, (_, i) => `a${i}`).join("&"),
  "one value of many": `topic=${filled("a,")}`,
  "quotes without end": `topic=${filled('"')}`,
  "many ids": `id=${filled("a,")}`,
  "an order by many": `sort=${filled("id,")}`,
  "many fields": `fields=${filled("id,")}`,
  "bytes that are no UTF-8": filled("%ff&"),
  "signs that begin no escape": filled("%&"),
  "a long search": `q=${filled("%28")}`,
  "a long address": `cited_url=${filled("http://")}`,
};

for (const [name, query] of Object.entries(QUERIES)) {
  t.test(name, async (t) => {
    const started = process.cpuUsage();
    const answer = await app.inject(`/items?${query}`);
    const { user, system } = process.cpuUsage(started);
    t.equal(answer.statusCode, 400, answer.body.slice(0, 200));
    t.ok(user + system < 1_000_000, `${(user + system) / 1000} ms of the processor`);
    t.ok(answer.body.length < 200_000, "what was sent is not repeated at any length");
  });
}
