import type { WriteContext } from "../../resources/define.ts";

/** What is kept beside records of imports, when those are merged with others or erased. */

/** Gives the editions of a source that is merged to the one that takes its place, after its own. */
export function moveEditions({ writer }: WriteContext, from: string, into: string): void {
  const last = writer.get(
    "select coalesce(max(number), 0) as n from source_editions where source = ?",
    into,
  )?.["n"] as number;
  writer.run(
    "update source_editions set source = ?, number = number + ? where source = ?",
    into,
    last,
    from,
  );
  writer.run(
    `update items set render_version = render_version + 1 where id in (
       select item from item_imports where source = ?1 union select item from item_proposals where source = ?1)`,
    from,
  );
  writer.run(
    "update item_imports set source = ?, edition = edition + ? where source = ?",
    into,
    last,
    from,
  );
  writer.run(
    "update item_proposals set source = ?, edition = edition + ? where source = ?",
    into,
    last,
    from,
  );
}

/** Gives what waits at an item that is merged to the one that takes its place. */
export function moveReview({ writer }: WriteContext, from: string, into: string): void {
  const last = writer.get(
    "select coalesce(max(number), 0) as n from item_proposals where item = ?",
    into,
  )?.["n"] as number;
  writer.run(
    `update item_proposals set item = ?1, number = number + ?2,
       record = case when resource = 'items' then ?1 else record end
     where item = ?3`,
    into,
    last,
    from,
  );
  const isImported = writer.get("select 1 from item_imports where item = ?", into) !== undefined;
  if (!isImported) writer.run("update item_imports set item = ? where item = ?", into, from);
}

/** Signs that are blotted out are one code unit each, so that offsets into the rest stay right. */
const BLOT = "█";

/**
 * Erases what is kept of the developments that a deleted item was made of: where they stand in the
 * texts they are blotted out.
 */
export function eraseDevelopments({ writer }: WriteContext, item: string): void {
  const rows = writer.all(
    "select edition, start, end from source_developments where item = ?",
    item,
  ) as unknown as { edition: number; start: number; end: number }[];
  for (const { edition, start, end } of rows) {
    const sql = "select text from source_editions where key = ?";
    const text = writer.get(sql, edition)?.["text"] as string;
    const blotted = text.slice(start, end).replaceAll(/[^\n]/g, BLOT);
    writer.run(
      "update source_editions set text = ? where key = ?",
      text.slice(0, start) + blotted + text.slice(end),
      edition,
    );
  }
  writer.run(
    "update source_developments set title = '', addresses = '[]', reading = null where item = ?",
    item,
  );
}
