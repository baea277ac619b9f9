import type { Row, StatementCache } from "../../db/database.ts";
import type { Json, JsonObject } from "../../fields/field.ts";
import { isObject } from "../../fields/field.ts";
import { Faults } from "../../problems/faults.ts";
import { Problem } from "../../problems/problems.ts";
import { readCurrent } from "../../records/current.ts";
import { createRecord, patchRecord } from "../../records/write.ts";
import type { WriteContext } from "../../resources/define.ts";
import { resourceNamed } from "../../resources/index.ts";
import { isSame } from "./content.ts";
import { PROPOSALS, showReviewOtherwise } from "./review.ts";

/** What imports would change and leave to a person to decide. */

export interface Proposal {
  item: string;
  source: string;
  edition: number;
  /** The place in the item, as a JSON Pointer. */
  pointer: string;
  /** What would change; by default the item itself. */
  resource?: "items" | "instruments" | "events";
  record?: string;
  field: string;
  /** `add` and `remove` are of one element of a list. */
  operation: "set" | "add" | "remove";
  current: Json;
  proposed: Json;
  reason: string;
}

/**
 * Leaves a change for a person to decide. What the same source proposed for the same field before,
 * and nobody decided, gives way; what was decided once is not proposed again.
 * @returns whether it is new
 */
export function propose({ writer, now }: WriteContext, proposal: Proposal): boolean {
  const { item, source, operation, field, resource = "items", record = item } = proposal;
  const earlier = writer.all(
    `select number, state, operation, current, proposed, source from ${PROPOSALS}
     where item = ? and resource = ? and record = ? and field = ? and operation = ?`,
    item,
    resource,
    record,
    field,
    operation,
  );
  const isAlike = (row: Row) =>
    isSame(JSON.parse(row["proposed"] as string) as Json, proposal.proposed) &&
    (operation !== "remove" ||
      isSame(JSON.parse(row["current"] as string) as Json, proposal.current));
  const isDecided = ({ state }: Row) =>
    operation !== "set" && (state === "accepted" || state === "dismissed");
  if (earlier.some((row) => isAlike(row) && (row["state"] === "pending" || isDecided(row)))) {
    return false;
  }
  for (const row of earlier) {
    if (operation !== "set" || row["state"] !== "pending" || row["source"] !== source) continue;
    withdraw(writer, item, row["number"] as number);
  }
  const { n } = writer.get(
    `select coalesce(max(number), 0) + 1 as n from ${PROPOSALS} where item = ?`,
    item,
  ) as { n: number };
  writer.run(
    `insert into ${PROPOSALS} (item, number, state, source, edition, pointer, resource, record, field,
       operation, current, proposed, reason, at)
     values (?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    item,
    n,
    source,
    proposal.edition,
    proposal.pointer,
    resource,
    record,
    field,
    operation,
    JSON.stringify(proposal.current),
    JSON.stringify(proposal.proposed),
    proposal.reason,
    now,
  );
  showReviewOtherwise(writer, item);
  return true;
}

/** Takes back what the source proposed for a field, since it says otherwise now. */
export function withdrawSet(writer: StatementCache, item: string, field: string, source: string) {
  const numbers = writer.column(
    `select number from ${PROPOSALS} where item = ? and resource = 'items' and field = ?
       and operation = 'set' and state = 'pending' and source = ?`,
    item,
    field,
    source,
  );
  for (const number of numbers) withdraw(writer, item, number as number);
  if (numbers.length > 0) showReviewOtherwise(writer, item);
}

/** It stays, so that its number is never given to another. */
const withdraw = (writer: StatementCache, item: string, number: number) =>
  writer.run(
    `update ${PROPOSALS} set state = 'withdrawn' where item = ? and number = ?`,
    item,
    number,
  );

/**
 * A proposal that waits.
 * @throws {Problem} `not-found` for one that never was, `conflict` for one that was decided
 */
export function pendingProposal(writer: StatementCache, item: string, written: string): Row {
  const number = /^[1-9]\d{0,8}$/.test(written) ? Number(written) : 0;
  const row = writer.get(`select * from ${PROPOSALS} where item = ? and number = ?`, item, number);
  if (row === undefined) {
    throw new Problem(
      "not-found",
      `The item '${item}' has no proposal '${written}'. Its \`review\` lists those that wait.`,
    );
  }
  if (row["state"] === "pending") return row;
  throw new Problem(
    "conflict",
    `The proposal ${number} of the item '${item}' was ${row["state"]}${row["decided_at"] === null ? "" : ` at ${row["decided_at"]}`}.`,
  );
}

/** Notes what became of a proposal. */
export function decide(
  { writer, now, writtenBy }: WriteContext,
  { item, number }: Row,
  state: "accepted" | "dismissed",
): void {
  writer.run(
    `update ${PROPOSALS} set state = ?, decided_at = ?, decided_by = ? where item = ? and number = ?`,
    state,
    now,
    writtenBy,
    item as string,
    number as number,
  );
  showReviewOtherwise(writer, item as string);
}

/**
 * Makes the change that was proposed.
 * @throws {Problem} where the record can't be so any more, as a client that wrote it would learn
 */
export function apply(context: WriteContext, proposal: Row): void {
  const resource = resourceNamed(proposal["resource"] as string);
  const [id, field] = [proposal["record"] as string, proposal["field"] as string];
  const proposed = JSON.parse(proposal["proposed"] as string) as Json;
  const request = (body: JsonObject) => ({ body, faults: new Faults(), matches: () => true });
  if (field === "events" && proposal["operation"] === "add") {
    const body = {
      ...(proposed as JsonObject),
      instrument: id,
      item: proposal["item"] as string,
    };
    createRecord(context, resourceNamed("events"), request(body));
    return;
  }
  if (proposal["operation"] === "set") {
    patchRecord(context, resource, id, request({ [field]: proposed }));
    return;
  }
  const current = JSON.parse(proposal["current"] as string) as Json;
  const { record } = readCurrent(context, resource, id, { matches: () => true });
  const list = changed(record[field] as Json[], proposal["operation"] as string, current, proposed);
  patchRecord(context, resource, id, request({ [field]: list }));
}

/** A list with one element more, or without one. */
function changed(list: Json[], operation: string, current: Json, proposed: Json): Json[] {
  const keyOf = (element: Json) => {
    const { id, url, text } = isObject(element) ? element : {};
    return JSON.stringify(id ?? url ?? text ?? element);
  };
  if (operation === "remove") return list.filter((element) => keyOf(element) !== keyOf(current));
  return list.some((element) => keyOf(element) === keyOf(proposed)) ? list : [...list, proposed];
}
