import { Type } from "typebox";
import type { GraphEdge, GraphNode } from "../resources/instruments/graph.ts";
import type { GraphFormat } from "./graph-format.ts";
import { cutNotice, edgeLines, nodeLines } from "./graph-labels.ts";

const MEDIA_TYPE = "text/vnd.graphviz";

/** A graph for Graphviz, in its DOT language. */
export const dot: GraphFormat = {
  name: "dot",
  mediaType: MEDIA_TYPE,
  contentType: `${MEDIA_TYPE}; charset=utf-8`,
  extension: "gv",
  description:
    "For Graphviz: a `digraph` whose nodes are named by the instruments' ids, with `type`, `status` and `depth` as attributes. What is only proposed is dashed. A graph that was cut says so as its label.",
  schema: Type.String({
    description: "A graph in the DOT language.",
    examples: [
      'digraph "criminal-law" {\n  "criminal-law-amendment-xi" -> "criminal-law" [label="amends\\nArticle 334"];\n}\n',
    ],
  }),
  hasAbsoluteLinks: false,
  isDownload: true,
  write(graph, name) {
    const notice = cutNotice(graph);
    const label = notice === null ? {} : { label: labelOf([notice]) };
    const lines = [
      `digraph ${quoted(name)} {`,
      `  graph [${attributes({ charset: "utf-8", rankdir: "LR", truncated: String(graph.truncated), ...label })}];`,
      '  node [shape="box"];',
      ...graph.nodes.map(nodeStatement),
      ...graph.edges.map(edgeStatement),
      "}",
    ];
    return `${lines.join("\n")}\n`;
  },
};

function nodeStatement(node: GraphNode): string {
  const { id, type, status, depth } = node;
  const known = { label: labelOf(nodeLines(node)), type, status, depth: String(depth) };
  return `  ${quoted(id)} [${attributes(known)}];`;
}

function edgeStatement(edge: GraphEdge): string {
  const { source, target, type, date, proposed } = edge;
  const style = proposed ? "dashed" : null;
  const known = { label: labelOf(edgeLines(edge)), type, date, proposed: String(proposed), style };
  return `  ${quoted(source)} -> ${quoted(target)} [${attributes(known)}];`;
}

const attributes = (values: Readonly<Record<string, string | null>>): string =>
  Object.entries(values)
    .flatMap(([name, value]) => (value === null ? [] : [`${name}=${quoted(value)}`]))
    .join(", ");

/** A quoted string of DOT, in which a double quote alone has to be escaped; labels come escaped. */
const quoted = (text: string): string => `"${text.replaceAll('"', '\\"')}"`;

/**
 * Lines as a label (Graphviz's escString): a backslash would begin an escape such as `\N`, the name
 * of the node, and entities of HTML are replaced in it.
 */
const labelOf = (lines: readonly string[]): string =>
  lines.map((line) => line.replaceAll("\\", "\\\\").replaceAll("&", "&amp;")).join("\\n");
