import { statSync } from "node:fs";
import { Type } from "typebox";
import type { Importer, Job, Outcome } from "../imports/importer.ts";
import type { Header } from "./format.ts";
import { newestSchema, rowsIn } from "./format.ts";
import type { Line } from "./read-archive.ts";
import { readArchive } from "./read-archive.ts";
import type { Restored } from "./restore.ts";
import { restore } from "./restore.ts";
import { restoreOlder } from "./older.ts";

const answerSchema = Type.Object(
  {
    dry_run: Type.Boolean(),
    history: Type.Boolean(),
    rows: Type.Record(Type.String(), Type.Integer()),
    reached: Type.Integer(),
  },
  { $id: "RestoredArchive", additionalProperties: false },
);

/**
 * Archives, for the command alone: only who has the database can fill it with another's history, and
 * the service fills an empty one with the seed before anybody could send it one.
 */
export const archives: Importer = {
  name: "archive",
  mediaType: "application/gzip",
  extensions: [".gz"],
  description: "An archive that `export` wrote; the database must be empty.",
  parameters: {},
  answer: answerSchema,
  run: restoreArchive,
};

async function restoreArchive({ db, file, options, advance }: Job): Promise<Outcome> {
  const header = await wholeArchive(file, advance);
  const total = rowsIn(header);
  const keep = options["dry_run"] !== true;
  const how = { keep, advance: (done: number) => advance({ phase: "writing", done, total }) };
  const put = header.schema === newestSchema() ? restore : restoreOlder;
  const restored = await put(db, header, rowsOf(file), how);
  return outcomeOf(header, restored, keep);
}

/** Reads all of a file first, so that a damaged one is refused before the database is touched. */
async function wholeArchive(file: string, advance: Job["advance"]): Promise<Header> {
  const total = statSync(file).size;
  let header: Header | null = null;
  let done = 0;
  const passed = (bytes: number) => {
    done += bytes;
    advance({ phase: "reading", done, total });
  };
  for await (const part of readArchive(file, passed)) {
    if ("archive" in part) header = part;
  }
  return header as unknown as Header;
}

async function* rowsOf(file: string): AsyncGenerator<Line> {
  for await (const part of readArchive(file)) if (!("archive" in part)) yield part;
}

function outcomeOf({ history }: Header, { rows, reached }: Restored, keep: boolean): Outcome {
  const named = Object.entries(rows).filter(([, count]) => count > 0);
  const counts = named.map(([table, count]) => `${count} ${table}`).join(", ") || "nothing";
  const words = [
    ...(keep ? [] : ["This was a dry run: nothing was written."]),
    `Restored ${history ? "with its history" : "without history, which begins now"}: ${counts}.`,
    `/changes ends at ${reached}.`,
  ].join("\n");
  return { answer: { dry_run: !keep, history, rows, reached }, words, isComplete: true };
}
