import type { JsonObject } from "../../fields/field.ts";

/** The answer of an import of a newsletter in words, for a terminal. */

interface Answer {
  dry_run: boolean;
  source: { id: string };
  edition: number;
  items: { id: string; review: { doubts: { field: string; detail: string }[] } | null }[];
  developments: { position: number; action: string; item: string; detail: string | null }[];
  vanished: string[];
  unmatched: {
    kind: string;
    text: string;
    position: number | null;
    suggestion: { id: string } | null;
  }[];
  warnings: { detail: string }[];
  summary: Record<string, number>;
}

/** What is counted, in the order of the summary; what there is none of is left out. */
const COUNTED: Readonly<Record<string, readonly [one: string, more: string]>> = {
  developments: ["development", "developments"],
  created: ["draft made", "drafts made"],
  updated: ["draft changed", "drafts changed"],
  proposed: ["item with proposals", "items with proposals"],
  reported_before: ["reported by another source before", "reported by other sources before"],
  unchanged: ["unchanged", "unchanged"],
  left_out: ["deleted since and left out", "deleted since and left out"],
  vanished: ["no longer in it", "no longer in it"],
};

export function inWords(given: JsonObject): string {
  const answer = given as unknown as Answer;
  const { source, edition, summary, developments, items } = answer;
  const counts = Object.entries(COUNTED).flatMap(([name, [one, more]]) => {
    const count = summary[name] ?? 0;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : more}`];
  });
  const doubts = new Map(items.map(({ id, review }) => [id, review?.doubts ?? []]));
  const lines = [
    ...(answer.dry_run ? ["Nothing was written (a dry run)."] : []),
    `${source.id}, edition ${edition}: ${counts.join(", ") || "nothing was looked at"}.`,
  ];
  for (const { position, action, item, detail } of developments) {
    lines.push(
      `${position}. ${action.replace("_", " ")}: ${item}${detail === null ? "" : ` (${detail})`}`,
    );
    for (const doubt of doubts.get(item) ?? []) {
      lines.push(`   ? ${doubt.field.slice(1)}${doubt.field === "" ? "" : ": "}${doubt.detail}`);
    }
  }
  for (const item of answer.vanished) lines.push(`-  no longer in it: ${item}`);
  for (const { kind, text, position, suggestion } of answer.unmatched) {
    const where = position === null ? "" : ` (${position})`;
    const near = suggestion === null ? "" : `; the nearest is ${suggestion.id}`;
    lines.push(`!  no ${kind.replace("_", " ")} is called '${text}'${where}${near}`);
  }
  for (const { detail } of answer.warnings) lines.push(`!  ${detail}`);
  return lines.join("\n");
}
