import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import t from "tap";
import { appUnderTest, create, type Headers, KEYED, patch } from "../app-under-test.ts";

const app: FastifyInstance = appUnderTest(t, { SEED: "false" });
const URL_OF_IT = "/topics/a-topic";

t.before(() => create(app, "topics", { name: "A topic" }));

const get = (headers: Headers = {}, url = URL_OF_IT) => app.inject({ url, headers });
const since = (time: number | string, url = URL_OF_IT) =>
  get({ "if-modified-since": typeof time === "string" ? time : new Date(time).toUTCString() }, url);

/** Changes the topic just after a second began, so that what follows falls into that second. */
async function changeEarlyInASecond(description: string): Promise<number> {
  await sleep(1_020 - (Date.now() % 1_000));
  await patch(app, URL_OF_IT, { description });
  return Math.floor(Date.now() / 1_000) * 1_000;
}

const secondOver = () => sleep(1_030 - (Date.now() % 1_000));

t.test("there is no Last-Modified within the second of the last change", async (t) => {
  const second = await changeEarlyInASecond("Changed");
  for (const url of [URL_OF_IT, "/topics"]) {
    const fresh = await get({}, url);
    t.equal(fresh.headers["last-modified"], undefined, "more changes may come in this second");
    t.ok(fresh.headers.etag, "the tag is exact");
  }
  await secondOver();
  for (const url of [URL_OF_IT, "/topics"]) {
    const settled = String((await get({}, url)).headers["last-modified"]);
    t.equal(Date.parse(settled), second + 1_000, "rounded up, never down");
    t.match(settled, /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/, "an HTTP date");
  }
});

t.test("what was read with a date is held until it changes", async (t) => {
  await changeEarlyInASecond("Held");
  await secondOver();
  const modified = String((await get()).headers["last-modified"]);
  for (const url of [URL_OF_IT, "/topics"]) {
    const held = await since(modified, url);
    t.equal(held.statusCode, 304, url);
    t.equal(held.body, "");
    t.equal(held.headers["last-modified"], modified);
    t.ok(held.headers.etag);
    t.equal((await since(Date.parse(modified) - 1_000, url)).statusCode, 200);
  }
  await patch(app, URL_OF_IT, { description: "Not held" });
  for (const url of [URL_OF_IT, "/topics"]) {
    t.equal((await since(modified, url)).statusCode, 200, url);
  }
});

t.test("a change in the second in which it was read is never missed", async (t) => {
  const second = await changeEarlyInASecond("First");
  await get();
  await patch(app, URL_OF_IT, { description: "Second, in the same second" });
  // Clients may send the answer's own Date where there was no Last-Modified (RFC 9110 §13.1.3).
  t.equal((await since(second)).statusCode, 200);
  await secondOver();
  t.equal((await since(second)).statusCode, 200);
});

t.test("a change in the second of Last-Modified is never missed", async (t) => {
  await changeEarlyInASecond("Before");
  await secondOver();
  const modified = String((await get()).headers["last-modified"]);
  t.equal(Date.parse(modified), Math.floor(Date.now() / 1_000) * 1_000, "it is this very second");
  await patch(app, URL_OF_IT, { description: "After" });
  t.equal((await since(modified)).statusCode, 200);
  await secondOver();
  t.equal((await since(modified)).statusCode, 200);
});

t.test("dates that are none, or are still to come, don't count", async (t) => {
  await secondOver();
  const tomorrow = new Date(Date.now() + 86_400_000).toUTCString();
  const now = new Date();
  const unheard = [
    tomorrow,
    "",
    "garbage",
    "0",
    "yesterday",
    // RFC 9110 §13.1.3: what is no HTTP date is ignored, however well JavaScript reads it.
    now.toISOString(),
    now.toUTCString().replace(" GMT", ""),
    `${now.getUTCFullYear()}`,
  ];
  for (const date of unheard) t.equal((await since(date)).statusCode, 200, date);
});

t.test("If-None-Match wins over If-Modified-Since (RFC 9110 §13.2.2)", async (t) => {
  await secondOver();
  const { headers } = await get();
  const modified = String(headers["last-modified"]);
  const both = { "if-modified-since": modified, "if-none-match": '"other"' };
  t.equal((await get(both)).statusCode, 200);
  const old = { "if-modified-since": "Tue, 01 Jan 2019 00:00:00 GMT" };
  t.equal((await get({ ...old, "if-none-match": String(headers.etag) })).statusCode, 304);
});

t.test("a draft does not move the date of who may not see it", async (t) => {
  await secondOver();
  const open = (await get()).headers["last-modified"];
  await create(app, "topics", { name: "A draft", state: "draft" });
  t.equal((await get()).headers["last-modified"], open);
  t.equal((await get(KEYED)).headers["last-modified"], undefined);
});
