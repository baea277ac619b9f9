import type { Leaf, SearchTree } from "./grammar.ts";
import type { Occurrence } from "./occurrences.ts";
import { occurrencesOf } from "./occurrences.ts";
import type { Mark, Stretch } from "./snippet.ts";
import { snippetOf } from "./snippet.ts";
import { tokensOf } from "./tokens.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * A text as HTML with what the leaves find in `<mark>`; everything else, and what is in the marks,
 * is escaped for element content and quoted attributes. Null where the text has none of the leaves.
 *
 * `characters` is how much of the text to show, in UTF-16 units without tags and escapes (see
 * `snippetOf`), with `…` where something was left out; null for all of it.
 */
export function highlight(
  text: string,
  leaves: readonly Leaf[],
  options: { characters: number | null },
): string | null {
  const tokens = tokensOf(text);
  const marks = merged(occurrencesOf(tokens, leaves));
  if (marks.length === 0) return null;
  if (options.characters === null) return marked(text, { start: 0, end: text.length }, marks);
  const shown = snippetOf(text, tokens, marks, options.characters);
  const before = shown.start > 0 ? "…" : "";
  const after = shown.end < text.length ? "…" : "";
  return before + marked(text, shown, marks) + after;
}

/** The leaves that are looked for, not those that are excluded: what can be pointed at in a text. */
export function positiveLeaves(tree: SearchTree): Leaf[] {
  const leaves = leavesOf(tree, true);
  return [...new Map(leaves.map((leaf) => [JSON.stringify(leaf), leaf])).values()];
}

function leavesOf(tree: SearchTree, isWanted: boolean): Leaf[] {
  if ("leaf" in tree) return isWanted ? [tree.leaf] : [];
  if ("not" in tree) return leavesOf(tree.not, !isWanted);
  const parts = "all" in tree ? tree.all : tree.any;
  return parts.flatMap((part) => leavesOf(part, isWanted));
}

/** What overlaps or touches becomes one mark. */
function merged(occurrences: readonly Occurrence[]): Mark[] {
  const marks: (Stretch & { occurrences: Occurrence[] })[] = [];
  for (const occurrence of occurrences) {
    const last = marks.at(-1);
    if (last !== undefined && occurrence.start <= last.end) {
      last.end = Math.max(last.end, occurrence.end);
      last.occurrences.push(occurrence);
    } else {
      marks.push({ start: occurrence.start, end: occurrence.end, occurrences: [occurrence] });
    }
  }
  return marks;
}

function marked(text: string, shown: Stretch, marks: readonly Mark[]): string {
  let html = "";
  let at = shown.start;
  for (const mark of marks) {
    const start = Math.max(mark.start, shown.start);
    const end = Math.min(mark.end, shown.end);
    if (start >= end) continue;
    html += `${escaped(text.slice(at, start))}<mark>${escaped(text.slice(start, end))}</mark>`;
    at = end;
  }
  return html + escaped(text.slice(at, shown.end));
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/gu, (char) => ESCAPES[char] ?? char);
}
