import type { Database } from "../db/database.ts";
import { recordEffect } from "../db/dataset.ts";
import type { Json, JsonObject } from "../fields/field.ts";
import { isObject } from "../fields/field.ts";
import { noted, noteChanges } from "../history/note-changes.ts";
import type { Faults } from "../problems/faults.ts";
import { Problem } from "../problems/problems.ts";
import type { Resource, WriteContext } from "../resources/define.ts";
import { writableFields } from "../resources/define.ts";
import { resourceNamed, resources } from "../resources/index.ts";
import { indexRecords } from "../search/text-index.ts";
import type { Current } from "./current.ts";
import { parseAsIs, parseContext, readCurrent } from "./current.ts";
import { regroup } from "./memberships.ts";
import type { Parsed } from "./parse.ts";
import { mergePatch, parseRecord, refuseFields } from "./parse.ts";
import { referrersOf } from "./referrers.ts";
import { insertRecord, isTaken, removeRecord, touchOwner, updateRecord } from "./store.ts";

/** What a client sends to write. `faults` may already hold those of its query. */
export interface WriteRequest {
  body: unknown;
  faults: Faults;
  /** Whether `If-Match` allows a change of the record with this revision. */
  matches(revision: number): boolean;
}

type Write<T> = (context: WriteContext, settle: () => void) => T;

/**
 * Runs a write as one transaction, with what follows from it: memberships, words, history, and the data
 * set's counters.
 * @param writtenBy the API key that writes; null for the program itself
 * @param write is also given what derives memberships and history of all that was written so far: a
 *   write of many records calls it now and then, or memory grows with them
 * @throws {Problem} if the data set is a copy of another
 */
export function writeTransaction<T>(db: Database, writtenBy: string | null, write: Write<T>): T {
  return recordTransaction(db, writtenBy, (context, settle) => {
    refuseMirror(context);
    return write(context, settle);
  });
}

/** What is written to a copy alone is lost with the next change of the same record there, or in its way. */
function refuseMirror({ writer }: WriteContext): void {
  const url = writer.get("select url from mirror")?.["url"];
  if (url === undefined) return;
  throw new Problem(
    "read-only-copy",
    `What is here is a copy of ${url}: write there, and it comes here. Nothing was written.`,
  );
}

/** The same as `writeTransaction`, also in a copy of another data set: for who follows that. */
export function recordTransaction<T>(db: Database, writtenBy: string | null, write: Write<T>): T {
  const written = db.transaction(() => {
    const context: WriteContext = {
      writer: db.writer,
      now: new Date().toISOString(),
      writtenBy,
      effect: { public: false, labels: false },
      merged: new Map(),
      restated: [],
      regroup: new Map(),
      reindex: new Map(),
    };
    let since = noted(context);
    const settle = () => {
      for (const [name, ids] of context.regroup) {
        const resource = resourceNamed(name);
        if (resource.memberships) regroup(db.writer, resource, resource.memberships, ids);
      }
      for (const [name, keys] of context.reindex) {
        indexRecords(db.writer, resourceNamed(name), [...keys]);
      }
      noteChanges(context, since);
      context.regroup.clear();
      context.reindex.clear();
      context.restated.length = 0;
      since = noted(context);
    };
    const changes = () => db.writer.get("select total_changes() as n")?.["n"];
    const before = changes();
    const result = write(context, settle);
    settle();
    if (changes() !== before) recordEffect(db.writer, context.effect, context.now);
    return result;
  });
  db.announceWritten();
  return written;
}

/** Thrown out of a transaction that did what it should, so that nothing of it is kept. */
class Rehearsed extends Error {}

/** Runs a write for what it returns alone: the same as `writeTransaction`, and nothing is kept. */
export function rehearse<T>(db: Database, writtenBy: string | null, write: Write<T>): T {
  let outcome: { result: T } | undefined;
  try {
    writeTransaction(db, writtenBy, (context, settle) => {
      outcome = { result: write(context, settle) };
      throw new Rehearsed();
    });
  } catch (error) {
    if (!(error instanceof Rehearsed)) throw error;
  }
  return (outcome as { result: T }).result;
}

/** Creates a record; returns its id. */
export function createRecord(
  context: WriteContext,
  resource: Resource,
  { body, faults }: Pick<WriteRequest, "body" | "faults">,
  readOnly: "refuse" | "allow" = "refuse",
): string {
  const parsed = parseRecord(resource, body, parseContext(context, faults, null), {
    pointer: "",
    readOnly,
  });
  faults.throwIfAny();
  if (parsed.id !== null && isTaken(context.writer, resource, parsed.id)) {
    throw new Problem(
      "conflict",
      `The id '${parsed.id}' is taken by another ${resource.singular}, or was once. Choose another, or leave it out.`,
    );
  }
  const id = insertRecord(context, resource, parsed);
  touchOwnerOf(context, resource, parsed.content);
  return id;
}

