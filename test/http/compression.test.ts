import { brotliDecompressSync, gunzipSync } from "node:zlib";
import t from "tap";
import { appUnderTest, KEYED, patch, write } from "../app-under-test.ts";

const app = appUnderTest(t);

const get = (url: string, coding?: string, more = {}) =>
  app.inject({
    url,
    headers: { ...(coding === undefined ? {} : { "accept-encoding": coding }), ...more },
  });

const DECODERS: Record<string, (body: Buffer) => Buffer> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
};

/** `Accept-Encoding` and what it gets (RFC 9110 §12.5.3); undefined is the answer as it is. */
const WANTED: [string | undefined, string | undefined][] = [
  [undefined, undefined],
  ["", undefined],
  ["gzip", "gzip"],
  ["br", "br"],
  ["gzip, deflate, br", "br"],
  ["gzip, deflate, br, zstd", "br"],
  ["br;q=0.5, gzip", "gzip"],
  ["br;q=0, gzip;q=0.1", "gzip"],
  ["gzip;q=0.5, identity", undefined],
  ["identity", undefined],
  ["deflate", undefined],
  ["compress, zstd", undefined],
  ["*", "br"],
  ["*;q=0.1, gzip;q=0.2", "gzip"],
  ["br;q=0, *", "gzip"],
  ["x-gzip", "gzip"],
  ["GZIP", "gzip"],
  ["gzip;q=0", undefined],
  ["gzip, identity;q=0", "gzip"],
  ["*;q=0, br", "br"],
  [";;;,garbage==,", undefined],
];

t.test("large answers are compressed as asked", async (t) => {
  const urls = ["/items", "/items?format=csv", "/items?format=ndjson", "/items?format=atom"];
  for (const url of [
    ...urls,
    "/events?format=ics",
    "/instruments?format=jsonld",
    "/openapi.json",
  ]) {
    const plain = await get(url);
    for (const [accepted, coding] of WANTED) {
      const answer = await get(url, accepted);
      t.equal(answer.statusCode, 200, `${url} ${accepted}`);
      t.equal(answer.headers["content-encoding"], coding, `${url} ${accepted}`);
      const body = (DECODERS[coding ?? ""] ?? ((same) => same))(answer.rawPayload);
      t.ok(body.equals(plain.rawPayload), `${url} ${accepted}`);
      t.same(
        String(answer.headers.vary).split(", "),
        ["Accept", "Accept-Encoding", "Authorization"],
        "each once, in every variant",
      );
      if (coding !== undefined) t.ok(answer.rawPayload.length < plain.rawPayload.length / 2);
      if (answer.headers["content-length"] !== undefined) {
        t.equal(Number(answer.headers["content-length"]), answer.rawPayload.length);
      }
    }
  }
});

t.test("small answers are sent as they are, unless that is refused", async (t) => {
  const url = "/topics/apps?fields=id";
  t.equal((await get(url, "gzip, br")).headers["content-encoding"], undefined);
  const refusing = await get(url, "gzip, identity;q=0");
  t.equal(refusing.headers["content-encoding"], "gzip");
  t.equal(gunzipSync(refusing.rawPayload).toString(), '{"id":"apps"}');
});

t.test("who refuses every coding gets 406, and nothing is written", async (t) => {
  for (const accepted of ["identity;q=0", "*;q=0", "deflate, identity;q=0", "br;q=0,*;q=0"]) {
    const answer = await get("/items", accepted);
    t.equal(answer.statusCode, 406, accepted);
    t.match(answer.json<{ detail: string }>().detail, "br or gzip");
    const headers = { "accept-encoding": accepted };
    const written = await write(app, "POST", "/topics", { name: "Unread" }, headers);
    t.equal(written.statusCode, 406, accepted);
  }
  t.equal((await get("/topics/unread")).statusCode, 404);
});

t.test("a large problem is compressed too", async (t) => {
  const many = Array.from({ length: 60 }, (_, i) => `unknown_${i}=1`).join("&");
  const answer = await get(`/items?${many}`, "gzip");
  t.equal(answer.statusCode, 400);
  t.equal(answer.headers["content-encoding"], "gzip");
  t.equal(JSON.parse(gunzipSync(answer.rawPayload).toString()).status, 400);
  t.match(answer.headers.vary, /Accept-Encoding/);
});

t.test("a tag is good for every coding", async (t) => {
  const tags = await Promise.all(
    ["identity", "gzip", "br"].map(async (coding) => (await get("/items", coding)).headers.etag),
  );
  t.equal(new Set(tags).size, 1, "it is weak: the same data in other bytes (RFC 9110 §8.8.1)");
  const held = await get("/items", "br", { "if-none-match": tags[0] });
  t.equal(held.statusCode, 304);
  t.equal(held.headers["content-encoding"], undefined);
  t.equal(held.body, "");
  t.match(held.headers.vary, /Accept-Encoding/);
});

t.test("HEAD has the headers of GET", async (t) => {
  for (const coding of ["identity", "gzip", "br"]) {
    const headers = { "accept-encoding": coding };
    for (const url of ["/items", "/items/2020-07-22-tc260-app-self-assessment", "/topics/apps"]) {
      const head = await app.inject({ method: "HEAD", url, headers });
      const got = await app.inject({ url, headers });
      t.equal(head.body, "");
      for (const name of ["content-encoding", "content-length", "content-type", "etag", "vary"]) {
        t.equal(head.headers[name], got.headers[name], `${url} ${coding} ${name}`);
      }
    }
  }
});

t.test("an answer that is kept is compressed once, and anew when it changed", async (t) => {
  const titles = async () => {
    const { rawPayload } = await get("/items?topic=apps&fields=title,topics", "br");
    return brotliDecompressSync(rawPayload).toString();
  };
  const before = [await titles(), await titles(), await titles()];
  t.equal(new Set(before).size, 1);
  await patch(app, "/topics/apps", { name: "Programs for phones" });
  t.match(await titles(), "Programs for phones");
});

t.test("what a key sees is compressed for it", async (t) => {
  const answer = await get("/items?state=draft,published", "gzip", KEYED);
  t.equal(answer.headers["content-encoding"], "gzip");
  t.equal(answer.headers["cache-control"], "private, no-store");
});
