import t, { type Test } from "tap";
import { appUnderTest, KEYED } from "../app-under-test.ts";
import { exchange, listen, type RawAnswer } from "./raw-exchange.ts";

/** What goes wrong before, or within, the parsing of HTTP: on a real socket, byte for byte. */

const app = appUnderTest(t, { SEED: "false", BODY_LIMIT: "2048" });
let port = 0;
t.before(async () => {
  port = await listen(app);
});

const request = (line: string, headers: Record<string, string> = {}, body = ""): string => {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${line} HTTP/1.1\r\nHost: localhost\r\n${lines.join("")}\r\n${body}`;
};

const post = (headers: Record<string, string>, body = "", url = "/topics"): string =>
  request(
    `POST ${url}`,
    { ...KEYED, "Content-Length": String(Buffer.byteLength(body)), ...headers },
    body,
  );

/** Checks that an answer is problem details, of a kind that `/problems/…` explains. */
async function problem(t: Test, answer: RawAnswer, status: number, code: string): Promise<void> {
  t.equal(answer.status, status, answer.body.slice(0, 300));
  t.match(answer.headers["content-type"], /^application\/problem\+json/, code);
  if (answer.body === "") return;
  const body = JSON.parse(answer.body) as Record<string, unknown>;
  t.match(body, { type: `/problems/${code}`, status, title: String, detail: String, errors: [] });
  const explained = await app.inject({ url: `/problems/${code}` });
  t.equal(explained.statusCode, 200);
  t.match(explained.json(), { type: body["type"], status, title: body["title"], advice: String });
}

const json = { "Content-Type": "application/json" };

t.test("an unknown route", async (t) => {
  await problem(t, await exchange(port, request("GET /nowhere")), 404, "not-found");
});

t.test("a body that is no JSON, or none at all", async (t) => {
  for (const body of ["{", "nope", "{'a': 1}", "[1,]", "\u0000", '{"__proto__": {"a": 1}}']) {
    await problem(t, await exchange(port, post(json, body)), 400, "invalid-request");
  }
  await problem(t, await exchange(port, post(json)), 400, "invalid-request");
});

t.test("a body that is too large, announced or not", async (t) => {
  const announced = post({ ...json, "Content-Length": "999999999" }, "{");
  await problem(t, await exchange(port, announced), 413, "too-large");
  const large = JSON.stringify({ name: "x".repeat(3_000) });
  const answer = await exchange(port, post(json, large));
  await problem(t, answer, 413, "too-large");
  t.match((JSON.parse(answer.body) as { detail: string }).detail, "2048", "it names the limit");
  const chunked = request(
    "POST /topics",
    { ...KEYED, ...json, "Transfer-Encoding": "chunked" },
    `${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`,
  );
  await problem(t, await exchange(port, chunked), 413, "too-large");
});

t.test("headers, or a URL, that are too large", async (t) => {
  const large = request("GET /topics", { "X-Large": "x".repeat(200_000) });
  await problem(t, await exchange(port, large), 431, "headers-too-large");
  const longUrl = request(`GET /topics?id=${"x".repeat(200_000)}`);
  await problem(t, await exchange(port, longUrl), 431, "headers-too-large");
});

t.test("headers of 120 KiB are let through", async (t) => {
  const ids = Array.from({ length: 400 }, (_, i) => `${"x".repeat(250)}${i}`).join(",");
  t.equal((await exchange(port, request(`GET /topics?id=${ids}`))).status, 200);
  const large = request("GET /topics", { "X-Large": "x".repeat(120_000) });
  t.equal((await exchange(port, large)).status, 200);
});

t.test("what is no HTTP", async (t) => {
  const requests = [
    "garbage\r\n\r\n",
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 TLS\r\n\r\n",
    "GET /topics HTTP/9.9\r\n\r\n",
    request("GET /topics", { "Bad Header": "x" }),
    request("POST /topics", { "Content-Length": "-1" }),
    // Two lengths: what a proxy before this one reads differently is request smuggling.
    request("POST /topics", { "Content-Length": "4", "Transfer-Encoding": "chunked" }, "0\r\n\r\n"),
    request("GET /items/\u0001"),
  ];
  for (const text of requests) {
    const answer = await exchange(port, Buffer.from(text, "latin1"));
    await problem(t, answer, 400, "invalid-request");
    t.equal(answer.headers["connection"], "close", "nothing after it can be trusted");
  }
});

t.test("a request without Host, and one with an expectation, are told so", async (t) => {
  const hostless = await exchange(port, "GET /topics HTTP/1.1\r\n\r\n");
  await problem(t, hostless, 400, "invalid-request");
  t.not(hostless.body, "", "in words");
  const expecting = await exchange(port, post({ ...json, Expect: "a-miracle" }, "{}"));
  t.equal(expecting.status, 417);
  t.match(expecting.headers["content-type"], /^application\/problem\+json/);
});

t.test("a media type that can't be read", async (t) => {
  const types = ["text/plain", "application/xml", "application/x-www-form-urlencoded", "json", ""];
  for (const type of types) {
    const answer = await exchange(port, post({ "Content-Type": type }, '{"name": "x"}'));
    await problem(t, answer, 415, "unsupported-media-type");
    t.match((JSON.parse(answer.body) as { detail: string }).detail, "application/json", type);
  }
  const packed = post({ ...json, "Content-Encoding": "gzip" }, '{"name": "x"}');
  await problem(t, await exchange(port, packed), 415, "unsupported-media-type");
});

t.test("a path that can't be decoded, or has a part that is too long", async (t) => {
  for (const path of ["/topics/%zz", "/topics/%", "/topics/%E4%B8", "/topics/%ED%A0%80"]) {
    await problem(t, await exchange(port, request(`GET ${path}`)), 400, "invalid-request");
  }
  const long = request(`GET /topics/${"x".repeat(1_001)}`);
  await problem(t, await exchange(port, long), 414, "uri-too-long");
});

t.test("every answer of this kind has all the members that the document promises", async (t) => {
  const { components } = app.swagger() as unknown as {
    components: { schemas: Record<string, { required: string[] }> };
  };
  const required = components.schemas["Problem"]?.required ?? [];
  t.ok(required.length > 3);
  for (const text of ["garbage\r\n\r\n", request("GET /topics/%zz")]) {
    const body = JSON.parse((await exchange(port, text)).body) as object;
    t.same(
      required.filter((name) => !Object.hasOwn(body, name)),
      [],
    );
  }
});

t.test("a broken request does not take what came before it on the connection", async (t) => {
  const good = request("GET /health/live");
  const answer = await exchange(port, `${good}garbage\r\n\r\n`);
  t.ok([200, 400].includes(answer.status));
  t.equal((await exchange(port, good)).status, 200, "and the service goes on");
});

t.test("what a URL can't have ends no link in a header", async (t) => {
  const seeded = appUnderTest(t);
  const at = await listen(seeded);
  for (const q of ['x"', "x>;rel=next,<https://evil.example/>;rel=next;t=a"]) {
    for (const path of ["/items?limit=1&q=the+OR+", "/instruments?limit=1&q=law+OR+"]) {
      const answer = await exchange(at, request(`GET ${path}${q}`, { Connection: "close" }));
      t.equal(answer.status, 200, answer.body.slice(0, 200));
      const { link = "" } = answer.headers;
      t.match(link, /rel="next"/);
      for (const [, href = ""] of link.matchAll(/<([^>]*)>/g)) {
        t.match(href, /^(?:\/|http:\/\/localhost\/)/, link);
        t.notMatch(href, /[<>"]/, link);
      }
      const next = /<([^>]*)>; rel="next"/.exec(link)?.[1] ?? "";
      t.equal((await seeded.inject(next.replace("http://localhost", ""))).statusCode, 200, next);
    }
  }
});
