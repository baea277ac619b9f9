import type { Gazetteer } from "../gazetteer.ts";
import type { Unmatched } from "../reading.ts";
import { foldName } from "../../values/names.ts";
import { spanOf } from "./part.ts";
import type { Scene } from "./scene.ts";

/** More are no list that somebody works through. */
const MOST = 500;

/** The others have no suggestion: each costs a comparison with every name that is known. */
const MOST_SUGGESTIONS = 200;

/** What looks like an authority's name and is no record's, each once, where it stands first. */
export function readUnmatched(scenes: readonly Scene[], gazetteer: Gazetteer): Unmatched[] {
  const found = new Map<string, Unmatched>();
  for (const { development, views } of scenes) {
    const names = views.flatMap(({ bodies, part }) =>
      bodies.map(({ start, end }) => part.text.slice(start, end)),
    );
    const named = [...new Set(names)].join("\n");
    for (const unknown of views.flatMap((view) => view.unknown)) {
      // "Supreme Court", where the text says whose.
      if (named.includes(unknown.name)) continue;
      const key = foldName(unknown.name);
      const known = found.get(key);
      const acronym =
        unknown.aliases.find((alias) => /\p{Lu}|[\u3400-\u9fff]/u.test(alias)) ?? null;
      if (known !== undefined) {
        known.acronym ??= acronym;
        continue;
      }
      if (found.size >= MOST) return [...found.values()];
      found.set(key, {
        kind: "issuing_body",
        text: unknown.name,
        acronym,
        span: spanOf(unknown),
        position: development.position,
        suggestion: found.size < MOST_SUGGESTIONS ? gazetteer.suggestBody(unknown.name) : null,
        body_kind: unknown.kind,
      });
    }
  }
  return [...found.values()];
}
