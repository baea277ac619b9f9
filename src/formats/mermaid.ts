import { Type } from "typebox";
import type { GraphEdge } from "../resources/instruments/graph.ts";
import type { GraphFormat } from "./graph-format.ts";
import { cutNotice, edgeLines, nodeLines } from "./graph-labels.ts";

const MEDIA_TYPE = "application/vnd.mermaid";

/** A graph as a Mermaid flowchart, which Markdown shows in many places. */
export const mermaid: GraphFormat = {
  name: "mermaid",
  mediaType: MEDIA_TYPE,
  contentType: `${MEDIA_TYPE}; charset=utf-8`,
  extension: "mmd",
  description:
    "A Mermaid flowchart, for Markdown. What is only proposed is dotted. A graph that was cut says so as its title. Mermaid itself draws at most 500 relations and 50,000 characters unless it is told otherwise (`maxEdges`, `maxTextSize`).",
  schema: Type.String({
    description: "A Mermaid flowchart.",
    examples: ['flowchart LR\n  n0["Criminal Law"]\n  n1["Amendment XI"]\n  n1 -->|"amends"| n0\n'],
  }),
  hasAbsoluteLinks: false,
  isDownload: true,
  write(graph) {
    // Ids can hold words that Mermaid takes for its own, such as `end`.
    const names = new Map(graph.nodes.map(({ id }, i) => [id, `n${i}`]));
    const notice = cutNotice(graph);
    const lines = [
      ...(notice === null ? [] : ["---", `title: ${JSON.stringify(notice)}`, "---"]),
      "flowchart LR",
      ...graph.nodes.map((node) => `  ${names.get(node.id)}[${textOf(nodeLines(node))}]`),
      ...graph.edges.map((edge) => edgeStatement(edge, names)),
    ];
    return `${lines.join("\n")}\n`;
  },
};

function edgeStatement(edge: GraphEdge, names: ReadonlyMap<string, string>): string {
  const arrow = edge.proposed ? "-.->" : "-->";
  const text = textOf(edgeLines(edge));
  return `  ${names.get(edge.source)} ${arrow}|${text}| ${names.get(edge.target)}`;
}

/**
 * All but what means nothing to Mermaid, to Markdown within its labels, or to HTML. A numeric
 * reference to one of the C1 controls would be read as a sign of Windows-1252.
 */
const MEANING = /[^\p{L}\p{M}\p{Nd} ,.\u0080-\u009f]/gu;

/**
 * Lines as a quoted text. All but letters, digits and a few signs are written as entity codes
 * (`#35;`), which Mermaid puts in again after it has parsed, cleaned and laid out the text: so none
 * of them can end the quote, begin a directive (`%%{`), or be markup.
 */
const textOf = (lines: readonly string[]): string =>
  `"${lines
    .map((line) => line.replaceAll(MEANING, (character) => `#${character.codePointAt(0)};`))
    .join("<br/>")}"`;
