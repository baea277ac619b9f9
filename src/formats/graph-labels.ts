import type { GraphEdge, GraphNode, InstrumentGraph } from "../resources/instruments/graph.ts";
import { allowedText } from "./xml.ts";

/**
 * What a drawing of a graph says, line by line. Drawings become SVG, so they can't have what XML
 * can't.
 */

const words = (code: string): string => code.replaceAll("_", " ");

const linesOf = (text: string): string[] => allowedText(text).split(/\r\n?|\n/);

/** The title of an instrument, and what it is: "law, in force". */
export function nodeLines({ title, type, status }: GraphNode): string[] {
  const about = [type, status].filter((code) => code !== null).map(words);
  return [...linesOf(title), about.join(", ")];
}

/** What a relation is, where, and from when: "amends", "Article 334", "2021-03-01". */
export function edgeLines({ type, locator, date }: GraphEdge): string[] {
  return [
    words(type),
    ...(locator === null ? [] : linesOf(locator)),
    ...(date === null ? [] : [date]),
  ];
}

/** What has to be said of a graph that is not all of it; null of one that is. */
export const cutNotice = ({ shown, truncated }: InstrumentGraph): string | null =>
  truncated ? `Not all is shown: instruments ${shown.nodes}, relations ${shown.edges}` : null;
