import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Test } from "tap";
import t from "tap";
import { Database } from "../../src/db/database.ts";
import { prepareDataset } from "../../src/db/dataset.ts";
import { Mirror } from "../../src/mirror/follow.ts";
import {
  appUnderTest,
  create,
  idsOf,
  KEYED,
  patch,
  read,
  uncheckedApp,
  write,
} from "../app-under-test.ts";
import { temporaryFolder } from "../commands/program.ts";

/** What a mirror refuses, so that its file never holds something else than its source. */

const folder = temporaryFolder(t);
const source = uncheckedApp(t, { SEED: "false" });
const key = KEYED.authorization.replace("Bearer ", "");

/** Answers as the source does; each answer is made at once and given after what a test waits for. */
let given: Promise<unknown> = Promise.resolve();
const gate = createServer((request: IncomingMessage, response: ServerResponse) => {
  const { authorization } = request.headers;
  const headers = authorization === undefined ? {} : { authorization };
  const until = given;
  void source.inject({ url: request.url ?? "", headers }).then(async ({ statusCode, body }) => {
    gate.emit("answered");
    await until;
    response.writeHead(statusCode, { "content-type": "application/json" }).end(body);
  });
});
let url = "";
t.before(async () => {
  gate.listen(0, "127.0.0.1");
  await once(gate, "listening");
  url = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;
});
t.teardown(() => gate.close());

const opened: Database[] = [];
t.teardown(() => {
  for (const db of opened) db.close();
});

/** A file to mirror into, as the command prepares it. */
function file(name: string): Database {
  const db = Database.open(join(folder, name));
  opened.push(db);
  prepareDataset(db);
  return db;
}

/** A file to mirror into while it is served, as in the process that does both. */
function served(t: Test, name: string) {
  const db = file(name);
  return { db, app: uncheckedApp(t, { DATABASE_PATH: join(folder, name), SEED: "false" }) };
}

const nameOf = (db: Database, id: string) =>
  db.reader.get("select name from topics where id = ?", id)?.["name"];

t.test("of two that mirror into one file the slower one writes nothing older", async (t) => {
  await create(source, "topics", { id: "twice", name: "At first", state: "published" });
  const slow = new Mirror(file("two.db"), url, null);
  const fast = new Mirror(file("two.db"), url, null);
  let release: (value: unknown) => void = () => undefined;
  given = new Promise((resolve) => (release = resolve));
  const answered = once(gate, "answered");
  const late = slow.catchUp().then(
    () => null,
    (error: unknown) => error,
  );
  await answered;
  given = Promise.resolve();
  await patch(source, "/topics/twice", { name: "Now" });
  t.ok((await fast.catchUp()) > 0);
  release(null);
  t.match(await late, { message: /Another process mirrors into this file/ });
  t.equal(nameOf(file("two.db"), "twice"), "Now");
  await patch(source, "/topics/twice", { name: "Later" });
  t.equal(await fast.catchUp(), 1, "the other goes on");
  t.equal(nameOf(file("two.db"), "twice"), "Later");
});

t.test("one with a key stays one with a key, and one without one without", async (t) => {
  await create(source, "topics", { id: "not-yet", name: "Not yet", state: "draft" });
  for (const [first, second, words] of [
    [key, null, /with a key.*--key/],
    [null, key, /without a key.*leave --key out/],
  ] as const) {
    const db = file(`view-${first === null ? "public" : "full"}.db`);
    await t.rejects(new Mirror(db, `${url}/nowhere`, first).catchUp());
    await t.rejects(new Mirror(db, url, "no-such-key").catchUp(), /401/);
    await new Mirror(db, url, first).catchUp();
    t.equal(nameOf(db, "not-yet"), first === null ? undefined : "Not yet");
    t.throws(() => new Mirror(db, url, second), { message: words });
    t.throws(() => new Mirror(db, "http://localhost:1", first), { message: /mirrors http/ });
    t.equal(await new Mirror(db, url, first).catchUp(), 0, "it goes on where it was");
  }
});

const LETTER = `Car data: rules are open for comment

On 11 August, the ministry solicited public comments on the Measures for the Security of Vehicle Data.
`;

