import { instance } from "@viz-js/viz";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { MultiDirectedGraph } from "graphology";
import { parse as parseGraphml } from "graphology-graphml";
import t, { type Test } from "tap";
import { GRAPH_FORMATS } from "../../src/formats/graph-format.ts";
import { appUnderTest, create, KEYED, read } from "../app-under-test.ts";
import type { ServedGraph } from "../instruments/graph-model.ts";
import { HOSTILE_TEXTS } from "./hostile-texts.ts";

/** Graphs in DOT, Mermaid and GraphML, by readers that others wrote, with texts that break the careless. */

const app = appUnderTest(t, { SEED: "false" });
const URL_OF_IT = "/instruments/middle/graph";

const TEXTS = [
  ...HOSTILE_TEXTS.filter((text) => text.length <= 900),
  ...[
    "\\",
    '\\N \\G \\n \\l \\"',
    'a\\"; b -> c; "',
    "<b>bold</b>",
    "&lt;b&gt; &amp;amp;",
    "]]></data>",
  ],
  ...[
    '"]; n9["x',
    "%%{init: {}}%%",
    "#quot;#35;#lt;",
    "`**bold**`",
    "end",
    "<br/>",
    "$$x$$",
    "|x|",
  ],
  ...["ﬂ°°60¶ß ﬂ°lt¶ß", "click n0 href", "---\ntitle: x\n---", "*/ // /* #"],
];

/** Nodes whose titles, and edges whose locators, are those texts. */
t.before(async () => {
  await create(app, "instruments", { id: "middle", title: "The middle", type: "law" });
  for (const [i, title] of TEXTS.entries()) {
    await create(app, "instruments", {
      ...{ id: `end.${i}_x-y`, title, type: "judicial_interpretation" },
      events: i % 2 === 0 ? [{ type: "in_force", date: "2020-01-01" }] : [],
      relations: [{ type: "amends", instrument: "middle", locator: title, date: "2020-07~" }],
    });
  }
});

const given = async (t: Test, name: string, query = ""): Promise<string> => {
  const answer = await app.inject({ url: `${URL_OF_IT}?format=${name}${query}` });
  t.equal(answer.statusCode, 200);
  return answer.body;
};

/** What no XML can hold is left out, and a line break is a line break. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const lines = (text: string) => text.replaceAll(FORBIDDEN, "").replaceAll(/\r\n?/g, "\n");
/** Drawings collapse white space. */
const words = (text: string) =>
  lines(text)
    .replaceAll(/[\s\u0085\u00a0\ufeff]+/g, " ")
    .trim();

t.test("by name and by media type", async (t) => {
  const types = {
    dot: ["text/vnd.graphviz", "gv"],
    mermaid: ["application/vnd.mermaid", "mmd"],
    graphml: ["application/graphml+xml", "graphml"],
  };
  t.same(
    GRAPH_FORMATS.map(({ name }) => name),
    Object.keys(types),
  );
  for (const [name, [type = "", extension]] of Object.entries(types)) {
    const named = await app.inject({ url: `${URL_OF_IT}?format=${name}` });
    const accepted = await app.inject({
      url: URL_OF_IT,
      headers: { accept: `text/html, ${type};q=0.5` },
    });
    t.equal(accepted.body, named.body);
    for (const { headers } of [named, accepted]) {
      t.equal(headers["content-type"], `${type}; charset=utf-8`);
      t.equal(headers["content-disposition"], `attachment; filename="middle-graph.${extension}"`);
    }
    const won = await app.inject({ url: `${URL_OF_IT}?format=json`, headers: { accept: type } });
    t.equal(won.headers["content-type"], "application/json; charset=utf-8");
  }
  const refused = await app.inject({ url: URL_OF_IT, headers: { accept: "text/csv" } });
  t.equal(refused.statusCode, 406);
  t.match(refused.json(), { detail: /application\/json, text\/vnd\.graphviz, application/ });
  for (const accept of ["*/*", "application/json", "application/*"]) {
    const { headers } = await app.inject({ url: URL_OF_IT, headers: { accept } });
    t.match(headers["content-type"], /^application\/json/, accept);
  }
});

interface Drawn {
  objects: { name: string; type: string; status?: string; depth: string }[];
  edges: { tail: number; head: number; type: string; proposed: string; style?: string }[];
}

t.test("DOT is what Graphviz reads and draws", async (t) => {
  const source = await given(t, "dot");
  const json = await read<ServedGraph>(app, URL_OF_IT);
  const viz = await instance();
  const drawn = viz.renderJSON(source) as Drawn;
  t.same(
    drawn.objects.map(({ name, type, status, depth }) => [name, type, status, Number(depth)]),
    json.nodes.map(({ id, type, status, depth }) => [id, type, status, depth]),
  );
  const nameOf = (i: number) => drawn.objects[i]?.name;
  t.same(
    drawn.edges.map(({ tail, head, type, proposed }) => [
      nameOf(tail),
      nameOf(head),
      type,
      proposed,
    ]),
    json.edges.map(({ source, target, type, proposed }) => [
      source,
      target,
      type,
      String(proposed),
    ]),
  );
  const svg = viz.renderString(source, { format: "svg" });
  t.equal(XMLValidator.validate(svg), true);
  const texts = textsOf(svg);
  for (const { id, title } of json.nodes) {
    const about = id === "middle" ? "law" : "judicial interpretation";
    t.ok(texts.get(id)?.startsWith(`${words(title)} ${about}, `), id);
  }
  for (const { source, target, locator } of json.edges) {
    t.equal(texts.get(`${source}->${target}`), words(`amends ${locator} 2020-07~`));
  }
});

