import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { isObject } from "../fields/field.ts";
import { parseJson } from "../values/json-text.ts";
import type { Row } from "./rows.ts";
import { LONGEST_ROW, refuseBinary } from "./rows.ts";

const LINE_FEED = 10;
const BYTE_ORDER_MARK = Buffer.from("\uFEFF");

/**
 * The rows of newline-delimited JSON, an object a line; blank lines are none. What is longer than a
 * row may be is not kept while it is passed over.
 * @throws {Problem} if the file is no text
 */
export async function* ndjsonRowsOf(
  file: string,
  passed: (bytes: number) => void,
): AsyncGenerator<Row> {
  let line = 1;
  let parts: Buffer[] = [];
  let length = 0;
  let isFirst = true;
  const take = (part: Buffer) => {
    length += part.length;
    if (length <= LONGEST_ROW) parts.push(part);
    else parts = [];
  };
  for await (const chunk of createReadStream(file)) {
    let bytes = chunk as Buffer;
    passed(bytes.length);
    if (isFirst) {
      refuseBinary(bytes);
      if (bytes.indexOf(BYTE_ORDER_MARK) === 0) bytes = bytes.subarray(BYTE_ORDER_MARK.length);
      isFirst = false;
    }
    for (let start = 0; ; ) {
      const end = bytes.indexOf(LINE_FEED, start);
      take(bytes.subarray(start, end === -1 ? undefined : end));
      if (end === -1) break;
      const row = rowOf(line++, parts, length);
      if (row !== null) yield row;
      parts = [];
      length = 0;
      start = end + 1;
    }
  }
  const last = rowOf(line, parts, length);
  if (last !== null) yield last;
}

function rowOf(line: number, parts: readonly Buffer[], length: number): Row | null {
  if (length > LONGEST_ROW) {
    return { line, fault: `This line has ${length} bytes; a row has at most ${LONGEST_ROW}.` };
  }
  const bytes = Buffer.concat(parts);
  if (!isUtf8(bytes))
    return { line, fault: "This line is not valid UTF-8: save the file as UTF-8." };
  const text = bytes.toString();
  if (text.trim() === "") return null;
  const { value, fault } = parseJson(text);
  if (fault !== null) return { line, fault: `This line is no JSON of a record. ${fault}` };
  if (!isObject(value)) return { line, fault: "This line must be a JSON object: a record." };
  return { line, data: value };
}
