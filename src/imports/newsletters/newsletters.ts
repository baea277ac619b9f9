import { readFileSync, statSync } from "node:fs";
import type { Database } from "../../db/database.ts";
import type { Json, JsonObject } from "../../fields/field.ts";
import { decodeDocument, UnreadableDocument } from "../../newsletters/decode.ts";
import { readNewsletter } from "../../newsletters/extract/read-newsletter.ts";
import { gazetteerOf } from "../../newsletters/gazetteer.ts";
import { splitNewsletter } from "../../newsletters/split/split.ts";
import { Faults } from "../../problems/faults.ts";
import { Problem } from "../../problems/problems.ts";
import { faultOfLookUp, lookUp } from "../../records/look-up.ts";
import { Titles } from "../../references/titles.ts";
import { parsePeriod } from "../../values/edtf.ts";
import { faultOfUrl } from "../../values/urls.ts";
import type { Importer, Job, Outcome, Parameter } from "../importer.ts";
import { newsletterImportSchema } from "./answer.ts";
import { editionWith, hashOf, keptText, saidJurisdiction } from "./editions.ts";
import type { Newsletter, NewsletterOptions } from "./import-newsletter.ts";
import { importNewsletter, refuseCount } from "./import-newsletter.ts";
import { inWords } from "./words.ts";

/** Newsletters as something to import: a text becomes drafts of items. */

/** A text of more bytes than this is no newsletter. */
const MOST_BYTES = 2 * 1024 * 1024;

const PARAMETERS: Readonly<Record<string, Parameter>> = {
  source: {
    kind: "text",
    placeholder: "id",
    description:
      "The id of the source whose text this is, such as a corrected edition; without it a source is made, or found by its title, date and publisher.",
  },
  source_title: {
    kind: "text",
    description: "The title of a new source; by default the document's own.",
  },
  publisher: { kind: "text", description: "Who published a new source." },
  published_on: {
    kind: "text",
    placeholder: "date",
    description:
      "When a new source was published; an EDTF date. Dates without a year are read by it.",
    check: (date) => {
      const period = parsePeriod(date);
      return "fault" in period ? `'${date}' is not a date: ${period.fault}.` : null;
    },
  },
  source_url: {
    kind: "text",
    placeholder: "url",
    description: "The address of a new source.",
    check: (url) => {
      const fault = faultOfUrl(url);
      return fault === null ? null : `'${url}' is not a web address: ${fault}.`;
    },
  },
  language: {
    kind: "text",
    placeholder: "tag",
    description: "The language of the text, as a BCP 47 tag; by default it is told from the text.",
    check: (tag) => {
      try {
        const [canonical] = Intl.getCanonicalLocales(tag);
        return canonical === tag ? null : `Write the language tag as '${canonical}'.`;
      } catch {
        return `'${tag}' is not a language tag; write one of BCP 47, such as en, zh or zh-Hant.`;
      }
    },
  },
  jurisdiction: {
    kind: "text",
    placeholder: "place",
    description:
      "Where its developments are unless they say otherwise: the id, a name or an alias of a jurisdiction.",
  },
  charset: {
    kind: "text",
    placeholder: "name",
    description:
      "The text's character set, such as `gb18030`; by default it is told from the text, UTF-8 first.",
  },
};

const ABOUT = {
  parameters: PARAMETERS,
  answer: newsletterImportSchema,
  run,
};

export const plainNewsletters: Importer = {
  ...ABOUT,
  name: "text",
  mediaType: "text/plain",
  extensions: [".txt", ".text"],
  description:
    "A newsletter: each development that it reports becomes a draft of an item, with all that was read of it and what is in doubt.",
};

export const markdownNewsletters: Importer = {
  ...ABOUT,
  name: "markdown",
  mediaType: "text/markdown",
  extensions: [".md", ".markdown"],
  description: "The same in Markdown.",
};

