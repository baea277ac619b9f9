import t from "tap";
import { appUnderTest, KEYED } from "../app-under-test.ts";

const app = appUnderTest(t, { SEED: "false" });

t.test("every answer says that it is data and no page", async (t) => {
  for (const url of ["/", "/topics", "/nowhere", "/topics?nothing=1", "/keys", "/openapi.json"]) {
    const { headers } = await app.inject({ url });
    t.equal(headers["x-content-type-options"], "nosniff", url);
    t.equal(headers["content-security-policy"], "default-src 'none';frame-ancestors 'none'", url);
    t.equal(headers["referrer-policy"], "no-referrer", url);
    t.equal(headers["cross-origin-resource-policy"], "cross-origin", "scripts may load it");
    t.equal(headers["strict-transport-security"], undefined, "for whoever ends TLS to say");
    t.equal(headers["x-powered-by"], undefined);
    t.equal(headers["server"], undefined);
  }
});

t.test("nothing that a client sends gets into a header", async (t) => {
  for (const url of [
    "/items/a%0d%0aSet-Cookie:%20x=1",
    "/items?topic=a%0d%0aSet-Cookie:%20x=1",
    "/%0d%0aSet-Cookie:%20x=1",
    "/keys/%0d%0aSet-Cookie:%20x=1",
    "/problems/%0d%0aSet-Cookie:%20x=1",
  ]) {
    const answer = await app.inject({ url, headers: KEYED });
    t.ok(answer.statusCode >= 400 && answer.statusCode < 500, `${url} ${answer.statusCode}`);
    t.equal(answer.headers["set-cookie"], undefined, url);
  }
});

t.test("what is answered to one is never script for another", async (t) => {
  const script = "<script>alert(1)</script>";
  for (const url of [`/items/${script}`, `/items?topic=${script}`, `/${script}`]) {
    const answer = await app.inject({ url: url.replaceAll("<", "%3C").replaceAll(">", "%3E") });
    t.match(answer.headers["content-type"], /^application\/problem\+json/, url);
    t.equal(answer.headers["x-content-type-options"], "nosniff");
  }
});