/** What a drawing shows, by the names of nodes and edges: their lines, with a space between. */
function textsOf(svg: string): Map<string, string> {
  const parser = new XMLParser({
    ignoreAttributes: false,
    trimValues: false,
    parseTagValue: false,
    htmlEntities: true,
    processEntities: { enabled: true, maxTotalExpansions: 1e6, maxExpandedLength: 1e7 },
    isArray: (name) => name === "g" || name === "text",
  });
  interface Group {
    title?: string | { "#text": string };
    text?: ({ "#text"?: string } | string)[];
  }
  const drawing = parser.parse(svg) as { svg: { g: { g: Group[] }[] } };
  const textOf = (part: { "#text"?: string } | string | undefined) =>
    typeof part === "string" ? part : (part?.["#text"] ?? "");
  return new Map(
    (drawing.svg.g[0]?.g ?? []).map(({ title, text = [] }) => [
      textOf(title),
      words(text.map(textOf).join(" ")),
    ]),
  );
}

t.test("GraphML is what another program reads back", async (t) => {
  const xml = await given(t, "graphml");
  t.equal(XMLValidator.validate(xml), true);
  const json = await read<ServedGraph>(app, URL_OF_IT);
  const graph = parseGraphml(MultiDirectedGraph, xml);
  t.equal(graph.type, "directed");
  t.same(
    graph.mapNodes((id, { title, type, status, depth }) => ({ id, title, type, status, depth })),
    json.nodes.map(({ id, title, type, status, depth }) => ({
      ...{ id, title: title.replaceAll(FORBIDDEN, ""), type, depth },
      status: status ?? undefined,
    })),
  );
  t.same(
    graph.mapEdges((_, { type, locator, date, proposed }, source, target) => ({
      ...{ source, target, type, locator, date, proposed },
    })),
    json.edges.map(({ locator, ...edge }) => ({
      ...edge,
      locator: locator?.replaceAll(FORBIDDEN, ""),
    })),
  );
  t.equal(graph.getAttribute("truncated"), false);
  const cut = parseGraphml(MultiDirectedGraph, await given(t, "graphml", "&limit=3"));
  t.equal(cut.order, 3);
  t.equal(cut.getAttribute("truncated"), true);
});

/** A text between quotes, with Mermaid's entity codes put in. */
const decoded = (text: string) =>
  text
    .split("<br/>")
    .map((line) =>
      line.replaceAll(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))),
    )
    .join("\n");

t.test("Mermaid has nothing of a text but letters, digits and entity codes", async (t) => {
  const source = await given(t, "mermaid");
  const json = await read<ServedGraph>(app, URL_OF_IT);
  const [head, ...statements] = source.slice(0, -1).split("\n");
  t.equal(head, "flowchart LR");
  t.equal(statements.length, json.nodes.length + json.edges.length);
  const SAFE = "((?:[\\p{L}\\p{M}\\p{Nd} ,.\\u0080-\\u009f]|#\\d+;|<br/>)*)";
  const names = new Map<string, string>();
  for (const [i, { id, title, type, status }] of json.nodes.entries()) {
    const [, name = "", text = ""] =
      new RegExp(`^  (n\\d+)\\["${SAFE}"\\]$`, "u").exec(statements[i] ?? "") ?? [];
    names.set(id, name);
    const about = [type, status]
      .filter((code) => code !== null)
      .join(", ")
      .replaceAll("_", " ");
    t.equal(decoded(text), `${lines(title)}\n${about}`);
  }
  t.equal(new Set(names.values()).size, json.nodes.length);
  for (const [i, { source: from, target, locator, date, type }] of json.edges.entries()) {
    const statement = statements[json.nodes.length + i] ?? "";
    const [, one, arrow, text = "", other] =
      new RegExp(`^  (n\\d+) (--?.?-?>)\\|"${SAFE}"\\| (n\\d+)$`, "u").exec(statement) ?? [];
    t.same([one, arrow, other], [names.get(from), "-->", names.get(target)]);
    t.equal(decoded(text), `${type}\n${lines(locator ?? "")}\n${date}`);
  }
});

t.test("what is only proposed is drawn otherwise", async (t) => {
  await create(app, "instruments", {
    ...{ id: "bill", title: "A bill", type: "bill", state: "draft" },
    events: [{ type: "drafted", date: "2020-01-01" }],
    relations: [{ type: "repeals", instrument: "middle" }],
  });
  const ask = async (name: string) =>
    (await app.inject({ url: `/instruments/bill/graph?depth=1&format=${name}`, headers: KEYED }))
      .body;
  t.match(await ask("mermaid"), '  n0 -.->|"repeals"| n1\n');
  const [edge] = ((await instance()).renderJSON(await ask("dot")) as Drawn).edges;
  t.match(edge, { type: "repeals", proposed: "true", style: "dashed" });
  const graph = parseGraphml(MultiDirectedGraph, await ask("graphml"));
  t.same(
    graph.mapEdges((_, { proposed }) => proposed),
    [true],
  );
  t.notMatch(await given(t, "mermaid"), "A bill");
});

t.test("a drawing that was cut says so where it can be seen", async (t) => {
  const notice = "Not all is shown: instruments 3, relations 2";
  const drawing = (await instance()).renderString(await given(t, "dot", "&limit=3"), {
    format: "svg",
  });
  t.match(drawing, notice);
  t.ok(
    (await given(t, "mermaid", "&limit=3")).startsWith(
      `---\ntitle: "${notice}"\n---\nflowchart LR\n`,
    ),
  );
  t.notMatch(await given(t, "dot"), "Not all");
});
