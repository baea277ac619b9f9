import t from "tap";
import { appUnderTest, create, KEYED, read } from "../app-under-test.ts";
import { CSV, faultsOf, taken } from "./import-client.ts";

/** Cells as people type them, who are less exact than an export. */

const app = appUnderTest(t);

type Cells = Record<string, string>;

interface Linked {
  id: string;
  role?: string;
  position?: number | null;
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

/** A table of one row. */
const table = (row: Cells): string =>
  `${Object.keys(row).join(",")}\n${Object.values(row).map(quoted).join(",")}\n`;

let made = 0;

/** A record that is made from some cells, as it is read. */
async function imported<T>(resource: string, cells: Cells): Promise<T> {
  const id = `typed-${++made}`;
  await taken(app, CSV, { resource }, table({ id, ...cells }));
  return read<T>(app, `/${resource}/${id}`, KEYED);
}

const ITEM = { title: "Typed", kind: "other" };
const item = (cells: Cells) => imported<Record<string, Linked[]>>("items", { ...ITEM, ...cells });

const ACT = { title: "Typed", type: "law" };
const act = <T>(cells: Cells) => imported<T>("instruments", { ...ACT, ...cells });

t.test("links, with roles and without", async (t) => {
  const kind = "other";
  await create(app, "issuing-bodies", { id: "old-office", name: "Office (Old)", kind });
  await create(app, "issuing-bodies", { id: "an-issuer", name: "Office (issuer)", kind });
  await create(app, "issuing-bodies", { id: "semi", name: "One; two | three \\ four", kind });
  const bodies = async (cell: string) =>
    ((await item({ issuing_bodies: cell }))["issuing_bodies"] ?? []).map(
      ({ id, role }) => `${id} ${role}`,
    );
  t.same(await bodies(""), []);
  t.same(await bodies("miit"), ["miit issuer"]);
  t.same(await bodies("miit;cac (drafter);  mps  ( drafter)".replace("( ", "(")), [
    "miit issuer",
    "cac drafter",
    "mps drafter",
  ]);
  t.same(await bodies("MIIT (court) "), ["miit court"]);
  t.same(await bodies("Office (Old)"), ["old-office issuer"], "what is no role belongs to a name");
  t.same(await bodies("Office (Old) (drafter)"), ["old-office drafter"]);
  t.same(await bodies("Office (issuer) (issuer)"), ["an-issuer issuer"]);
  t.same(await bodies("One\\; two \\| three \\\\ four (drafter); cac"), [
    "semi drafter",
    "cac issuer",
  ]);
  for (const cell of ["miit (drafter!", "xdraftery", "miit (drafter) x"]) {
    const row = table({ ...ITEM, issuing_bodies: cell });
    const detail = new RegExp(`'${cell.replaceAll(/[()]/g, "\\$&")}'`);
    t.match(await faultsOf(app, CSV, { resource: "items" }, row), [
      { line: 2, pointer: "/issuing_bodies/0", detail },
    ]);
  }
  const wrong = { ...ITEM, issuing_bodies: "miit; nobody (drafter)" };
  t.match(await faultsOf(app, CSV, { resource: "items" }, table(wrong)), [
    { line: 2, pointer: "/issuing_bodies/1/id", detail: /'nobody'/ },
  ]);
});

t.test("links with places, and links that have nothing beside them", async (t) => {
  await create(app, "sources", { id: "an-edition", title: "An edition" });
  await create(app, "sources", { id: "another", title: "Another" });
  const { sources, topics } = await item({
    sources: "an-edition (12); another",
    topics: "apps;personal-information",
  });
  t.match(sources, [
    { id: "an-edition", position: 12 },
    { id: "another", position: null },
  ]);
  t.same(
    topics?.map(({ id }) => id),
    ["apps", "personal-information"],
  );
  await create(app, "topics", { id: "lamps-at-sea", name: "Lamps (issuer)" });
  const named = await item({ topics: "Lamps (issuer)" });
  t.same(
    named["topics"]?.map(({ id }) => id),
    ["lamps-at-sea"],
  );
  for (const cell of ["an-edition (first)", "an-edition (1.5)"]) {
    const faults = await faultsOf(
      app,
      CSV,
      { resource: "items" },
      table({ ...ITEM, sources: cell }),
    );
    t.match(faults, [{ line: 2, pointer: "/sources/0" }], cell);
  }
});

t.test("names, true and false, and nothing", async (t) => {
  interface Act {
    aliases: string[];
    binding: boolean | null;
    number: string | null;
    local_type: string | null;
  }
  const one = await act<Act>({ aliases: "A;B; C\\; D;\\|", binding: "TRUE", number: "12" });
  t.same(one.aliases, ["A", "B", "C; D", "|"]);
  t.same(
    (await act<Act>({ aliases: " A; B" })).aliases,
    [" A", "B"],
    "the first has no `;` before it",
  );
  t.equal(one.binding, true);
  t.equal(one.number, "12", "a text of figures is a text");
  t.equal(one.local_type, null);
  t.equal((await act<Act>({ binding: "False" })).binding, false);
  t.equal((await act<Act>({ binding: "" })).binding, null);
  t.equal((await act<Act>({ local_type: "true" })).local_type, "true");
  for (const binding of ["yes", "1", "truely", "untrue"]) {
    const faults = await faultsOf(
      app,
      CSV,
      { resource: "instruments" },
      table({ ...ACT, binding }),
    );
    t.match(faults, [{ line: 2, pointer: "/binding" }], binding);
  }
  const place = { item: (await create(app, "items", ITEM)).id, text: "A reference" };
  const citation = await imported<{ position: number }>("citations", { ...place, position: "7" });
  t.equal(citation.position, 7);
  const faults = await faultsOf(
    app,
    CSV,
    { resource: "citations" },
    table({ ...place, position: "7th" }),
  );
  t.match(faults, [{ line: 2, pointer: "/position" }]);
});

t.test("of apostrophes only what an export put in front is taken off", async (t) => {
  const titles = [
    ["'s-Gravenhage", "'s-Gravenhage"],
    ["''s-Gravenhage", "'s-Gravenhage"],
    ["'=1", "=1"],
    ["''=1", "'=1"],
    ["'", "'"],
    ["' =1", " =1"],
  ] as const;
  for (const [title, expected] of titles) {
    t.equal((await item({ title }))["title"] as unknown, expected, title);
  }
});

t.test("records of its own, by names and values", async (t) => {
  interface Act {
    events: { type: string; date: string; note: string | null }[];
    relations: { type: string; instrument: Linked; locator: string | null }[];
    citations: { text: string; position: number }[];
  }
  const { events, relations, citations } = await act<Act>({
    events: "type=adopted|date=2020-07| note=a = b \\| c\\; d ; type=in_force | date=2021",
    relations: "type=amends | instrument=criminal-law | locator=Article 1",
    citations: "text=90 FR 1 | position=3; text =90 FR 2",
  });
  t.match(events, [
    { type: "adopted", date: "2020-07" },
    { type: "in_force", date: "2021", note: null },
  ]);
  t.equal(events[0]?.note?.trim(), "a = b | c; d");
  t.match(relations, [
    { type: "amends", instrument: { id: "criminal-law" }, locator: "Article 1" },
  ]);
  t.match(citations, [{ text: "90 FR 2" }, { text: "90 FR 1", position: 3 }]);
  const refused: [cell: string, pointer: string][] = [
    ["adopted", "/events/0"],
    ["type=adopted | 2020", "/events/0"],
    ["type=adopted | date=2020; type=in_force | type=repealed | date=2021", "/events/1"],
    ["type=adopted | date=2020 | __proto__=x", "/events/0/__proto__"],
    ["type=adopted | date=2020 | constructor=x", "/events/0/constructor"],
    ["type=adopted | date=2020 | =x", "/events/0/"],
  ];
  for (const [cell, pointer] of refused) {
    const row = table({ ...ACT, events: cell });
    const faults = await faultsOf(app, CSV, { resource: "instruments" }, row);
    t.match(faults, [{ line: 2, pointer }], cell);
    t.equal(faults.length, 1, cell);
  }
});
