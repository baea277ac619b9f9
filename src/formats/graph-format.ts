import type { InstrumentGraph } from "../resources/instruments/graph.ts";
import { dot } from "./dot.ts";
import type { Form } from "./format.ts";
import { graphml } from "./graphml.ts";
import { mermaid } from "./mermaid.ts";

/** A form, beside JSON, that a graph can be given in. */
export interface GraphFormat extends Form {
  /** @param name what the graph is called: the id of the instrument in the middle */
  write(graph: InstrumentGraph, name: string): string;
}

/** Every form of graphs beside JSON, in the order in which ties are decided. */
export const GRAPH_FORMATS: readonly GraphFormat[] = [dot, mermaid, graphml];
