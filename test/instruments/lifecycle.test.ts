import t from "tap";
import { appUnderTest, create, idsOf, read } from "../app-under-test.ts";
import type { ServedInstrument } from "../served-records.ts";

/** The status of an instrument on a day, as the API says it in each place where it does. */

const app = appUnderTest(t);

interface Life {
  events: { type: string; date?: string }[];
  /** Day → status. */
  days: Record<string, string>;
  type?: string;
}

const LIVES: Record<string, Life> = {
  planned: {
    events: [{ type: "planned", date: "2019" }],
    days: { "2019-12-30": "unknown", "2019-12-31": "planned", "2030-01-01": "planned" },
  },
  drafted: {
    events: [
      { type: "planned", date: "2019-01-01" },
      { type: "drafted", date: "2020-02" },
    ],
    days: { "2020-02-28": "planned", "2020-02-29": "draft" },
  },
  "open with a close": {
    events: [
      { type: "comment_opened", date: "2020-07-02" },
      { type: "comment_closes", date: "2020-08-16" },
    ],
    days: {
      "2020-07-01": "unknown",
      "2020-07-02": "open_for_comment",
      "2020-08-16": "open_for_comment",
      "2020-08-17": "draft",
    },
  },
  "open without a close": {
    events: [{ type: "comment_opened", date: "2020-07-02" }],
    days: { "2020-07-01": "unknown", "2020-07-02": "draft", "2021-07-02": "draft" },
  },
  "closed before it opened": {
    events: [
      { type: "comment_closes", date: "2020-07-01" },
      { type: "comment_opened", date: "2020-07-02" },
    ],
    days: { "2020-07-03": "draft" },
  },
  "open twice": {
    events: [
      { type: "comment_opened", date: "2020-01-01" },
      { type: "comment_closes", date: "2020-01-31" },
      { type: "comment_opened", date: "2020-03-01" },
      { type: "comment_closes", date: "2020-03-31" },
    ],
    days: {
      "2020-01-31": "open_for_comment",
      "2020-02-15": "draft",
      "2020-03-01": "open_for_comment",
      "2020-04-01": "draft",
    },
  },
  "adopted and not in force": {
    events: [
      { type: "adopted", date: "2020-05-28" },
      { type: "in_force", date: "2021-01-01" },
    ],
    days: {
      "2020-05-27": "unknown",
      "2020-05-28": "adopted",
      "2020-12-31": "adopted",
      "2021-01-01": "in_force",
    },
  },
  "adopted while comments are open": {
    events: [
      { type: "comment_opened", date: "2020-01-01" },
      { type: "adopted", date: "2020-01-15" },
      { type: "comment_closes", date: "2020-01-31" },
      { type: "drafted", date: "2020-03-01" },
    ],
    days: { "2020-01-14": "open_for_comment", "2020-01-15": "adopted", "2020-04-01": "adopted" },
  },
  "a vague start": {
    events: [{ type: "in_force", date: "2020-02~" }],
    days: { "2020-02-01": "unknown", "2020-02-28": "unknown", "2020-02-29": "in_force" },
  },
  "a vague end": {
    events: [
      { type: "in_force", date: "2019-01-01" },
      { type: "repealed", date: "2021" },
    ],
    days: { "2020-12-31": "in_force", "2021-01-01": "repealed" },
  },
  expires: {
    events: [
      { type: "in_force", date: "2020-08-01" },
      { type: "expires", date: "2022-08-01" },
    ],
    days: { "2022-07-31": "in_force", "2022-08-01": "expired" },
  },
  "suspended and resumed": {
    events: [
      { type: "in_force", date: "2020-01-01" },
      { type: "suspended", date: "2020-06" },
      { type: "resumed", date: "2020-09" },
    ],
    days: {
      "2020-05-31": "in_force",
      "2020-06-01": "suspended",
      "2020-09-29": "suspended",
      "2020-09-30": "in_force",
    },
  },
  "suspended before it was in force": {
    events: [
      { type: "suspended", date: "2019-06-01" },
      { type: "in_force", date: "2020-01-01" },
    ],
    days: { "2019-07-01": "unknown", "2020-01-01": "in_force" },
  },
  withdrawn: {
    events: [
      { type: "drafted", date: "2020-01-01" },
      { type: "withdrawn", date: "2020-03" },
    ],
    days: { "2020-02-29": "draft", "2020-03-01": "withdrawn", "2025-01-01": "withdrawn" },
  },
  undated: {
    events: [{ type: "in_force" }, { type: "amended", date: "2020" }],
    days: { "2020-01-01": "unknown", "2030-01-01": "unknown" },
  },
  "without events": { events: [], days: { "2020-01-01": "unknown" } },
  "a leap day": {
    events: [{ type: "in_force", date: "2020-02-29" }],
    days: { "2020-02-28": "unknown", "2020-02-29": "in_force", "2020-03-01": "in_force" },
  },
};

