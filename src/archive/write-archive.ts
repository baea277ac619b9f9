import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Content } from "./lines.ts";
import type { End } from "./format.ts";

/** Lines are put together to pieces of so many characters: many small ones cost more than they are. */
const PIECE = 65_536;

/** Told of after so many rows. */
const STEP = 500;

/** What was written. */
export interface Written {
  rows: number;
  /** Of all lines before the last. */
  sha256: string;
}

/**
 * Writes an archive, in a memory that does not grow with it.
 * @param advance is told how many rows are written
 * @param signal ends it
 */
export async function writeArchive(
  { header, lines }: Pick<Content, "header" | "lines">,
  output: NodeJS.WritableStream,
  advance: (rows: number) => void,
  signal: AbortSignal,
): Promise<Written> {
  const written: Written = { rows: 0, sha256: "" };
  function* pieces(): Generator<Buffer> {
    const hash = createHash("sha256");
    let piece = `${JSON.stringify(header)}\n`;
    const take = (): Buffer => {
      const bytes = Buffer.from(piece);
      hash.update(bytes);
      piece = "";
      return bytes;
    };
    for (const line of lines()) {
      piece += `${line}\n`;
      if (++written.rows % STEP === 0) advance(written.rows);
      if (piece.length >= PIECE) yield take();
    }
    yield take();
    written.sha256 = hash.digest("hex");
    const end: End = { end: { lines: written.rows + 1, sha256: written.sha256 } };
    yield Buffer.from(`${JSON.stringify(end)}\n`);
  }
  const source = Readable.from(pieces(), { objectMode: false, highWaterMark: PIECE });
  // Node.js writes no time into the header of gzip, so the same lines are the same bytes.
  await pipeline(source, createGzip(), output, { signal });
  return written;
}