t.test("what goes to another record by a merge is seen there as at its source", async (t) => {
  const { db, app } = served(t, "merged.db");
  await create(source, "instruments", {
    id: "merged-draft",
    title: "Merged",
    type: "law",
    state: "draft",
    events: [{ id: "its-event", type: "in_force", date: "2020-01-01" }],
    citations: [{ id: "its-citation", text: "OJ 1" }],
  });
  const survivor = { id: "survivor", title: "Zymurgy", type: "law", state: "published" };
  await create(source, "instruments", survivor);
  const mirror = new Mirror(db, url, key);
  await mirror.catchUp();
  t.same(await idsOf(app, "/events"), []);
  const merged = await write(source, "POST", "/instruments/merged-draft/merge", {
    into: "survivor",
  });
  t.equal(merged.statusCode, 200, merged.body);
  await mirror.catchUp();
  t.same(await idsOf(app, "/events?q=zymurgy"), ["its-event"]);
  t.same(await idsOf(app, "/citations"), ["its-citation"]);
  t.same(await read(app, "/instruments/survivor"), await read(source, "/instruments/survivor"));
  await write(source, "DELETE", "/instruments/survivor");
});

t.test(
  "what was unpublished and published again at its source is served and found anew",
  async (t) => {
    const { db, app } = served(t, "again.db");
    const mirror = new Mirror(db, url, null);
    const about = { kind: "other", state: "published" };
    await create(source, "issuing-bodies", { id: "office", name: "Quixotry", ...about });
    const law = { id: "again-law", title: "Vexillology", type: "law", state: "published" };
    await create(source, "instruments", { ...law, events: [{ type: "in_force", date: "2020" }] });
    const links = { issuing_bodies: ["office"], instruments: ["again-law"] };
    await create(source, "items", { id: "again-item", title: "About them", ...about, ...links });
    const lists = [
      "/items?q=quixotry",
      "/items?q=vexillology",
      "/items?instrument_status=in_force",
      "/items?authority=office",
    ];
    const records = ["/issuing-bodies/office", "/instruments/again-law", "/items/again-item"];
    const found = async () => {
      await mirror.catchUp();
      for (const path of records) t.same(await read(app, path), await read(source, path), path);
      for (const list of lists) t.same(await idsOf(app, list), ["again-item"], list);
    };
    await found();
    for (const number of ["No. 2", "No. 3"]) {
      for (const path of ["/issuing-bodies/office", "/instruments/again-law"]) {
        await patch(source, path, { state: "draft" });
      }
      await mirror.catchUp();
      t.equal((await app.inject("/issuing-bodies/office")).statusCode, 410);
      t.same(await idsOf(app, "/items?q=quixotry"), []);
      await patch(source, "/issuing-bodies/office", { state: "published", acronym: number });
      await patch(source, "/instruments/again-law", { state: "published", number });
      await found();
    }
  },
);

t.test("what is written to a mirror is refused, with where to write", async (t) => {
  await new Mirror(file("served.db"), url, null).catchUp();
  const app = appUnderTest(t, { DATABASE_PATH: join(folder, "served.db"), SEED: "false" });
  const refused = [
    await write(app, "POST", "/topics", { name: "Written here" }),
    await write(app, "PUT", "/topics/twice", { name: "Written here" }),
    await write(app, "PATCH", "/topics/twice", { name: "Written here" }),
    await write(app, "DELETE", "/topics/twice"),
    await write(app, "POST", "/imports?resource=topics&dry_run=true", '{"name": "Here"}\n', {
      "content-type": "application/x-ndjson",
    }),
    await write(app, "POST", "/imports?source_title=Letter&published_on=2021-08", LETTER, {
      "content-type": "text/plain",
    }),
  ];
  for (const { statusCode, body } of refused) {
    t.equal(statusCode, 403, body);
    t.match(JSON.parse(body), { type: "/problems/read-only-copy", detail: new RegExp(url) });
  }
  t.equal((await app.inject("/topics/twice")).json().name, "Later");
  const made = await write(app, "POST", "/keys", { name: "Reader", scopes: ["read"] });
  t.equal(made.statusCode, 201, "what is no part of the data set can be written");
});

t.test("a mirror that has nothing yet gets no seed", async (t) => {
  await t.rejects(new Mirror(file("empty.db"), `${url}/nowhere`, null).catchUp());
  const app = appUnderTest(t, { DATABASE_PATH: join(folder, "empty.db"), SEED: "true" });
  t.equal((await app.inject("/topics?limit=1")).json().page.total, 0);
});
