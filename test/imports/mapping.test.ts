import { readFileSync } from "node:fs";
import t from "tap";
import { appUnderTest, KEYED, read } from "../app-under-test.ts";
import { CSV, faultsOf, lines, NDJSON, taken } from "./import-client.ts";

const example = (name: string): string => readFileSync(`docs/mappings/${name}.json`, "utf8");

interface Instrument {
  title: string;
  type: string;
  number: string | null;
  status: string;
  in_force_from: string | null;
  in_force_to: string | null;
  jurisdiction: { id: string };
  events: { type: string; date: string }[];
  relations: { type: string; instrument: { id: string }; inverse: boolean }[];
  citations: { text: string | null; url: string | null; publisher: string | null }[];
}

const RULE = {
  kind: "rule",
  instrument_type: "final_rule",
  title: "Lighthouse Lamps; Extension of a Deadline",
  title_native: null,
  language: "en",
  issued_on: "2021-03-02",
  effective_on: "2021-05-01",
  status: "in_force",
  issuing_bodies: ["Lamp Safety Board", "lamp safety board"],
  jurisdiction: "US",
  url: "https://lamps.example/rules/77",
  summary: "LIGHTHOUSE LAMPS",
  topics: ["Lamps"],
  citations: ["86 FR 12345", "9999-AA01"],
  source: "A register of lamps",
  source_id: "77",
};

const app = appUnderTest(t);

t.test("rules and laws of another shape become instruments", async (t) => {
  const { citations: _, ...bare } = RULE;
  const law = {
    ...bare,
    kind: "instrument",
    instrument_type: "public_law",
    title: "Public Law 200-7 (S 12)",
    effective_on: null,
    status: "enacted",
    url: null,
    source_id: "200-7",
  };
  const parameters = { mapping: example("us-rules-and-laws"), create_missing: "true" };
  const { summary, resource } = await taken(app, NDJSON, parameters, lines(RULE, law));
  t.equal(resource, "instruments");
  t.match(summary, { created: 2, stubs: 2 });
  const rule = await read<Instrument>(app, "/instruments/us-final-rule-77?on=2021-06-01", KEYED);
  t.match(rule, {
    title: "Lighthouse Lamps; Extension of a Deadline",
    type: "rule",
    number: null,
    status: "in_force",
    in_force_from: "2021-05-01",
    jurisdiction: { id: "US" },
    citations: [
      { text: "86 FR 12345" },
      { text: "9999-AA01" },
      { url: "https://lamps.example/rules/77", publisher: "A register of lamps" },
    ],
  });
  const found = await read<Instrument>(app, "/instruments/us-public-law-200-7", KEYED);
  t.match(found, { type: "law", number: "Pub. L. 200-7", citations: [] });
  t.same(
    found.events.map(({ type, date }) => `${type} ${date}`),
    ["adopted 2021-03-02"],
  );
  const again = { ...parameters, mode: "upsert" };
  const { summary: second } = await taken(app, NDJSON, again, lines(RULE, law));
  t.match(second, { created: 0, updated: 0, unchanged: 2, stubs: 0 });
});

t.test("acts whose rows name one another by address become related instruments", async (t) => {
  const act = (number: string, more: object) => ({
    kind: "instrument_version",
    instrument_type: "directive",
    title: `Directive ${number} on lamps`,
    title_native: `Directive ${number} sur les lampes`,
    language: "en",
    issued_on: "2001-02-03",
    version_on: "2001-02-03",
    effective_on: "2001-03-01",
    expires_on: null,
    status: "unknown",
    issuing_bodies: ["Council of Lamps"],
    jurisdiction: "EU",
    url: null,
    summary: "Lamps",
    topics: ["Lamps", "LAMPS"],
    related: [],
    source: "A register",
    source_id: `http://acts.example/celex/${number}`,
    work_id: number.toLowerCase(),
    ...more,
  });
  const rows = lines(
    act("02001L9999(01)", {
      related: [{ rel: "consolidates", source_id: "http://acts.example/celex/32001L9999" }],
    }),
    act("32001L9999", { expires_on: "2009-12-31", instrument_type: "DIR_DEL" }),
  );
  const parameters = { mapping: example("eu-acts"), create_missing: "true" };
  t.match((await taken(app, NDJSON, parameters, rows)).summary, { created: 2 });
  const base = await read<Instrument>(app, "/instruments/32001l9999?on=2005-01-01");
  t.match(base, { type: "directive", status: "in_force", in_force_to: "2010-01-01" });
  t.match(base.relations, [{ type: "consolidated_by", instrument: { id: "02001l9999-01" } }]);
});