/** Replaces a record by what is given. Says nothing where that changes nothing. */
export function replaceRecord(
  context: WriteContext,
  resource: Resource,
  named: string,
  request: WriteRequest,
): string {
  const current = readCurrent(context, resource, named, request);
  const parsed = parseRecord(
    resource,
    request.body,
    parseContext(context, request.faults, current.id),
    {
      pointer: "",
      readOnly: "allow",
    },
  );
  return store(context, resource, current, parsed, request.faults);
}

/** Changes the named fields of a record: a JSON merge patch (RFC 7396). */
export function patchRecord(
  context: WriteContext,
  resource: Resource,
  named: string,
  request: WriteRequest,
): string {
  const current = readCurrent(context, resource, named, request);
  const { body, faults } = request;
  const parsing = parseContext(context, faults, current.id);
  if (!isObject(body)) {
    faults.pointer("", "A merge patch is a JSON object with the fields to change.");
    faults.throwIfAny();
    return current.id;
  }
  refuseFields(resource, body, parsing, { pointer: "", readOnly: "refuse" });
  const known = new Set(["id", ...writableFields(resource).map(([name]) => name)]);
  const patch = Object.fromEntries(Object.entries(body).filter(([name]) => known.has(name)));
  // A list has no "no value" but []; null means the same there.
  const merged = mergePatch(current.record, patch);
  for (const [name, field] of writableFields(resource)) {
    if (merged[name] === null && name in patch && !field.required) merged[name] = field.absent;
  }
  const parsed = parseRecord(resource, merged, parsing, { pointer: "", readOnly: "allow" });
  return store(context, resource, current, parsed, faults);
}

/** Deletes a record that nothing else refers to. */
export function deleteRecord(
  context: WriteContext,
  resource: Resource,
  named: string,
  request: Pick<WriteRequest, "matches" | "faults">,
): void {
  const current = readCurrent(context, resource, named, request);
  request.faults.throwIfAny();
  const referrers = referrersOf(context.writer, resource.table, current.id);
  if (referrers.count > 0) {
    const faults = referrers.named.map(({ table, id }) => {
      const other = resources.find((each) => each.table === table) as Resource;
      return {
        pointer: "",
        detail: `The ${other.singular} '${id}' (/${other.name}/${id}) refers to it.`,
      };
    });
    throw new Problem(
      "conflict",
      `The ${resource.singular} '${current.id}' can't be deleted: ${referrers.count} other record${referrers.count === 1 ? " refers" : "s refer"} to it. Change or delete those first.`,
      { faults },
    );
  }
  const { parsed } = parseAsIs(context, resource, current);
  removeRecord(context, resource, current.id);
  touchOwnerOf(context, resource, parsed.content);
}

/**
 * Changes the fields that are given; unlike a patch, it takes what can't be written, without effect.
 * @returns whether that changed the record
 */
export function changeRecord(
  context: WriteContext,
  resource: Resource,
  named: string,
  { body, faults }: { body: JsonObject; faults: Faults },
): boolean {
  const current = readCurrent(context, resource, named, { matches: () => true });
  const merged = { ...current.record, ...body };
  const parsed = parseRecord(resource, merged, parseContext(context, faults, current.id), {
    pointer: "",
    readOnly: "allow",
  });
  const revision = `select revision from ${resource.table} where id = ?`;
  const before = context.writer.get(revision, current.id)?.["revision"];
  store(context, resource, current, parsed, faults);
  return context.writer.get(revision, current.id)?.["revision"] !== before;
}

function store(
  context: WriteContext,
  resource: Resource,
  current: Current,
  parsed: Parsed,
  faults: Faults,
): string {
  if (parsed.id !== null && parsed.id.toLowerCase() !== current.id.toLowerCase()) {
    faults.pointer("/id", `The id can't be changed: it is '${current.id}'.`);
  }
  const asIs = parseAsIs(context, resource, current);
  const before = asIs.parsed;
  for (const owner of resource.owners ?? []) {
    if (owner in parsed.content && parsed.content[owner] !== before.content[owner]) {
      faults.pointer(
        `/${owner}`,
        `A ${resource.singular} can't move to another owner: delete it and create it there.`,
      );
    }
  }
  faults.throwIfAny();
  const isSound = asIs.faults.count === 0;
  if (!isSound || JSON.stringify(before.content) !== JSON.stringify(parsed.content)) {
    // Of faulty parts nothing is left in the content as it is, though they are stored.
    updateRecord(context, resource, current.id, parsed.content, isSound ? before.content : {});
    touchOwnerOf(context, resource, parsed.content);
  }
  return current.id;
}

/** A change to what belongs to a record is a change to that record. */
export function touchOwnerOf(context: WriteContext, resource: Resource, content: JsonObject): void {
  for (const name of resource.owners ?? []) {
    const id: Json = content[name] ?? null;
    if (id !== null) touchOwner(context, resourceNamed(`${name}s`), id as string);
  }
}