t.test("the status on a day", async (t) => {
  for (const [name, { events, days, type = "law" }] of Object.entries(LIVES)) {
    const { id } = await create(app, "instruments", { title: `Life: ${name}`, type, events });
    for (const [day, status] of Object.entries(days)) {
      const label = `${name} on ${day}`;
      const record = await read<ServedInstrument>(app, `/instruments/${id}?on=${day}`);
      t.equal(record.status, status, label);
      const list = `/instruments?id=${id}&on=${day}`;
      t.same(await idsOf(app, `${list}&status=${status}`), [id], label);
      t.same(await idsOf(app, `${list}&status_not=${status}`), [], label);
      const inForce = status === "in_force" ? [id] : [];
      t.same(await idsOf(app, `/instruments?id=${id}&in_force_on=${day}`), inForce, label);
    }
  }
});

t.test("a judgment has no status", async (t) => {
  const { id, status } = await create<ServedInstrument>(app, "instruments", {
    title: "A judgment",
    type: "judgment",
    events: [{ type: "in_force", date: "2020-01-01" }],
  });
  t.equal(status, null);
  t.same(await idsOf(app, `/instruments?id=${id}&in_force_on=2020-06-01`), []);
  t.same(await idsOf(app, `/instruments?id=${id}&on=2020-06-01&status=in_force`), []);
  t.same(await idsOf(app, `/instruments?id=${id}&on=2020-06-01&status_not=in_force`), [id]);
});

t.test("from when and until when it is in force", async (t) => {
  const { id } = await create(app, "instruments", {
    title: "Twice in force",
    type: "law",
    events: [
      { type: "in_force", date: "2020-02" },
      { type: "suspended", date: "2020-05-01" },
      { type: "resumed", date: "2020-06-01" },
      { type: "repealed", date: "2021" },
      { type: "in_force", date: "2022-01-01" },
    ],
  });
  const spans = {
    "2019-01-01": ["2020-02-29", "2021-01-01"],
    "2020-05-15": ["2020-02-29", "2021-01-01"],
    "2021-06-01": ["2022-01-01", null],
    "2023-01-01": ["2022-01-01", null],
  };
  for (const [day, span] of Object.entries(spans)) {
    const record = await read<ServedInstrument>(app, `/instruments/${id}?on=${day}`);
    t.same([record.in_force_from, record.in_force_to], span, day);
  }
});

t.test("a relation is proposed until the instrument that says it is in force", async (t) => {
  const { id } = await create(app, "instruments", {
    title: "A coming act",
    type: "law",
    events: [
      { type: "adopted", date: "2020-01-01" },
      { type: "in_force", date: "2021-01-01" },
    ],
    relations: [{ type: "repeals", instrument: "civil-code" }],
  });
  for (const [day, proposed] of [
    ["2020-06-01", true],
    ["2021-01-01", false],
  ] as const) {
    const own = await read<ServedInstrument>(app, `/instruments/${id}?on=${day}`);
    t.match(own.relations, [{ type: "repeals", proposed, inverse: false }]);
    const other = await read<ServedInstrument>(app, `/instruments/civil-code?on=${day}`);
    const shown = other.relations.find(({ instrument }) => instrument.id === id);
    t.match(shown, { type: "repealed_by", proposed, inverse: true });
  }
});

t.test("a later draft does not close what is open for comment", async (t) => {
  const { id } = await create(app, "instruments", {
    title: "Redrafted",
    type: "law",
    events: [
      { type: "comment_opened", date: "2020-07-01" },
      { type: "drafted", date: "2020-07-15" },
      { type: "comment_closes", date: "2020-08-01" },
    ],
  });
  const record = await read<ServedInstrument>(app, `/instruments/${id}?on=2020-07-20`);
  t.equal(record.status, "open_for_comment");
});

t.test("a day that is none is refused", async (t) => {
  for (const day of ["2020", "2020-02-30", "2020-7-1", "today", "2020-07-01~"]) {
    for (const url of [
      `/instruments?in_force_on=${day}`,
      `/instruments?on=${day}`,
      `/instruments/civil-code?on=${day}`,
    ]) {
      t.equal((await app.inject({ url })).statusCode, 400, url);
    }
  }
});
