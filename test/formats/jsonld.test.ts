import jsonld from "jsonld";
import t, { type Test } from "tap";
import { appUnderTest, create, idsOf, read } from "../app-under-test.ts";
import type { ServedInstrument } from "../served-records.ts";
import { HOSTILE_TEXTS } from "./hostile-texts.ts";

const ADDRESS = "https://law.example.org";
const SCHEMA = "https://schema.org/";
const ELI = "http://data.europa.eu/eli/ontology#";
const XSD = "http://www.w3.org/2001/XMLSchema#";

const app = appUnderTest(t, { PUBLIC_URL: ADDRESS });

type Node = Record<string, { "@id"?: string; "@value"?: string; "@type"?: string }[]> & {
  "@id": string;
  "@type": string[];
};

/** The nodes of a document, expanded by a processor that may fetch nothing. */
async function nodesOf(t: Test, url: string, headers = {}): Promise<Node[]> {
  const answer = await app.inject({ url, headers });
  t.equal(answer.statusCode, 200, url);
  t.equal(answer.headers["content-type"], "application/ld+json; charset=utf-8");
  return (await jsonld.expand(answer.json(), {
    documentLoader: async (asked) => {
      throw new Error(`It wants ${asked}.`);
    },
    safe: true,
  } as jsonld.Options.Expand)) as unknown as Node[];
}

const instrumentIs = async (t: Test, body: object, query = ""): Promise<Node> => {
  const { id } = await create(app, "instruments", { title: "A law", type: "law", ...body });
  const [node] = await nodesOf(t, `/instruments/${id}?format=jsonld${query}`);
  return node as Node;
};

const idsIn = (node: Node, property: string) => (node[property] ?? []).map((each) => each["@id"]);
const valuesIn = (node: Node, property: string) =>
  (node[property] ?? []).map((each) => each["@value"]);

t.test("every instrument is legislation, and can be read as RDF", async (t) => {
  const ids = await idsOf(app, "/instruments?limit=200");
  const judgments = await idsOf(app, "/instruments?type=judgment");
  t.ok(judgments.length > 0);
  const answer = await app.inject({ url: "/instruments?format=jsonld" });
  const nodes = await nodesOf(t, "/instruments", { accept: "application/ld+json" });
  t.same(
    nodes.map((node) => node["@id"]),
    ids.map((id) => `${ADDRESS}/instruments/${id}`),
  );
  for (const node of nodes) {
    const judgment = judgments.includes(node["@id"].split("/").at(-1) ?? "");
    t.same(
      node["@type"],
      judgment ? [`${SCHEMA}CreativeWork`] : [`${SCHEMA}Legislation`, `${ELI}LegalResource`],
    );
  }
  const quads = (await jsonld.toRDF(answer.json(), { format: "application/n-quads" })) as string;
  t.match(quads, `<${ADDRESS}/instruments/civil-code> <${SCHEMA}legislationType> "law"`);
  t.notMatch(quads, "undefined");
  const single = await nodesOf(t, "/instruments/civil-code?format=jsonld");
  t.same(
    single,
    nodes.filter((node) => node["@id"].endsWith("/civil-code")),
  );
});

t.test("it says what the record says", async (t) => {
  const law = await read<ServedInstrument>(app, "/instruments/data-security-law");
  const [node] = await nodesOf(t, "/instruments/data-security-law?format=jsonld&on=2020-08-01");
  t.match(node, {
    [`${SCHEMA}name`]: [
      { "@value": law.title, "@language": "en" },
      { "@value": law.title_native, "@language": "zh" },
    ],
    [`${SCHEMA}inLanguage`]: [{ "@value": "zh" }],
    [`${SCHEMA}legislationJurisdiction`]: [{ "@id": `${ADDRESS}/jurisdictions/CN` }],
    [`${SCHEMA}legislationDateVersion`]: [{ "@value": "2020-08-01", "@type": `${XSD}date` }],
    [`${ELI}jurisdiction`]: [{ "@id": `${ADDRESS}/jurisdictions/CN` }],
  });
  t.same(valuesIn(node as Node, `${SCHEMA}alternateName`), law.aliases);
  t.same(
    idsIn(node as Node, `${ELI}is_about`),
    law.topics.map(({ id }) => `${ADDRESS}/topics/${id}`),
  );
});

t.test("its force is said only where it is certain", async (t) => {
  const force = async (events: object[]) => {
    const node = await instrumentIs(t, { events });
    const [schema] = idsIn(node, `${SCHEMA}legislationLegalForce`);
    const [eli] = idsIn(node, `${ELI}in_force`);
    return [schema?.slice(SCHEMA.length), eli?.slice(ELI.length)];
  };
  const inForce = { type: "in_force", date: "2020-01-01" };
  const not = ["NotInForce", "InForce-notInForce"];
  t.same(await force([inForce]), ["InForce", "InForce-inForce"]);
  t.same(await force([inForce, { type: "repealed", date: "2021-01-01" }]), not);
  t.same(await force([inForce, { type: "expires", date: "2021-01-01" }]), not);
  t.same(await force([inForce, { type: "suspended", date: "2021-01-01" }]), not);
  const nothing = [undefined, undefined];
  t.same(await force([]), nothing, "unknown is not 'not in force'");
  t.same(await force([{ type: "drafted", date: "2020-01-01" }]), nothing);
  t.same(await force([{ type: "adopted", date: "2020-01-01" }]), nothing);
});