t.test("a table of another shape: names, dates, lists, constants", async (t) => {
  const mapping = {
    resource: "items",
    fields: {
      id: { template: "gazette-{No.}", slug: true },
      title: "Headline",
      kind: { from: "Class", case: "lower", values: { law: "legislation", fine: "enforcement" } },
      date: { from: "Day", date: ["D MMMM YYYY", "DD.MM.YYYY", "MMM YYYY", "YYYY"] },
      issuing_bodies: {
        each: { from: "Who", split: "/" },
        to: { object: { id: { from: [] }, role: { value: "enforcer" } } },
      },
      topics: { from: "Subjects", split: "," },
      citations: { list: [{ object: { url: "Link", title: { first: ["Note", "Headline"] } } }] },
      summary: { from: "Text", after: "Summary:", default: "None." },
      state: { value: "published" },
    },
    ignore: ["Page"],
  };
  const header = "No.,Headline,Class,Day,Who,Subjects,Link,Note,Text,Page";
  const table = [
    header,
    "1/2021,One,law,3 March 2021,MIIT / CAC,apps,https://example.org/1,,In short. Summary: it is law.,9",
    "2/2021,Two,fine,04.03.2021,MIIT,,https://example.org/2,See there,,9",
    '3/2021,Three,fine,Sept. 2021,,"apps, personal-information",https://example.org/3,,,9',
  ].join("\n");
  const parameters = { mapping: JSON.stringify(mapping) };
  t.match((await taken(app, CSV, parameters, table)).summary, { created: 3 });
  t.match(await read(app, "/items/gazette-1-2021"), {
    kind: "legislation",
    date: "2021-03-03",
    summary: "it is law.",
    issuing_bodies: [
      { id: "miit", role: "enforcer" },
      { id: "cac", role: "enforcer" },
    ],
    citations: [{ url: "https://example.org/1", title: "One" }],
  });
  t.match(await read(app, "/items/gazette-2-2021"), {
    date: "2021-03-04",
    topics: [],
    summary: "None.",
    citations: [{ title: "See there" }],
  });
  t.match(await read(app, "/items/gazette-3-2021"), { date: "2021-09", topics: [{}, {}] });

  const faulty = `${header}\n4,Four,finé,31 Foo 2021,MIITT,apps,https://example.org/4,,,9`;
  t.match(await faultsOf(app, CSV, parameters, faulty), [
    { line: 2, column: "Class", value: "finé", suggestion: "fine" },
    { line: 2, column: "Day", value: "31 Foo 2021", detail: /D MMMM YYYY or DD.MM.YYYY/ },
  ]);
  const unsaid = await faultsOf(app, CSV, parameters, `${header},Editor\n`);
  t.match(unsaid, [{ line: 1, column: "Editor", detail: /map it, or name it in `ignore`/ }]);
  const missing = await faultsOf(app, CSV, parameters, header.replace("Day", "Date"));
  t.match(missing, [{ column: "Date" }]);
});

t.test("a day that no calendar has is a fault, and not another day", async (t) => {
  const mapping = (date: object) =>
    JSON.stringify({
      resource: "items",
      fields: { title: "Title", kind: { value: "other" }, date: { from: "Day", ...date } },
    });
  for (const day of ["30/02/2021", "29/02/2100", "00/05/2021", "31/00/2021"]) {
    for (const days of [{}, { days: 1 }, { days: -1 }]) {
      const parameters = { mapping: mapping({ date: "DD/MM/YYYY", ...days }) };
      const faults = await faultsOf(app, CSV, parameters, `Title,Day\nOne,${day}\n`);
      t.match(faults, [{ line: 2, column: "Day" }], day);
    }
  }
});

