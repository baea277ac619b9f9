import type { FastifyInstance } from "fastify";
import t, { type Test } from "tap";
import {
  appUnderTest,
  create,
  type Headers,
  KEYED,
  patch,
  read,
  write,
} from "../app-under-test.ts";

const app: FastifyInstance = appUnderTest(t);
const ITEM = "/items/2020-07-22-tc260-app-self-assessment";
const PATHS = ["/items?topic=apps&limit=2", ITEM, `${ITEM}?fields=id`, "/instruments?limit=1"];

const get = (url: string, headers: Headers = {}) => app.inject({ url, headers });
const tagOf = async (url: string, headers: Headers = {}) =>
  String((await get(url, headers)).headers.etag);

t.test("If-None-Match is heard as RFC 9110 §13.1.2 says", async (t) => {
  for (const url of PATHS) {
    const etag = await tagOf(url);
    t.match(etag, /^W\/"[^"]+"$/, "the tag is weak: the same data may come in other bytes");
    const strong = etag.slice(2);
    const held = [
      etag,
      strong,
      `"other", ${etag}`,
      `${etag}, "other"`,
      `"other",${strong},W/"more"`,
      `  ${etag}  `,
      "*",
      " * ",
    ];
    for (const value of held) {
      const answer = await get(url, { "if-none-match": value });
      t.equal(answer.statusCode, 304, `${url} ${value}`);
      t.equal(answer.body, "");
    }
    const unheld = [
      '"other"',
      "",
      ",",
      '""',
      'W/""',
      etag.slice(0, -1),
      etag.replaceAll('"', ""),
      etag.replace("W/", "w/"),
      `${etag.slice(0, -1)}x"`,
      '"*"',
      "* ",
      "garbage",
    ].filter((value) => value.trim() !== "*");
    for (const value of unheld) {
      const answer = await get(url, { "if-none-match": value });
      t.equal(answer.statusCode, 200, `${url} ${value}`);
    }
  }
});

t.test("304 keeps what a cache has to know, and has no body", async (t) => {
  for (const headers of [{}, KEYED]) {
    for (const url of PATHS) {
      const whole = await get(url, headers);
      const etag = String(whole.headers.etag);
      const held = await get(url, { ...headers, "if-none-match": etag });
      t.equal(held.statusCode, 304);
      for (const name of ["etag", "vary", "cache-control", "last-modified"]) {
        t.equal(held.headers[name], whole.headers[name], `${url} ${name}`);
      }
      t.equal(held.headers["content-type"], undefined);
      t.equal(held.body, "");
    }
  }
});

t.test("an answer says who may keep it", async (t) => {
  for (const url of PATHS) {
    const open = (await get(url)).headers;
    t.equal(open["cache-control"], "public, no-cache");
    const keyed = (await get(url, KEYED)).headers;
    t.equal(keyed["cache-control"], "private, no-store");
    for (const { vary } of [open, keyed]) {
      t.same(String(vary).split(", "), ["Accept", "Accept-Encoding", "Authorization"]);
    }
    t.not(open.etag, keyed.etag, "with a key drafts count: that is another answer");
    const crossed = await get(url, { ...KEYED, "if-none-match": String(open.etag) });
    t.equal(crossed.statusCode, 200);
  }
});

t.test("what a key is answered is private, errors too", async (t) => {
  const { id } = await create(app, "items", { title: "Deleted draft", kind: "other" });
  t.equal((await write(app, "DELETE", `/items/${id}`)).statusCode, 204);
  for (const url of [`/items/${id}`, "/items/nowhere", "/items?nothing=1"]) {
    const answer = await get(url, KEYED);
    t.ok(answer.statusCode >= 400);
    t.equal(answer.headers["cache-control"], "private, no-store", `${url} ${answer.statusCode}`);
  }
});

/** A change has to move the tags of some paths. */
const moves = async (t: Test, paths: string[], change: () => Promise<unknown>): Promise<void> => {
  const before = await Promise.all(paths.map((url) => tagOf(url)));
  await change();
  for (const [index, url] of paths.entries()) {
    const etag = before[index] ?? "";
    t.equal((await get(url, { "if-none-match": etag })).statusCode, 200, `${url} ${etag}`);
    t.not(await tagOf(url), etag);
  }
};