async function run(job: Job): Promise<Outcome> {
  const { db, file, writtenBy } = job;
  const given = job.options as Record<string, string | null>;
  const { size } = statSync(file);
  if (size > MOST_BYTES) {
    throw new Problem(
      "too-large",
      `A newsletter may have at most ${MOST_BYTES} bytes; this has ${size}. Send the text alone, or its parts one by one.`,
    );
  }
  job.advance({ phase: "reading", done: 0, total: size });
  const options: NewsletterOptions = {
    source: given["source"] ?? null,
    source_title: given["source_title"] ?? null,
    publisher: given["publisher"] ?? null,
    published_on: given["published_on"] ?? null,
    source_url: given["source_url"] ?? null,
    language: given["language"] ?? null,
    dry_run: job.options["dry_run"] === true,
  };
  const newsletter = await read(db, readFileSync(file), options, given);
  const { length } = newsletter.reading.developments;
  job.advance({ phase: "writing", done: 0, total: length });
  const answer = importNewsletter(db, options, writtenBy, newsletter);
  return { answer, words: inWords(answer), isComplete: true };
}

/** Reads a newsletter by what is recorded now. */
async function read(
  db: Database,
  bytes: Uint8Array,
  options: NewsletterOptions,
  given: Record<string, string | null>,
): Promise<Newsletter> {
  const { text: sent, warnings } = decode(bytes, given["charset"] ?? null);
  // Of a text that is kept, but for white space, the offsets are to be those of what is kept.
  const hash = hashOf(sent);
  const text = keptText(db.reader, hash) ?? sent;
  const layout = splitNewsletter(text);
  refuseCount(layout.developments.length);
  const titles = new Titles(db);
  await titles.prepare();
  return db.snapshot(() => {
    titles.catchUp();
    // The same text again is read by what was said of it before: so it says the same.
    const same = editionWith(db.reader, hash);
    const source = sourceRow(db, options.source ?? same?.source ?? null);
    const edition = {
      published_on: options.published_on ?? (source["published_on"] as string | null) ?? null,
      jurisdiction:
        placeOf(db, given["jurisdiction"] ?? null) ??
        (same === undefined ? null : saidJurisdiction(db.reader, same)),
    };
    const gazetteer = gazetteerOf(db.reader, titles);
    const readIn = (language: string | null) =>
      readNewsletter(text, layout, { ...edition, language }, gazetteer);
    const known = (source["language"] as string | null) ?? null;
    const isTold = options.language !== null || options.source !== null || known === null;
    let reading = readIn(isTold ? (options.language ?? known) : null);
    // A source that no language was given for has that of its first development.
    if (!isTold && reading.developments[0]?.language !== known) reading = readIn(known);
    const all = [...warnings, ...reading.warnings];
    return { text, layout, reading: { ...reading, warnings: all } };
  });
}

const sourceRow = ({ reader }: Database, id: string | null): JsonObject =>
  (id === null
    ? undefined
    : (reader.get("select published_on, language from sources where id = ?", id) as
        | Record<string, Json>
        | undefined)) ?? {};

/** @throws {Problem} `invalid-request`, `unsupported-media-type` for what is no text */
function decode(bytes: Uint8Array, charset: string | null): ReturnType<typeof decodeDocument> {
  try {
    return decodeDocument(bytes, charset);
  } catch (error) {
    if (!(error instanceof UnreadableDocument)) throw error;
    const detail = `This can't be read as a newsletter: ${error.message}.`;
    throw new Problem(
      error.reason === "binary" ? "unsupported-media-type" : "invalid-request",
      detail,
    );
  }
}

/** @throws {Problem} `invalid-request` where there is no such place */
function placeOf({ reader }: Database, named: string | null): string | null {
  if (named === null) return null;
  const found = lookUp(reader, "jurisdictions", named, "full");
  if (found !== null && "id" in found) return found.id;
  const faults = new Faults();
  const { detail, ...help } = faultOfLookUp(reader, "jurisdictions", named, found, "full");
  faults.parameter("jurisdiction", detail, help);
  faults.throwIfAny();
  return null;
}
