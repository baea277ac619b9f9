import t from "tap";
import { appUnderTest, idsOf, KEYED, write } from "../app-under-test.ts";

const app = appUnderTest(t, { SEED: "false" });

const RIGHT = [
  "*/*",
  "application/json",
  "application/*",
  "APPLICATION/JSON",
  "application/json; charset=utf-8",
  "text/html, application/json;q=0.1",
  "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  "image/png, */*;q=0.001",
  // JSON wins ties of quality and precision; order means nothing (RFC 9110 §12.5.1).
  "text/csv, application/json",
  "text/*, application/*",
  "application/*;q=0.5, text/*;q=0.5",
  "text/csv;q=0.9, */*",
];
/** What is no JSON, with what it gets. */
const OTHER = {
  "text/csv": "text/csv; charset=utf-8; header=present",
  "text/*": "text/csv; charset=utf-8; header=present",
  "Text/CSV; charset=utf-8": "text/csv; charset=utf-8; header=present",
  "text/csv, */*": "text/csv; charset=utf-8; header=present",
  "text/csv, application/json;q=0.9": "text/csv; charset=utf-8; header=present",
  "application/json;q=0, */*": "text/csv; charset=utf-8; header=present",
  "application/x-ndjson": "application/x-ndjson; charset=utf-8",
  "application/json;q=0, application/*": "application/x-ndjson; charset=utf-8",
  "text/csv;q=0.1, application/x-ndjson;q=0.2": "application/x-ndjson; charset=utf-8",
};
const WRONG = [
  "text/html",
  "application/xml",
  "text/plain",
  "application/json;q=0",
  "text/csv;q=0",
  // There is no feed of topics, and no calendar.
  "application/atom+xml",
  "text/calendar",
  "application/ld+json",
  "application/*;q=0, */*;q=0",
  "application/vnd.api+json",
  "garbage",
];

t.test("lists and records hear Accept", async (t) => {
  await write(app, "POST", "/topics", { name: "A topic" });
  for (const url of ["/topics", "/topics/a-topic"]) {
    for (const accept of RIGHT) {
      const answer = await app.inject({ url, headers: { accept } });
      t.equal(answer.statusCode, 200, `${url} ${accept}`);
      t.equal(answer.headers["content-type"], "application/json; charset=utf-8");
    }
    for (const accept of WRONG) {
      const answer = await app.inject({ url, headers: { accept } });
      t.equal(answer.statusCode, 406, `${url} ${accept}`);
      t.equal(answer.json<{ type: string }>().type, "/problems/not-acceptable");
      const { detail } = answer.json<{ detail: string }>();
      t.match(detail, "application/json, text/csv, application/x-ndjson", "what can be given");
    }
    for (const [accept, type] of Object.entries(OTHER)) {
      const answer = await app.inject({ url, headers: { accept } });
      t.equal(answer.statusCode, 200, `${url} ${accept}`);
      t.equal(answer.headers["content-type"], type, accept);
    }
    t.equal((await app.inject({ url })).statusCode, 200, "without Accept anything goes");
  }
});

t.test("the parameter `format` wins over Accept", async (t) => {
  const headers = { accept: "text/html" };
  for (const url of ["/topics?format=json", "/topics/a-topic?format=json"]) {
    t.equal((await app.inject({ url, headers })).statusCode, 200, url);
    const wanted = await app.inject({ url, headers: { accept: "text/csv" } });
    t.equal(wanted.headers["content-type"], "application/json; charset=utf-8", url);
  }
  const unknown = await app.inject({ url: "/topics?format=pdf", headers: { accept: "*/*" } });
  t.equal(unknown.statusCode, 400);
  t.match(unknown.json(), {
    errors: [{ parameter: "format", allowed: ["json", "csv", "ndjson"] }],
  });
  const slip = await app.inject({ url: "/topics?format=ndjsom" });
  t.match(slip.json(), { errors: [{ parameter: "format", suggestion: "ndjson" }] });
  const twice = await app.inject({ url: "/topics?format=csv&format=json" });
  t.equal(twice.statusCode, 400, "given twice");
});

t.test("a write that can't be answered is not done", async (t) => {
  const headers = { accept: "text/html" };
  const before = await idsOf(app, "/topics");
  const posted = await write(app, "POST", "/topics", { name: "Unanswered" }, headers);
  t.equal(posted.statusCode, 406);
  for (const method of ["PUT", "PATCH", "DELETE"] as const) {
    const body = method === "DELETE" ? undefined : { name: "Changed" };
    const answer = await write(app, method, "/topics/a-topic", body, headers);
    t.equal(answer.statusCode, 406, method);
  }
  t.same(await idsOf(app, "/topics"), before);
  t.equal((await app.inject({ url: "/topics/a-topic" })).json<{ revision: number }>().revision, 1);
});

t.test("the rest hears Accept too", async (t) => {
  const headers = { ...KEYED, accept: "image/png" };
  for (const url of ["/", "/keys", "/openapi.json", "/health/live", "/problems/not-found"]) {
    t.equal((await app.inject({ url, headers })).statusCode, 406, url);
  }
  const made = await write(app, "POST", "/keys", { name: "x", scopes: ["read"] }, headers);
  t.equal(made.statusCode, 406, "a secret that is not shown is lost");
});

t.test("an error is problem details, whatever is accepted", async (t) => {
  const answer = await app.inject({ url: "/nowhere", headers: { accept: "text/html" } });
  t.equal(answer.statusCode, 404);
  t.equal(answer.headers["content-type"], "application/problem+json; charset=utf-8");
});

t.test("406 says that it depends on Accept", async (t) => {
  const answer = await app.inject({ url: "/topics", headers: { accept: "text/html" } });
  t.match(answer.headers.vary, /Accept/, "or a cache would give it to who accepts JSON");
});
