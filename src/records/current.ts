import type { JsonObject, ParseContext, ReadContext } from "../fields/field.ts";
import { Faults } from "../problems/faults.ts";
import { Problem } from "../problems/problems.ts";
import type { Resource, WriteContext } from "../resources/define.ts";
import { missing } from "./missing.ts";
import type { Parsed } from "./parse.ts";
import { parseRecord } from "./parse.ts";
import { renderRecords } from "./render.ts";
import type { WriteRequest } from "./write.ts";

/** Records as they are when a write begins. */

export interface Current {
  id: string;
  record: JsonObject;
}

/** The record as it is, in full view, after `If-Match` was heard. */
export function readCurrent(
  context: WriteContext,
  resource: Resource,
  named: string,
  { matches }: Pick<WriteRequest, "matches">,
): Current {
  const row = context.writer.get(`select * from ${resource.table} where id = ?`, named);
  if (row === undefined) throw ofWriting(missing(context, resource, named));
  const id = row["id"] as string;
  if (!matches(row["revision"] as number)) {
    throw new Problem(
      "precondition-failed",
      `The ${resource.singular} '${id}' is at revision ${row["revision"]}, which is not what If-Match asks for.`,
    );
  }
  const view: ReadContext = {
    connection: context.writer,
    view: "full",
    day: context.now.slice(0, 10),
  };
  const [record = {}] = renderRecords(resource, [row], view);
  return { id, record };
}

/** A write is not redirected: it was meant for another record than the one that is there now. */
const ofWriting = (problem: Problem): Problem =>
  problem.code === "merged" ? new Problem("gone", problem.message) : problem;

/** How what is written to a record is parsed; `id` is null for a new one. */
export function parseContext(
  { writer }: WriteContext,
  faults: Faults,
  id: string | null,
): ParseContext {
  return { connection: writer, faults, id };
}

/**
 * The content of a record as it is, to be stored again.
 * @throws {Error} for what no client could write: of its faulty parts nothing would be left
 */
export function parseCurrent(context: WriteContext, resource: Resource, current: Current): Parsed {
  const { parsed, faults } = parseAsIs(context, resource, current);
  try {
    faults.throwIfAny();
  } catch (cause) {
    const { message } = cause as Error;
    const named = `The ${resource.singular} '${current.id}'`;
    throw new Error(`${named} is not as a client could write it: ${message}`, { cause });
  }
  return parsed;
}

/** The content of a record as it is, with its faults: what has some can still be corrected or deleted. */
export function parseAsIs(
  context: WriteContext,
  resource: Resource,
  { id, record }: Current,
): { parsed: Parsed; faults: Faults } {
  const faults = new Faults();
  const parsed = parseRecord(resource, record, parseContext(context, faults, id), {
    pointer: "",
    readOnly: "allow",
  });
  return { parsed, faults };
}
