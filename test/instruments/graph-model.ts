import type { ServedInstrument } from "../served-records.ts";

/** The graph around an instrument by a plain walk over records as they are served. */

export interface ServedGraph {
  nodes: {
    id: string;
    title: string;
    type: string;
    status: string | null;
    depth: number;
    links: { self: string };
  }[];
  edges: {
    source: string;
    target: string;
    type: string;
    locator: string | null;
    date: string | null;
    proposed: boolean;
  }[];
  truncated: boolean;
  shown: { nodes: number; edges: number };
}

export type Edge = ServedGraph["edges"][number];

/** What every instrument says of others that are seen. */
export const edgesOf = (instruments: readonly ServedInstrument[]): Edge[] =>
  instruments.flatMap(({ id: source, relations }) =>
    relations
      .filter(({ inverse }) => !inverse)
      .map(({ type, instrument, locator, date, proposed }) => ({
        ...{ source, target: instrument.id, type, locator, date, proposed },
      })),
  );

/** The depth of each instrument that can be reached over the edges. */
export function depthsFrom(id: string, edges: readonly Edge[], deepest: number) {
  const depths = new Map([[id, 0]]);
  for (let depth = 1; depth <= deepest; depth++) {
    const near = [...depths.keys()];
    for (const { source, target } of edges) {
      for (const [here, there] of [
        [source, target],
        [target, source],
      ] as const) {
        if (near.includes(here) && !depths.has(there)) depths.set(there, depth);
      }
    }
  }
  return depths;
}
