import t from "tap";
import { resources } from "../../src/resources/index.ts";
import { appUnderTest, KEYED } from "../app-under-test.ts";

const app = appUnderTest(t);

t.test("/ says what is here, and each link of it answers", async (t) => {
  const answer = await app.inject({ url: "/" });
  t.equal(answer.statusCode, 200);
  const { links } = answer.json<{ links: Record<string, string> }>();
  for (const [name, path] of Object.entries(links)) {
    const { statusCode } = await app.inject({ url: path });
    t.equal(statusCode, ["keys", "webhooks"].includes(name) ? 401 : 200, `${name} ${path}`);
    t.equal((await app.inject({ url: path, headers: KEYED })).statusCode, 200, path);
  }
  for (const { name } of resources) t.ok(Object.values(links).includes(`/${name}`), name);
});

t.test("what is about the service takes no parameters", async (t) => {
  for (const url of ["/", "/openapi.json", "/problems/gone", "/health/live", "/health/ready"]) {
    const answer = await app.inject({ url: `${url}?verbose=1` });
    t.equal(answer.statusCode, 400, url);
    t.match(answer.json(), { errors: [{ parameter: "verbose" }] });
  }
});

t.test("the document is the one of this service", async (t) => {
  const answer = await app.inject({ url: "/openapi.json" });
  t.match(answer.headers["content-type"], /^application\/json/);
  t.same(answer.json(), JSON.parse(JSON.stringify(app.swagger())));
  const moved = appUnderTest(t, { SEED: "false", PUBLIC_URL: "https://law.example.org/api/" });
  const { servers } = (await moved.inject({ url: "/openapi.json" })).json<{ servers: object[] }>();
  t.same(servers, [{ url: "https://law.example.org/api" }]);
});

t.test("what seldom changes can be asked for again by its tag", async (t) => {
  for (const url of ["/", "/openapi.json", "/problems/gone"]) {
    const { etag } = (await app.inject({ url })).headers;
    t.ok(etag, `${url} has an ETag`);
    const headers = { "if-none-match": String(etag) };
    t.equal((await app.inject({ url, headers })).statusCode, 304, url);
  }
});
