import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { archives } from "../../src/archive/importer.ts";
import { exportTo } from "../../src/archive/export.ts";
import type { Outcome } from "../../src/imports/importer.ts";
import { openUpToDate } from "../../src/records/open-database.ts";

/** Archives as tests make and change them. */

/** Writes an archive of a database. */
export const archiveOf = (path: string, file: string, history = true) =>
  exportTo(path, file, {
    history,
    signal: new AbortController().signal,
    advance: () => undefined,
  });

/** Restores an archive into the database at a path, which is made. */
export async function restoreInto(path: string, file: string, dry = false): Promise<Outcome> {
  const db = openUpToDate(path);
  try {
    const job = { db, file, options: { dry_run: dry }, writtenBy: null };
    return await archives.run({ ...job, advance: () => undefined });
  } finally {
    db.close();
  }
}

type Json = Record<string, unknown>;

/** The lines of an archive, without the last. */
export const linesOf = (file: string): Json[] =>
  gunzipSync(readFileSync(file))
    .toString()
    .trimEnd()
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Json);

/** Writes an archive of some lines, whole in itself: its end and its counts are right. */
export function seal(file: string, lines: readonly (Json | string)[]): void {
  const texts = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  const text = `${texts.join("\n")}\n`;
  const sha256 = createHash("sha256").update(text).digest("hex");
  const end = JSON.stringify({ end: { lines: lines.length, sha256 } });
  writeFileSync(file, gzipSync(`${text}${end}\n`));
}
