import t, { type Test } from "tap";
import { appUnderTest, KEYED, read, write } from "../app-under-test.ts";
import type { KeyPage } from "./keys-client.ts";

const app = appUnderTest(t, { SEED: "false" });

interface Refusal {
  errors: { pointer: string; detail: string; allowed?: string[]; suggestion?: string }[];
}

const refused = async (t: Test, body: object | string): Promise<Refusal["errors"]> => {
  const answer = await write(app, "POST", "/keys", body);
  t.equal(answer.statusCode, 400, `${JSON.stringify(body)}: ${answer.body}`);
  return answer.json<Refusal>().errors;
};

const pointers = (errors: Refusal["errors"]) => errors.map(({ pointer }) => pointer).sort();

const right = { name: "Right", scopes: ["read"] };

t.test("each wrong field is refused at its place", async (t) => {
  const cases: [object, string][] = [
    [{ ...right, name: "" }, "/name"],
    [{ ...right, name: " \t " }, "/name"],
    [{ ...right, name: "x".repeat(201) }, "/name"],
    [{ ...right, name: 5 }, "/name"],
    [{ ...right, name: null }, "/name"],
    [{ ...right, scopes: [] }, "/scopes"],
    [{ ...right, scopes: "read" }, "/scopes"],
    [{ ...right, scopes: ["read", "read"] }, "/scopes"],
    [{ ...right, scopes: ["red"] }, "/scopes/0"],
    [{ ...right, scopes: ["read", "Write"] }, "/scopes/1"],
    [{ ...right, scopes: [null] }, "/scopes/0"],
    [{ ...right, expires_at: "tomorrow" }, "/expires_at"],
    [{ ...right, expires_at: "2999-01-01" }, "/expires_at"],
    [{ ...right, expires_at: "2999-02-30T00:00:00Z" }, "/expires_at"],
    [{ ...right, expires_at: "2020-01-01T00:00:00Z" }, "/expires_at"],
    [{ ...right, expires_at: 4_102_444_800 }, "/expires_at"],
    [{ scopes: ["read"] }, "/name"],
    [{ name: "x" }, "/scopes"],
  ];
  for (const [body, pointer] of cases) {
    const errors = await refused(t, body);
    t.same(pointers(errors), [pointer], `${JSON.stringify(body)} ${JSON.stringify(errors)}`);
  }
});

t.test("a scope that is nearly one gets a suggestion, and the list", async (t) => {
  const [error] = await refused(t, { ...right, scopes: ["red"] });
  t.same(error?.allowed, ["read", "write", "admin"]);
  t.equal(error?.suggestion, "read");
});

t.test("an end says why it can't be one", async (t) => {
  const ends: [expires_at: string, detail: RegExp][] = [
    ["2020-01-01T00:00:00Z", /'2020-01-01T00:00:00Z' is not in the future; write one such as/],
    ["2999-12-31T23:59:60Z", /is not a time/],
    // By its offset this is of the year 10000, which no timestamp can say.
    ["9999-12-31T23:59:59-02:00", /is after the year 9999/],
  ];
  for (const [expires_at, detail] of ends) {
    t.match(await refused(t, { ...right, expires_at }), [{ pointer: "/expires_at", detail }]);
  }
  const [blank] = await refused(t, { ...right, name: "  " });
  t.equal(blank?.detail, "The name may not be blank.");
});

t.test("an unknown field is named once, at its place", async (t) => {
  t.same(pointers(await refused(t, { ...right, id: "mine" })), ["/id"]);
  // RFC 6901: `/` and `~` within a name are escaped.
  t.same(pointers(await refused(t, { ...right, "a/b~c": 1 })), ["/a~1b~0c"]);
  t.same(pointers(await refused(t, { ...right, key: "ldk_chosen", revoked_at: null })), [
    "/key",
    "/revoked_at",
  ]);
});

t.test("every fault is named at once", async (t) => {
  const errors = await refused(t, { name: "", scopes: ["red"], expires_at: "soon", colour: "red" });
  t.same(pointers(errors), ["/colour", "/expires_at", "/name", "/scopes/0"]);
  const rules = await refused(t, { ...right, name: " ", expires_at: "2020-01-01T00:00:00Z" });
  t.same(pointers(rules), ["/expires_at", "/name"]);
  const mixed = await refused(t, { name: " ", scopes: [], expires_at: "2020-01-01T00:00:00Z" });
  t.same(pointers(mixed), ["/expires_at", "/name", "/scopes"], "whatever kind of rule it breaks");
});

t.test("many faults are all named", async (t) => {
  const fields = Array.from({ length: 12 }, (_, i) => `field_${String(i).padStart(2, "0")}`);
  const body = { ...right, ...Object.fromEntries(fields.map((name) => [name, 1])) };
  t.same(
    pointers(await refused(t, body)),
    fields.map((name) => `/${name}`),
  );
});

t.test("what is no object is refused", async (t) => {
  for (const body of ["null", "[]", '"name"', "5", "true"]) {
    t.same(pointers(await refused(t, body)), [""], body);
  }
});

t.test("no value can make the service fail", async (t) => {
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  for (const body of [
    '{"name":"x","scopes":[{"toString":null}]}',
    '{"name":"x","scopes":[{"valueOf":1,"toString":1}]}',
    `{"name":"x","scopes":${deep}}`,
    `{"name":"x","scopes":["read"],"other":${deep}}`,
    `{"name":${deep},"scopes":["read"]}`,
  ]) {
    const answer = await write(app, "POST", "/keys", body);
    t.equal(answer.statusCode, 400, `${body.slice(0, 60)}: ${answer.body.slice(0, 300)}`);
  }
});

t.test(
  "a name with control characters is refused: lists of keys are read in terminals",
  async (t) => {
    for (const name of [
      "a\u0000b",
      "a\u001b[31mb",
      "a\nb",
      "a\tb",
      "a\u2028b",
      "a\u2029b",
      "a\ud800b",
    ]) {
      const answer = await write(app, "POST", "/keys", { ...right, name });
      t.equal(answer.statusCode, 400, `U+${name.charCodeAt(1).toString(16)}`);
    }
  },
);

t.test("nothing of what was refused was made", async (t) => {
  const fresh = appUnderTest(t, { SEED: "false" });
  await write(fresh, "POST", "/keys", { ...right, colour: "red" });
  await write(fresh, "POST", "/keys", { ...right, expires_at: "2020-01-01T00:00:00Z" });
  t.equal((await read<KeyPage>(fresh, "/keys", KEYED)).page.total, 0);
});
