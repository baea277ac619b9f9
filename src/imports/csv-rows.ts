import { createReadStream } from "node:fs";
import type { TransformCallback } from "node:stream";
import { Transform } from "node:stream";
import type { CsvError, InfoRecord, Options } from "csv-parse";
import { parse } from "csv-parse";
import { Problem } from "../problems/problems.ts";
import { faultOfFile, LONGEST_ROW, refuseBinary } from "./rows.ts";

/** A row of a table as it stands in the file. The first is the header. */
export interface CellRow {
  line: number;
  cells: string[];
}

const OPTIONS = {
  bom: true,
  // How many cells a row has is checked by whom knows its line.
  relax_column_count: true,
  skip_empty_lines: true,
  record_delimiter: ["\r\n", "\n", "\r"],
  max_record_size: LONGEST_ROW,
};

/**
 * The rows of comma-separated values (RFC 4180), the header among them.
 * @throws {Problem} if the file is no text, or its quotes don't match: nothing after that is certain
 */
export async function* cellRowsOf(
  file: string,
  passed: (bytes: number) => void,
): AsyncGenerator<CellRow> {
  const lines = new Lines();
  const checked = new CheckedText(lines, passed);
  let blank = 0;
  const lineReached = (emptyLines: number): number => lines.reached + emptyLines - blank;
  // Lines are counted as rows are parsed and not as they are taken: what is parsed before an error
  // may never be.
  const toRow = (cells: string[], { bytes, empty_lines }: InfoRecord): CellRow => {
    const line = lineReached(empty_lines);
    lines.passTo(bytes);
    blank = empty_lines;
    return { line, cells };
  };
  // It may return anything, which its type does not say.
  const on_record = toRow as unknown as NonNullable<Options["on_record"]>;
  const parser = parse({ ...OPTIONS, on_record });
  const source = createReadStream(file);
  const fail = (error: Error) => parser.destroy(error);
  source.on("error", fail);
  checked.on("error", fail);
  source.pipe(checked).pipe(parser);
  try {
    for await (const row of parser) yield row as CellRow;
  } catch (error) {
    if (error instanceof Problem) throw error;
    const { empty_lines = blank } = error as CsvError & Partial<InfoRecord>;
    throw brokenTable(error as CsvError, lineReached(empty_lines));
  } finally {
    source.destroy();
  }
}

/** What the parser's errors mean to whoever made the file. */
const BROKEN: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: "a quote is opened that nothing closes",
  CSV_INVALID_CLOSING_QUOTE:
    "after a quoted cell comes something else than a comma or a new line; within quotes a quote is doubled",
  INVALID_OPENING_QUOTE:
    "a quote stands within a cell that does not begin with one; quote the whole cell, and double the quote",
  CSV_MAX_RECORD_SIZE: `a row has at most ${LONGEST_ROW} bytes; perhaps a quote is not closed`,
};

function brokenTable(error: CsvError, line: number): Error {
  const why = BROKEN[error.code];
  if (why === undefined) return error;
  return faultOfFile(`The row that begins at line ${line} is no CSV (RFC 4180): ${why}.`);
}

const [LINE_FEED, RETURN] = [10, 13];

/**
 * Which line of the file a byte is on. The parser's own count takes a line break within quotes for
 * two lines where it is a CRLF.
 */
class Lines {
  /** The number of the line that begins after all that was passed. */
  reached = 1;
  private ends: number[] = [];
  private offset = 0;
  private isAfterReturn = false;

  add(bytes: Buffer): void {
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      // A CRLF ends where its line feed does.
      if (byte === LINE_FEED && this.isAfterReturn)
        this.ends[this.ends.length - 1] = this.offset + i;
      else if (byte === LINE_FEED || byte === RETURN) this.ends.push(this.offset + i);
      this.isAfterReturn = byte === RETURN;
    }
    this.offset += bytes.length;
  }

  /** Goes on to a byte of the file. */
  passTo(offset: number): void {
    const more = this.ends.findIndex((end) => end >= offset);
    const count = more === -1 ? this.ends.length : more;
    this.reached += count;
    this.ends.splice(0, count);
  }

  /** The line that is reached after all that was added. */
  get last(): number {
    return this.reached + this.ends.length;
  }
}

/** Passes on what is text in UTF-8, and counts its lines. */
class CheckedText extends Transform {
  private readonly decoder = new TextDecoder("utf-8", { fatal: true });
  private readonly lines: Lines;
  private readonly passed: (bytes: number) => void;
  private isFirst = true;

  constructor(lines: Lines, passed: (bytes: number) => void) {
    super();
    this.lines = lines;
    this.passed = passed;
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    try {
      if (this.isFirst) refuseBinary(chunk);
      this.isFirst = false;
      this.decode(chunk, true);
      this.lines.add(chunk);
      this.passed(chunk.length);
      done(null, chunk);
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    try {
      this.decode(Buffer.alloc(0), false);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  private decode(chunk: Buffer, stream: boolean): void {
    try {
      this.decoder.decode(chunk, { stream });
    } catch {
      throw faultOfFile(
        `This file is not valid UTF-8, from line ${this.lines.last} on or soon after: save it as UTF-8.`,
      );
    }
  }
}
