import type { Database } from "../../db/database.ts";
import type { Json, JsonObject } from "../../fields/field.ts";
import type { Layout, Warning } from "../../newsletters/layout.ts";
import type { Reading } from "../../newsletters/reading.ts";
import { Problem } from "../../problems/problems.ts";
import { renderRecords } from "../../records/render.ts";
import { rehearse, writeTransaction } from "../../records/write.ts";
import type { Resource, WriteContext } from "../../resources/define.ts";
import { resourceNamed } from "../../resources/index.ts";
import type { IMPORT_ACTIONS } from "../../vocabularies.ts";
import { addEdition, editionWith, hashOf } from "./editions.ts";
import type { SourceOptions } from "./source.ts";
import { sourceOf } from "./source.ts";
import type { Written } from "./write-reading.ts";
import { writeReading } from "./write-reading.ts";

/** The import of a newsletter: from its text to drafts, in one transaction. */

export interface NewsletterOptions extends SourceOptions {
  /** Whether only to say what would be, and write nothing. */
  dry_run: boolean;
}

/** A newsletter as it was read. */
export interface Newsletter {
  text: string;
  layout: Pick<Layout, "title">;
  reading: Reading;
}

/** More developments than this are not written in one transaction, in which nobody else can write. */
const MOST_DEVELOPMENTS = 500;

/**
 * Writes a newsletter: a source with its text, and for each development a draft, or what differs
 * where there is an item already.
 * @returns the answer of `POST /imports`, with whole records as they are or would be
 * @throws {Problem} `invalid-request`, `conflict`, `too-large`
 */
export function importNewsletter(
  db: Database,
  options: NewsletterOptions,
  writtenBy: string | null,
  newsletter: Newsletter,
): JsonObject {
  const run = options.dry_run ? rehearse : writeTransaction;
  return run(db, writtenBy, (context) => write(context, options, newsletter));
}

function write(
  context: WriteContext,
  options: NewsletterOptions,
  { text, layout, reading }: Newsletter,
): JsonObject {
  const { writer } = context;
  const { developments } = reading;
  const hash = hashOf(text);
  const same = editionWith(writer, hash);
  const found = sourceOf(
    context,
    { ...options, language: options.language ?? developments[0]?.language ?? null },
    layout.title?.text ?? null,
    same,
  );
  const warnings: Warning[] = [...reading.warnings, ...found.warnings];
  const { source } = found;
  const last = writer.get("select max(number) as n from source_editions where source = ?", source);
  const isOld = same !== undefined && same.number < (last?.["n"] as number);
  const edition = same ?? addEdition(context, { source, text, hash, isNewSource: found.isNew });
  const written: Written = isOld
    ? { outcomes: [], instruments: [], vanished: [], warnings: [] }
    : writeReading(context, edition, reading);
  if (same !== undefined) {
    const isNothing = written.outcomes.every(({ action }) => CHANGES_NOTHING.includes(action));
    warnings.push({
      code: "imported_before",
      detail: `This text was imported at ${same.imported_at}, as edition ${same.number} of the source '${source}'${
        isOld
          ? ", which has a later one: nothing was written."
          : isNothing
            ? ": nothing is new."
            : "."
      }`,
      span: null,
    });
  }
  return answerOf(context, source, edition.number, written, reading, warnings, options.dry_run);
}

const CHANGES_NOTHING: readonly string[] = ["unchanged", "left_out"];

function answerOf(
  { writer, now }: WriteContext,
  source: string,
  edition: number,
  { outcomes, instruments, vanished, warnings: more }: Written,
  { unmatched }: Reading,
  warnings: readonly Warning[],
  dryRun: boolean,
): JsonObject {
  const view = { connection: writer, view: "full", day: now.slice(0, 10) } as const;
  const records = (resource: Resource, ids: readonly string[]) => {
    const rows = writer.all(
      `select r.* from json_each(?) j cross join ${resource.table} r on r.id = j.value order by j.key`,
      JSON.stringify([...new Set(ids)]),
    );
    return renderRecords(resource, rows, view);
  };
  const count = (action: keyof typeof IMPORT_ACTIONS) =>
    outcomes.filter((each) => each.action === action).length;
  const items = [...outcomes.map(({ item }) => item), ...vanished];
  return {
    dry_run: dryRun,
    source: records(resourceNamed("sources"), [source])[0] as JsonObject,
    edition,
    items: records(resourceNamed("items"), items),
    instruments: records(resourceNamed("instruments"), instruments),
    developments: outcomes as unknown as Json,
    vanished,
    unmatched: unmatched.map(({ span, ...each }) => ({ ...each, ...span })) as unknown as Json,
    warnings: [...warnings, ...more].map(({ code, detail, span }) => ({
      code,
      detail,
      start: span?.start ?? null,
      end: span?.end ?? null,
    })),
    summary: {
      developments: outcomes.length,
      created: count("created"),
      updated: count("updated"),
      proposed: count("proposed"),
      unchanged: count("unchanged"),
      reported_before: count("reported_before"),
      left_out: count("left_out"),
      vanished: vanished.length,
      unmatched: unmatched.length,
    },
  };
}

/** @throws {Problem} where there is nothing to write, or more than can be written at once */
export function refuseCount(count: number): void {
  if (count === 0) {
    throw new Problem(
      "invalid-request",
      "No development was found in this text. A development is looked for as a headline with paragraphs below it, as a numbered or bulleted entry, or as a paragraph that begins with a date; footnotes, links and lines such as 'Source: …' document it.",
    );
  }
  if (count > MOST_DEVELOPMENTS) {
    throw new Problem(
      "too-large",
      `This text has ${count} developments, and an import takes at most ${MOST_DEVELOPMENTS}: import it in parts.`,
    );
  }
}
