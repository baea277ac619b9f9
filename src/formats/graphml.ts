import { Type } from "typebox";
import type { GraphEdge, GraphNode } from "../resources/instruments/graph.ts";
import type { GraphFormat } from "./graph-format.ts";
import { emptyElement, textElement } from "./xml.ts";

const MEDIA_TYPE = "application/graphml+xml";
const NAMESPACE = "http://graphml.graphdrawing.org/xmlns";

type Place = "graph" | "node" | "edge";

/** What is said of the graph, of its nodes and of its edges: names and types. */
const DATA: Readonly<Record<Place, Readonly<Record<string, "string" | "int" | "boolean">>>> = {
  graph: { truncated: "boolean" },
  node: { title: "string", type: "string", status: "string", depth: "int" },
  edge: { type: "string", locator: "string", date: "string", proposed: "boolean" },
};

/** A graph in GraphML 1.0, for programs that analyse and draw graphs. */
export const graphml: GraphFormat = {
  name: "graphml",
  mediaType: MEDIA_TYPE,
  contentType: `${MEDIA_TYPE}; charset=utf-8`,
  extension: "graphml",
  description:
    "GraphML 1.0, for programs that analyse graphs: nodes have the instruments' ids, and all that JSON says of nodes and edges is data of them; what is null is left out. `truncated` is data of the graph.",
  schema: Type.String({
    description: "A GraphML document.",
    examples: [
      `<?xml version="1.0" encoding="utf-8"?>\n<graphml xmlns="${NAMESPACE}">\n<graph id="criminal-law" edgedefault="directed">\n<node id="criminal-law"/>\n</graph>\n</graphml>\n`,
    ],
  }),
  hasAbsoluteLinks: false,
  isDownload: true,
  write(graph, name) {
    const lines = [
      '<?xml version="1.0" encoding="utf-8"?>',
      `<graphml xmlns="${NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${NAMESPACE} ${NAMESPACE}/1.0/graphml.xsd">`,
      ...(["graph", "node", "edge"] as const).flatMap(keysOf),
      `<graph id="${name}" edgedefault="directed">`,
      ...dataOf("graph", { truncated: graph.truncated }),
      ...graph.nodes.map((node) => `<node id="${node.id}">${dataOf("node", node).join("")}</node>`),
      ...graph.edges.map(
        (edge, i) =>
          `<edge id="e${i}" source="${edge.source}" target="${edge.target}">${dataOf("edge", edge).join("")}</edge>`,
      ),
      "</graph>",
      "</graphml>",
    ];
    return `${lines.join("\n")}\n`;
  },
};

const keysOf = (place: Place): string[] =>
  Object.entries(DATA[place]).map(([name, type]) =>
    emptyElement("key", {
      id: `${place}_${name}`,
      for: place,
      "attr.name": name,
      "attr.type": type,
    }),
  );

function dataOf(place: Place, of: GraphNode | GraphEdge | { truncated: boolean }): string[] {
  const values: Readonly<Record<string, unknown>> = { ...of };
  return Object.keys(DATA[place]).flatMap((name) => {
    const value = values[name] ?? null;
    return value === null ? [] : [textElement("data", String(value), { key: `${place}_${name}` })];
  });
}
