import t from "tap";
import { appUnderTest, create, patch, write } from "../app-under-test.ts";
import type { ServedInstrument, ServedItem } from "../served-records.ts";

/** A name of several bodies means the one that was there on the date of what names it. */

const app = appUnderTest(t);

const item = (date: string | null, body: unknown) => ({
  title: "Named by what it was called",
  kind: "other",
  date,
  issuing_bodies: [body],
});

t.test("an item's date settles who is meant", async (t) => {
  const meant = {
    "2020-07-22": { MOC: "mofcom", CFDA: "nmpa" },
    // The Ministry of Culture was there in part of that year, so either may be meant.
    "2018": { MOC: null, CFDA: null },
    "2018-06": { MOC: null },
    "2019~": { MOC: "mofcom" },
    "2010": { MOC: null },
    "1999-05": { MOC: "ministry-of-culture" },
    "2014-03-01": { CFDA: "china-food-and-drug-administration", SAC: null },
    "1985": { SAC: "standardization-administration-of-china", CFDA: null },
  };
  for (const [date, names] of Object.entries(meant)) {
    for (const [name, id] of Object.entries(names)) {
      for (const written of [name, name.toLowerCase(), { id: name, role: "enforcer" }]) {
        const answer = await write(app, "POST", "/items", item(date, written));
        const label = `${JSON.stringify(written)} in ${date}: ${answer.body}`;
        if (id === null) {
          t.equal(answer.statusCode, 400, label);
          const [fault] = answer.json().errors;
          t.match(fault.pointer, /^\/issuing_bodies\/0/, label);
          t.equal(fault.allowed.length, 2, label);
        } else {
          t.equal(answer.statusCode, 201, label);
          t.equal(answer.json<ServedItem>().issuing_bodies[0]?.id, id, label);
        }
      }
    }
  }
});

t.test("without a date, or with one that is none, it stays open", async (t) => {
  for (const date of [null, "2020-13", "soon"]) {
    const answer = await write(app, "POST", "/items", item(date, "MOC"));
    t.equal(answer.statusCode, 400, String(date));
    t.match(answer.body, /more than one issuing body/);
  }
  for (const date of [7, ["2020"], { a: "2020" }, true]) {
    const answer = await write(app, "POST", "/items", { ...item(null, "MOC"), date });
    t.equal(answer.statusCode, 400);
  }
});

t.test("what was meant is kept, whatever happens to dates later", async (t) => {
  const { id } = await create<ServedItem>(app, "items", item("2020-07-22", "MOC"));
  const moved = await patch<ServedItem>(app, `/items/${id}`, { date: "1999" });
  t.equal(moved.issuing_bodies[0]?.id, "mofcom");
  const again = await write(app, "PATCH", `/items/${id}`, { issuing_bodies: ["MOC"] });
  t.equal(again.json<ServedItem>().issuing_bodies[0]?.id, "ministry-of-culture", again.body);
  const both = await patch<ServedItem>(app, `/items/${id}`, {
    date: "2020",
    issuing_bodies: ["MOC"],
  });
  t.equal(both.issuing_bodies[0]?.id, "mofcom", "the date that is written counts");
});

t.test("an instrument goes by when it was issued", async (t) => {
  const instrument = (events: unknown) => ({
    title: "Measures",
    type: "rule",
    issuing_bodies: [{ id: "MOC", role: "issuer" }, "SAMR"],
    events,
  });
  const made = await create<ServedInstrument>(
    app,
    "instruments",
    instrument([
      { type: "in_force", date: "2010" },
      { type: "adopted", date: "2019-01" },
      { type: "published", date: "2020-01-01" },
    ]),
  );
  t.match(made.issuing_bodies, [{ id: "mofcom", role: "issuer" }, { id: "samr" }]);
  for (const events of [[], null, "x", [null], [{ type: "published", date: "2010" }]]) {
    const answer = await write(app, "POST", "/instruments", instrument(events));
    t.equal(answer.statusCode, 400, answer.body);
    t.match(answer.body, /more than one issuing body/);
  }
});

t.test("a list's filter names no date, so an ambiguous name is refused", async (t) => {
  for (const url of ["/items?authority=MOC", "/items?authority=SAC&date_gte=2020"]) {
    const answer = await app.inject({ url });
    t.equal(answer.statusCode, 400, url);
    t.equal(answer.json().errors[0].allowed.length, 2);
  }
});
