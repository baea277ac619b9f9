import type { JsonObject } from "../fields/field.ts";
import { Problem } from "../problems/problems.ts";

/** A row of a file, as it was read: what it says, or why it can't be read. */
export type Row =
  | { line: number; data: JsonObject; fault?: never }
  | { line: number; data?: never; fault: string };

/** The longest row, in bytes: what a single record may have as a body, unless configured otherwise. */
export const LONGEST_ROW = 1_048_576;

/** A fault of the file itself, with which none of it counts. */
export const faultOfFile = (detail: string): Problem => new Problem("invalid-request", detail);

/** What files begin with that are no text, and what to do instead. */
const BEGINNINGS: readonly [bytes: number[], advice: string][] = [
  [[0xff, 0xfe], "It is in UTF-16: save it as UTF-8."],
  [[0xfe, 0xff], "It is in UTF-16: save it as UTF-8."],
  [[0x1f, 0x8b], "It is compressed by gzip: unpack it first."],
  [
    [0x50, 0x4b, 0x03, 0x04],
    "It is a ZIP archive or a spreadsheet's own file: save it as CSV in UTF-8.",
  ],
];

/**
 * Refuses a file that is no text.
 * @param head its first bytes
 * @throws {Problem} that says what it looks like
 */
export function refuseBinary(head: Buffer): void {
  for (const [bytes, advice] of BEGINNINGS) {
    if (bytes.every((byte, i) => head[i] === byte)) {
      throw faultOfFile(`This file is no text in UTF-8. ${advice}`);
    }
  }
  const nul = head.indexOf(0);
  if (nul !== -1) {
    throw faultOfFile(
      `This file is no text: it has a NUL at byte ${nul}. Save it as text in UTF-8.`,
    );
  }
}
