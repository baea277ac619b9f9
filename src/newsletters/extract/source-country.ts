import type { Gazetteer } from "../gazetteer.ts";
import type { Note } from "../layout.ts";

/** Endings of hosts that are sold for what they sound like; they tell of no country. */
const SOLD = new Set(
  "ac ag ai am cc cd co fm gg gl im io is it.com la ly me ms nu sc sh st tk to tv vc ws".split(" "),
);

/** Endings that are no code of a country, and whose they are. */
const OWN: Readonly<Record<string, string>> = { uk: "GB", gov: "US", mil: "US" };

/**
 * The country whose address a source has: that of an authority's own site, by the end of its host.
 * Null where the sources have none, or those of several.
 */
export function countryOfSources(
  notes: readonly Note[],
  gazetteer: Gazetteer,
): { id: string; note: Note } | null {
  let found: { id: string; note: Note } | null = null;
  for (const note of notes) {
    const id = note.url === null ? null : placeOfHost(note.url, gazetteer);
    if (id === null) continue;
    if (found !== null && found.id !== id) return null;
    found ??= { id, note };
  }
  return found;
}

function placeOfHost(url: string, gazetteer: Gazetteer): string | null {
  const host = /^https?:\/\/(?:[^/?#@]{0,200}@)?([a-z0-9.-]{4,253})(?=[:/?#]|$)/i.exec(url)?.[1];
  if (host === undefined) return null;
  const parts = host.toLowerCase().split(".");
  const [end = "", second = ""] = parts.toReversed();
  if (host.endsWith("europa.eu")) return gazetteer.place("EU")?.id ?? null;
  // An authority of a state: ag.ny.gov
  const state = end === "gov" ? gazetteer.place(`US-${second.toUpperCase()}`) : undefined;
  if (state !== undefined) return state.id;
  if (SOLD.has(end) || (end.length !== 2 && OWN[end] === undefined)) return null;
  const place = gazetteer.place(OWN[end] ?? end.toUpperCase());
  return place !== undefined && place.level === "country" ? place.id : null;
}