t.test("a tag moves with whatever the answer shows", async (t) => {
  await moves(t, [ITEM, "/items"], () => patch(app, ITEM, { summary: "Another summary" }));
  await moves(t, [ITEM, "/items"], async () => {
    await patch(app, "/issuing-bodies/tc260", { name: "A renamed body" });
    const { issuing_bodies } = await read<{ issuing_bodies: { name: string }[] }>(app, ITEM);
    t.ok(issuing_bodies.some(({ name }) => name === "A renamed body"));
  });
  await moves(t, ["/items", ITEM], () => patch(app, "/topics/apps", { name: "Applications" }));
});

t.test("a draft moves no tag of a client without a key", async (t) => {
  const open = await Promise.all(PATHS.map((url) => tagOf(url)));
  const keyed = await tagOf("/items", KEYED);
  const { id } = await create(app, "items", { title: "A draft", kind: "other" });
  await patch(app, `/items/${id}`, { title: "A draft still" });
  t.same(await Promise.all(PATHS.map((url) => tagOf(url))), open);
  t.not(await tagOf("/items", KEYED), keyed);
  await patch(app, `/items/${id}`, { state: "published" });
  t.not(await tagOf("/items"), open[0]);
});

t.test("a write that changes nothing moves no tag", async (t) => {
  const before = await tagOf(ITEM);
  const { summary } = await read<{ summary: string }>(app, ITEM);
  await patch(app, ITEM, { summary });
  t.equal(await tagOf(ITEM), before);
});

t.test("an answer that depends on the day has the day in its tag", async (t) => {
  const url = "/instruments/data-security-law";
  t.not(await tagOf(`${url}?on=2020-08-01`), await tagOf(`${url}?on=2021-08-01`));
  const first = await tagOf(`${url}?on=2020-08-01`);
  const other = await get(`${url}?on=2021-08-01`, { "if-none-match": first });
  t.equal(other.statusCode, 200);
});

t.test("what is not there, or not right, is no 304", async (t) => {
  const etag = await tagOf("/items");
  for (const value of ["*", etag]) {
    const headers = { "if-none-match": value };
    t.equal((await get("/items/nowhere", headers)).statusCode, 404, value);
    t.equal((await get("/items?nothing=1", headers)).statusCode, 400, value);
    t.equal((await get("/items?topic=nothing", headers)).statusCode, 400, value);
  }
});

t.test("a bad key is refused before a tag is looked at", async (t) => {
  const headers = { authorization: "Bearer bad", "if-none-match": await tagOf(ITEM) };
  t.equal((await get(ITEM, headers)).statusCode, 401);
});

t.test("a write's answer has the tag that reading it with the key has", async (t) => {
  const answer = await write(app, "PATCH", ITEM, { summary: "Once more" });
  t.equal(answer.headers.etag, await tagOf(ITEM, KEYED));
  t.equal(answer.headers["cache-control"], "private, no-store");
});

t.test("two databases don't share tags", async (t) => {
  // A service that is filled again, or restored from a backup, counts its revisions anew.
  const [one, two] = [appUnderTest(t, { SEED: "false" }), appUnderTest(t, { SEED: "false" })];
  await create(one, "topics", { name: "One" });
  await create(two, "topics", { name: "Two" });
  const etag = String((await one.inject({ url: "/topics" })).headers.etag);
  const answer = await two.inject({ url: "/topics", headers: { "if-none-match": etag } });
  t.equal(answer.statusCode, 200, etag);
});

t.test("a precondition that a write does not understand does not let it through", async (t) => {
  // RFC 9110 §13.1.2 and §13.1.4: both decide writes too, and ignoring them loses an update.
  const url = "/topics/sdk";
  const before = await read<{ revision: number }>(app, url);
  const old = "Tue, 01 Jan 2019 00:00:00 GMT";
  for (const headers of [{ "if-none-match": "*" }, { "if-unmodified-since": old }]) {
    const answer = await write(
      app,
      "PATCH",
      url,
      { description: JSON.stringify(headers) },
      headers,
    );
    t.ok(
      [400, 412].includes(answer.statusCode),
      `${JSON.stringify(headers)}: ${answer.statusCode}`,
    );
  }
  t.equal((await read<{ revision: number }>(app, url)).revision, before.revision);
});
