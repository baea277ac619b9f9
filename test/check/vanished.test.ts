import t from "tap";
import { appUnderTest, create, write } from "../app-under-test.ts";
import { checkedDatabase } from "./checked-database.ts";

/** Rows that another program took away. */

const { check, spoilt } = checkedDatabase(t);

t.test("records that were taken away by hand are found, and noted as deleted", async (t) => {
  const database = spoilt("vanished", (connection) => {
    connection.pragma("foreign_keys = on");
    connection.exec("delete from items where key = 2; delete from citations where key = 3");
  });
  const before = await check(database);
  const gone = before.filter((fault) => fault.check === "history").map(({ detail }) => detail);
  t.match(gone, [
    /^\/items\/2020-07-22-item-of-the-number-2: not there, and no change says/,
    /^\/citations\/.* and 1 more: not there/,
  ]);
  t.same(await check(database, "--mend"), []);
  const app = appUnderTest(t, { DATABASE_PATH: database, SEED: "false" });
  const id = "2020-07-22-item-of-the-number-2";
  t.equal((await app.inject({ url: `/items/${id}` })).statusCode, 410);
  t.equal((await app.inject({ url: "/items?q=number" })).json().page.total, 5);
  const again = await write(app, "POST", "/items", { id, title: "Again", kind: "other" });
  t.equal(again.statusCode, 409, "its id is not given again");
  const { data } = (await app.inject({ url: "/changes?limit=1000" })).json();
  const last = data.filter((change: { id: string }) => change.id === id).at(-1);
  t.match(last, { action: "delete", data: null, resource: "items" });
});

t.test(
  "where the id was given again since, the record that has it now is left alone",
  async (t) => {
    const id = "2020-07-22-item-of-the-number-2";
    const database = spoilt("given-again", (connection) => {
      connection.pragma("foreign_keys = on");
      connection.exec("delete from items where key = 2");
    });
    const app = appUnderTest(t, { DATABASE_PATH: database, SEED: "false" });
    await create(app, "items", { id, title: "Again", kind: "other", state: "published" });
    const faults = await check(database);
    t.same(
      faults.map(({ check: name, detail }) => [name, detail.includes("/items/")]),
      [["history", false]],
      "only what belonged to it",
    );
    t.same(await check(database, "--mend"), []);
    t.equal((await app.inject({ url: `/items/${id}` })).statusCode, 200);
    const { data } = (await app.inject({ url: "/changes?limit=1000" })).json();
    const actions = data.flatMap((change: { id: string; action: string }) =>
      change.id === id ? [change.action] : [],
    );
    t.equal(actions.at(-1), "create");
  },
);