t.test("a date keeps its precision", async (t) => {
  const node = await instrumentIs(t, {
    events: [
      { type: "adopted", date: "2019-05" },
      { type: "published", date: "2019" },
      { type: "in_force", date: "2020-01-01" },
      { type: "applies", date: "2020-06~" },
      { type: "repealed", date: "2021-02-03" },
    ],
  });
  t.match(node, {
    [`${SCHEMA}legislationDate`]: [{ "@value": "2019-05", "@type": `${XSD}gYearMonth` }],
    [`${ELI}date_document`]: [{ "@value": "2019-05", "@type": `${XSD}gYearMonth` }],
    [`${ELI}date_publication`]: [{ "@value": "2019", "@type": `${XSD}gYear` }],
    [`${ELI}first_date_entry_in_force`]: [{ "@value": "2020-01-01", "@type": `${XSD}date` }],
    [`${ELI}date_applicability`]: [
      { "@value": "2020-06~", "@type": "http://id.loc.gov/datatypes/edtf/EDTF-level1" },
    ],
  });
});

t.test("the last day in force is the day before it is over, where that is known", async (t) => {
  const last = async (type: string, date: string) => {
    const inForce = { type: "in_force", date: "1999-01-01" };
    const node = await instrumentIs(t, { events: [inForce, { type, date }] });
    return node[`${ELI}date_no_longer_in_force`];
  };
  const day = (value: string) => [{ "@value": value, "@type": `${XSD}date` }];
  t.same(await last("repealed", "2021-02-03"), day("2021-02-02"));
  t.same(await last("expires", "2021-03-01"), day("2021-02-28"));
  t.same(await last("expires", "2020-03-01"), day("2020-02-29"));
  t.same(await last("expires", "2022-01-01"), day("2021-12-31"));
  for (const vague of ["2021-02", "2021", "2021-02-03~"]) {
    t.equal(await last("repealed", vague), undefined, vague);
  }
});

t.test("a draft amends nothing yet, and cites what it cites", async (t) => {
  const relations = [
    { type: "amends", instrument: "criminal-law", locator: "Article 1" },
    { type: "cites", instrument: "civil-code" },
    { type: "interprets", instrument: "civil-code" },
  ];
  const draft = await instrumentIs(t, { relations, events: [{ type: "drafted", date: "2020" }] });
  t.same(idsIn(draft, `${SCHEMA}legislationAmends`), []);
  t.same(idsIn(draft, `${ELI}amends`), []);
  t.same(idsIn(draft, `${ELI}cites`), [`${ADDRESS}/instruments/civil-code`]);
  const law = await instrumentIs(t, { relations, events: [{ type: "in_force", date: "2020" }] });
  for (const property of [`${SCHEMA}legislationAmends`, `${ELI}amends`]) {
    t.same(idsIn(law, property), [`${ADDRESS}/instruments/criminal-law`]);
  }
  t.same(idsIn(law, `${ELI}related_to`), [`${ADDRESS}/instruments/civil-code`]);
  const [amended] = await nodesOf(t, "/instruments/criminal-law?format=jsonld");
  const inverse = idsIn(amended as Node, `${ELI}amended_by`);
  t.ok(inverse.includes(law["@id"]));
  t.notOk(inverse.includes(draft["@id"]));
});

t.test("bodies by what they did", async (t) => {
  const node = await instrumentIs(t, {
    number: "No. 7",
    local_type: "departmental rule",
    url: "https://example.org/law",
    issuing_bodies: [
      { id: "miit", role: "drafter" },
      { id: "cac", role: "issuer" },
      { id: "mps", role: "approver" },
    ],
    citations: [{ url: "https://example.org/gazette", title: "The gazette", published_on: "2020" }],
  });
  const bodies = (...ids: string[]) => ids.map((id) => `${ADDRESS}/issuing-bodies/${id}`);
  t.same(idsIn(node, `${SCHEMA}legislationPassedBy`), bodies("cac", "mps"));
  t.same(idsIn(node, `${ELI}passed_by`), bodies("cac", "mps"));
  t.same(idsIn(node, `${SCHEMA}legislationResponsible`), bodies("miit"));
  t.same(valuesIn(node, `${SCHEMA}legislationIdentifier`), ["No. 7"]);
  t.same(valuesIn(node, `${SCHEMA}legislationType`), ["law", "departmental rule"]);
  t.same(idsIn(node, `${SCHEMA}url`), ["https://example.org/law"]);
  t.match(node[`${SCHEMA}subjectOf`], [
    { [`${SCHEMA}url`]: [{ "@id": "https://example.org/gazette" }] },
  ]);
});

t.test("whatever a text is, it is text; nothing found is an empty graph", async (t) => {
  for (const [index, text] of HOSTILE_TEXTS.entries()) {
    const node = await instrumentIs(t, {
      title: text,
      title_native: text,
      aliases: [text.slice(0, 500)],
    });
    t.same(valuesIn(node, `${SCHEMA}name`), [text, text], `text ${index}`);
    t.same(valuesIn(node, `${SCHEMA}alternateName`), [text.slice(0, 500)], `text ${index}`);
  }
  t.same(await nodesOf(t, "/instruments?format=jsonld&id=nothing"), []);
  const ids = await idsOf(app, "/instruments?limit=200");
  const nodes = await nodesOf(t, "/instruments?format=jsonld");
  t.equal(nodes.length, ids.length);
});
