import type { JsonObject } from "../../fields/field.ts";
import type { Warning } from "../../newsletters/layout.ts";
import { Faults } from "../../problems/faults.ts";
import { Problem } from "../../problems/problems.ts";
import { faultOfLookUp, lookUp } from "../../records/look-up.ts";
import { createRecord } from "../../records/write.ts";
import type { WriteContext } from "../../resources/define.ts";
import { sources } from "../../resources/sources/resource.ts";
import type { Edition } from "./editions.ts";

/** The source that a newsletter is imported as. */

/** What an import says of it; null for what it does not say. */
export interface SourceOptions {
  /** The id of a source that there is. */
  source: string | null;
  /** Of a new source, or by which one is known again. */
  source_title: string | null;
  publisher: string | null;
  published_on: string | null;
  source_url: string | null;
  language: string | null;
}

/** The options by the source's fields. */
const FIELDS = {
  source_title: "title",
  publisher: "publisher",
  published_on: "published_on",
  source_url: "url",
  language: "language",
} as const;

const OPTIONS = Object.entries(FIELDS) as [keyof typeof FIELDS, string][];

/**
 * Finds or makes the source: the one that is named; else the one that has this very text; else one
 * of the same title, date and publisher; else a new draft.
 * @param title what the document itself gives as its title
 * @param same the edition that has this text already
 * @throws {Problem} `invalid-request` with what is wrong by the parameter's name; `conflict` where
 *   the text is another source's
 */
export function sourceOf(
  context: WriteContext,
  options: SourceOptions,
  title: string | null,
  same: Edition | undefined,
): { source: string; isNew: boolean; warnings: Warning[] } {
  const faults = new Faults();
  if (options.source !== null) {
    const source = named(context, options, options.source, faults);
    faults.throwIfAny();
    if (same !== undefined && same.source !== source) {
      throw new Problem(
        "conflict",
        `This text is edition ${same.number} of the source '${same.source}' already. Import it as that, or delete that source and what came of it first.`,
      );
    }
    return { source, isNew: false, warnings: [] };
  }
  if (same !== undefined) return { source: same.source, isNew: false, warnings: [] };
  const body: JsonObject = { state: "draft" };
  for (const [option, field] of OPTIONS) {
    const value = options[option] ?? (option === "source_title" ? title : null);
    if (value !== null) body[field] = value;
  }
  if (body["title"] === undefined) {
    const detail =
      "The document has no title: give `source_title`, or `source` with the id of a source that there is.";
    faults.parameter("source_title", detail);
    faults.throwIfAny();
  }
  const alike = alikeSource(context, body);
  if (alike !== null) {
    const detail = `It was taken for the next edition of the source '${alike}', which has the same title, date and publisher.`;
    return {
      source: alike,
      isNew: false,
      warnings: [{ code: "next_edition", detail, span: null }],
    };
  }
  return { source: create(context, body), isNew: true, warnings: [] };
}

function named(
  { writer }: WriteContext,
  options: SourceOptions,
  id: string,
  faults: Faults,
): string {
  for (const [option] of OPTIONS) {
    // What language a text is in is said of the text, whatever the source.
    if (options[option] === null || option === "language") continue;
    faults.parameter(
      option,
      `'${option}' is of a new source: leave it out with 'source', or change the source itself.`,
    );
  }
  const found = lookUp(writer, "sources", id, "full");
  if (found !== null && "id" in found) return found.id;
  const { detail, ...help } = faultOfLookUp(writer, "sources", id, found, "full");
  faults.parameter("source", detail, help);
  return "";
}

/** The source of the same title, date and publisher, if there is exactly one. */
function alikeSource({ writer }: WriteContext, body: JsonObject): string | null {
  const ids = writer.column(
    `select id from sources where title = ?1 and published_on is ?2 and publisher is ?3
       and (?4 is null or url is null or url = ?4) limit 2`,
    body["title"] as string,
    (body["published_on"] ?? null) as string | null,
    (body["publisher"] ?? null) as string | null,
    (body["url"] ?? null) as string | null,
  );
  return ids.length === 1 ? (ids[0] as string) : null;
}

/** Makes the source; what is wrong with it is said by the names of the options. */
function create(context: WriteContext, body: JsonObject): string {
  try {
    return createRecord(context, sources, { body, faults: new Faults() });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const optionOf = (pointer: string) =>
      OPTIONS.find(([, field]) => `/${field}` === pointer)?.[0] ?? "source_title";
    const faults = error.faults.map(({ pointer = "", ...fault }) => ({
      ...fault,
      parameter: optionOf(pointer),
    }));
    throw new Problem("invalid-request", error.message, { faults });
  }
}
