import t from "tap";
import { appUnderTest, create, KEYED, patch, write } from "../app-under-test.ts";
import { lookUp, recordsOf } from "./lookup-client.ts";

/** `POST /citations/lookup`: who sees what in the answer, and what can't be asked. */

const app = appUnderTest(t);

t.test("drafts are there for who asks for them with a key", async (t) => {
  const id = "secret-law";
  const title = "Quokka Protection Law of the Islands";
  await create(app, "instruments", {
    ...{ id, title, type: "law", state: "draft", number: "秘发〔2024〕9号" },
    citations: [{ text: "999 FR 999", url: "https://quokka.example/" }],
  });
  const text = `${title}, 秘发〔2024〕9号, 999 FR 999, https://quokka.example/ Data Security Law`;
  const shown = await lookUp(app, text);
  t.notOk(JSON.stringify(shown).includes(id));
  t.same(
    shown.map(({ status }) => status),
    ["unknown", "unknown", "unknown", "found"],
  );
  t.same(await lookUp(app, text, { headers: KEYED }), shown, "a key alone asks for none");
  const all = await lookUp(app, text, { headers: KEYED, state: ["draft", "published"] });
  t.same(all.flatMap(recordsOf).filter((record) => record.includes(id)).length, 4);
  const drafts = await lookUp(app, text, { headers: KEYED, state: ["draft"] });
  t.same(
    [...new Set(drafts.flatMap(({ matches }) => matches.map(({ state }) => state)))],
    ["draft"],
  );
  const refused = await app.inject({
    method: "POST",
    url: "/citations/lookup",
    payload: { text, state: "draft" },
  });
  t.equal(refused.statusCode, 401);

  await create(app, "instruments", { id: "islands", title: "Quokka Protection Law", type: "law" });
  t.same(
    (await lookUp(app, `the ${title}`)).map(recordsOf),
    [["is instruments/islands"]],
    "a draft's longer title hides nothing",
  );
  await patch(app, `/instruments/${id}`, { state: "published" });
  t.same((await lookUp(app, `the ${title}`)).map(recordsOf), [[`is instruments/${id}`]]);
  await patch(app, `/instruments/${id}`, { title: "Otherwise Named Law" });
  t.same((await lookUp(app, `the ${title}`)).map(recordsOf), [["is instruments/islands"]]);
  await write(app, "DELETE", `/instruments/${id}`);
  t.same(await lookUp(app, "Otherwise Named Law"), []);
  t.equal((await lookUp(app, "秘发〔2024〕9号"))[0]?.status, "unknown");
});

t.test("what can't be asked", async (t) => {
  const faults: [object, string, RegExp][] = [
    [{}, "/text", /missing/],
    [{ text: 1 }, "/text", /string/],
    [{ text: "x".repeat(64_001) }, "/text", /at most 64000/],
    [{ text: "15 FR 1, ".repeat(2001) }, "/text", /2001 references/],
    [{ text: "", txet: "" }, "/txet", /no field/],
    [{ text: "", state: "daft" }, "/state", /not a value/],
    [{ text: "", state: [] }, "/state", /state/],
    [{ text: "", state: [1] }, "/state", /state/],
    [["text"], "", /object/],
  ];
  for (const [payload, pointer, detail] of faults) {
    const answer = await app.inject({ method: "POST", url: "/citations/lookup", payload });
    t.equal(answer.statusCode, 400, answer.body);
    const [fault] = answer.json<{ errors: { pointer: string; detail: string }[] }>().errors;
    t.equal(fault?.pointer, pointer);
    t.match(fault?.detail, detail);
  }
  const inUrl = await app.inject({
    method: "POST",
    url: "/citations/lookup?text=x",
    payload: { text: "" },
  });
  t.equal(inUrl.statusCode, 400);
  const plain = await app.inject({
    method: "POST",
    url: "/citations/lookup",
    headers: { "content-type": "text/plain" },
    payload: "GDPR",
  });
  t.equal(plain.statusCode, 415);
  const other = await app.inject({ method: "DELETE", url: "/citations/lookup" });
  t.equal(other.statusCode, 405);
  t.same(await lookUp(app, ""), []);
  t.same((await lookUp(app, "15 FR 1, ".repeat(2000))).length, 2000);
});