t.test(
  "what a row has nothing for any more is taken off, unless the rule is for some rows",
  async (t) => {
    const mapping = JSON.stringify({
      resource: "items",
      fields: {
        id: "No",
        title: "Title",
        kind: { value: "other" },
        state: "State",
        summary: "Text",
        date: { from: "Day", date: "DD/MM/YYYY" },
        topics: { from: "Subjects", split: "," },
        language: { from: "Tongue", when: { Tongue: true } },
      },
    });
    const upsert = { mapping, mode: "upsert" };
    const header = "No,Title,State,Text,Day,Subjects,Tongue";
    const row = "gone-1,One,,Said.,03/05/2021,apps,en";
    t.match((await taken(app, CSV, upsert, `${header}\n${row}\n`)).summary, { created: 1 });
    const whole = {
      summary: "Said.",
      date: "2021-05-03",
      topics: [{}],
      language: "en",
    };
    t.match(await read(app, "/items/gone-1", KEYED), whole);
    const line = lines({ No: "gone-1", Title: "One", State: "published", Tongue: null });
    const rest = lines({
      No: "gone-2",
      Title: "Two",
      State: null,
      Text: null,
      Day: null,
      Subjects: null,
    });
    await taken(app, NDJSON, upsert, line + rest);
    t.match(
      await read(app, "/items/gone-1", KEYED),
      whole,
      "a line without the column says nothing of it",
    );
    t.match((await taken(app, CSV, upsert, `${header}\ngone-1,One,,,,,\n`)).summary, {
      updated: 1,
    });
    t.match(await read(app, "/items/gone-1", KEYED), {
      summary: null,
      date: null,
      topics: [],
      language: "en",
    });
  },
);

t.test("columns of lines are all spoken for, and those of the mapping are there", async (t) => {
  const mapping = JSON.stringify({ resource: "topics", fields: { name: "label" } });
  const more = lines({ label: "A" }, { label: "B", colour: null });
  t.match(await faultsOf(app, NDJSON, { mapping }, more), [{ line: 2, column: "colour" }]);
  const slip = JSON.stringify({
    resource: "topics",
    fields: { name: "label", description: "txet" },
    ignore: ["text"],
  });
  t.match(await faultsOf(app, NDJSON, { mapping: slip }, lines({ label: "A", text: "B" })), [
    { column: "txet", suggestion: "text" },
  ]);
});

t.test("what is wrong with a mapping is said before anything is read", async (t) => {
  const refused = async (mapping: unknown, more = {}) => {
    const text = typeof mapping === "string" ? mapping : JSON.stringify(mapping);
    const faults = await faultsOf(app, NDJSON, { mapping: text, ...more }, lines({ name: "A" }));
    return faults.map(({ parameter, detail }) => `${parameter}: ${detail}`).join("\n");
  };
  t.match(await refused("{"), /no JSON document/);
  t.match(await refused('{"fields":{"name":"a","name":"b"}}'), /twice/);
  t.match(await refused([]), /JSON object/);
  t.match(await refused({ fields: {} }), /\/resource: Say what the rows are/);
  t.match(
    await refused({ resource: "topics", fields: {} }, { resource: "items" }),
    /'topics'.*'items'/,
  );
  const rules = (fields: object) => refused({ resource: "items", fields });
  t.match(await rules({ titel: "a" }), /\/fields\/titel: an item has no field 'titel'/i);
  t.match(
    await rules({ status: "a", title: 7 }),
    /\/fields\/title: A rule is the name of a column/,
  );
  t.match(await rules({ title: { form: "a" } }), /A rule has no 'form'/);
  t.match(
    await rules({ title: { from: "a", value: "b" } }),
    /has one of from, .*; this has from and value/,
  );
  t.match(await rules({ title: { template: "a {b" } }), /between \{ and \}/);
  t.match(await rules({ topics: { each: "a" } }), /'each' needs 'to'/);
  t.match(await rules({ date: { from: "a", date: "DD/MM" } }), /no year/);
  t.match(await rules({ title: { from: "a", otherwise: 1 } }), /'otherwise' goes with 'values'/);
  t.match(await rules({ title: { from: "a", case: "title" } }), /\/fields\/title\/case/);
  t.match(await rules({ topics: { object: { a: "b" }, needs: ["c"] } }), /The object has no 'c'/);
  t.match(await refused({ resource: "items", fields: { title: "a" }, ignore: ["a"] }), /at once/);
});
