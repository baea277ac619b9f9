import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { isObject } from "../fields/field.ts";
import type { Header } from "./format.ts";
import { END, LONGEST_LINE, objectIn, parseHeader, refusal, rowsIn } from "./format.ts";

/** A line of an archive. */
export interface Line {
  /** Its number, from 1. */
  number: number;
  text: string;
}

const LINE_FEED = 10;

/** What zlib says of a file, in words. */
const FAULTS: Readonly<Record<string, string>> = {
  Z_BUF_ERROR: "This archive ends too early: a part of it is missing.",
  Z_DATA_ERROR: "This archive is damaged, or it is no file of gzip.",
};

/**
 * The header of an archive, then its rows. Only at the end is it known whether all of it is there, as
 * it was written, so nothing may be kept before that.
 * @param passed is told of bytes of the file that were read
 * @throws {Problem} where it is cut off, altered, or something else
 */
export async function* readArchive(
  file: string,
  passed: (bytes: number) => void = () => undefined,
): AsyncGenerator<Header | Line> {
  const hash = createHash("sha256");
  let [header, end]: [Header | null, string | null] = [null, null];
  let number = 0;
  for await (const bytes of linesIn(file, passed)) {
    number++;
    if (end !== null) throw refusal(`Line ${number} comes after the end of this archive.`);
    if (!isUtf8(bytes)) throw refusal(`Line ${number} of this archive is not valid UTF-8.`);
    const text = bytes.toString();
    if (header !== null && text.startsWith(END)) {
      end = text;
      refuseOther(end, number - 1, hash.copy().digest("hex"), header);
      continue;
    }
    hash.update(bytes).update("\n");
    if (header !== null) yield { number, text };
    else {
      header = parseHeader(text);
      yield header;
    }
  }
  if (header === null) throw refusal("This file is empty.");
  if (end === null) throw refusal(FAULTS["Z_BUF_ERROR"] as string);
}

function refuseOther(text: string, lines: number, sha256: string, header: Header): void {
  const end = objectIn(text)?.["end"];
  const isSame = isObject(end) && end["lines"] === lines && end["sha256"] === sha256;
  if (isSame && rowsIn(header) === lines - 1) return;
  throw refusal(
    "This archive was altered: what it says of itself at its end is not so. Take another copy of it.",
  );
}

/** The lines of what gzip has packed; each ends with a line break. */
async function* linesIn(file: string, passed: (bytes: number) => void): AsyncGenerator<Buffer> {
  const packed = createReadStream(file);
  packed.on("data", (bytes) => passed(bytes.length));
  const unpacked = createGunzip();
  packed.on("error", (error) => unpacked.destroy(error));
  packed.pipe(unpacked);
  let parts: Buffer[] = [];
  let length = 0;
  const take = (part: Buffer) => {
    parts.push(part);
    length += part.length;
    if (length > LONGEST_LINE) {
      throw refusal(`A line of this archive has more than ${LONGEST_LINE} bytes.`);
    }
  };
  try {
    for await (const chunk of unpacked) {
      const bytes = chunk as Buffer;
      for (let start = 0; ; ) {
        const end = bytes.indexOf(LINE_FEED, start);
        if (end === -1) {
          if (start < bytes.length) take(bytes.subarray(start));
          break;
        }
        take(bytes.subarray(start, end));
        yield parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
        parts = [];
        length = 0;
        start = end + 1;
      }
    }
  } catch (error) {
    const words = FAULTS[(error as NodeJS.ErrnoException).code ?? ""];
    throw words === undefined ? error : refusal(words);
  } finally {
    packed.destroy();
    unpacked.destroy();
  }
  if (length > 0) throw refusal(FAULTS["Z_BUF_ERROR"] as string);
}
