import type { Development, Warning } from "../layout.ts";
import type { Stretch } from "./developments.ts";
import type { TakenApart } from "./document.ts";

/** So many places of one kind are named; the rest is counted. */
const MOST_NAMED = 20;

/** A sign that stands for one that was lost: alone between words, where no question ends. */
const LOST = /\ufffd|(?<=[\p{L}\p{N}] )\?(?= (?:\p{Ll}|\d))/gu;

/** What an editor should look at, besides notes. */
export function warningsOf(
  { kept, entity }: TakenApart,
  developments: readonly Development[],
  stretches: readonly Stretch[],
): Warning[] {
  const warnings: Warning[] = [];
  if (developments.length === 0) {
    warnings.push({
      code: "no_developments",
      detail:
        "No developments were found: nothing in the text looks like a headline with a text, a dated paragraph or a bulleted item with a source.",
      span: null,
    });
  }
  if (entity !== null) {
    warnings.push({
      code: "html_entities",
      detail: `The text has entities of HTML such as ${kept.document.slice(entity.start, entity.end)}, which are kept as they are. Send the text as a browser shows it.`,
      span: { ...entity },
    });
  }
  warnings.push(...lostCharacters(kept.document));
  const documented = developments.filter(({ notes }) => notes.length > 0).length;
  if (documented * 2 >= developments.length) {
    for (const [i, { notes, position, headline }] of developments.entries()) {
      const stretch = stretches[i];
      if (notes.length > 0 || stretch === undefined) continue;
      warnings.push({
        code: "development_without_source",
        detail: `Development ${position} has no source, while others have. Look it up in the publication.`,
        span: headline === null ? { start: stretch.start, end: stretch.end } : { ...headline.span },
      });
    }
  }
  return warnings;
}

function lostCharacters(document: string): Warning[] {
  const warnings: Warning[] = [];
  for (const { index, 0: sign } of document.matchAll(LOST)) {
    if (warnings.length === MOST_NAMED) break;
    const around = document
      .slice(Math.max(0, index - 20), index + 20)
      .replace(/\s+/g, " ")
      .trim();
    warnings.push({
      code: "lost_character",
      detail: `"${around}": a character seems to have been lost here. Look it up in the publication.`,
      span: { start: index, end: index + sign.length },
    });
  }
  return warnings;
}
