import type { Json, JsonObject, ParseContext } from "../fields/field.ts";
import { below } from "../fields/field.ts";
import { isList } from "../fields/list-length.ts";
import { Faults } from "../problems/faults.ts";
import { Problem } from "../problems/problems.ts";
import type { Resource, WriteContext } from "../resources/define.ts";
import { writableFields } from "../resources/define.ts";
import { resources } from "../resources/index.ts";
import { foldName } from "../values/names.ts";
import type { Current } from "./current.ts";
import { parseContext, parseCurrent, readCurrent } from "./current.ts";
import { referringTo } from "./referrers.ts";
import { removeRecord, touchOwner, updateRecord } from "./store.ts";
import type { WriteRequest } from "./write.ts";
import { touchOwnerOf } from "./write.ts";

/** More records than this are not changed in one transaction, in which nobody else can write. */
const MOST_REFERRERS = 2000;

/**
 * Merges a record into another of its resource, which takes its links, what belongs to it, and its
 * id and names as aliases. Reads of the merged one are redirected from then on.
 * @returns the id of the survivor
 * @throws {Problem} `conflict` where the survivor could not be as it would have to be
 */
export function mergeRecord(
  context: WriteContext,
  resource: Resource,
  named: string,
  into: string,
  { matches }: Pick<WriteRequest, "matches">,
): string {
  const source = readCurrent(context, resource, named, { matches });
  const survivor = readCurrent(context, resource, into, { matches: () => true });
  const { content } = parseCurrent(context, resource, source);
  const merging = { context, resource, from: source.id, into: survivor.id };
  moveBelongings(merging);
  resource.beforeMerge?.(context, source.id, survivor.id);
  redirectReferrers(merging);
  const isPublic = resource.state === "none" || survivor.record["state"] === "published";
  removeRecord(context, resource, source.id, { into: survivor.id, isPublic });
  takeOver(merging, source.id, content);
  return survivor.id;
}

interface Merging {
  context: WriteContext;
  resource: Resource;
  from: string;
  into: string;
}

/** What belongs to the record goes with it, but for what the survivor has as well. */
function moveBelongings({ context, resource, from, into }: Merging): void {
  const { writer } = context;
  for (const child of resources) {
    const owner = child.owners?.find(
      (name) => child.fields[name]?.linked?.resource === resource.name,
    );
    if (owner === undefined) continue;
    const rowsOf = (id: string) =>
      writer.column(
        `select id from ${child.table} where ${owner} = ? order by key`,
        id,
      ) as string[];
    const contentOf = (id: string) =>
      parseCurrent(context, child, readCurrent(context, child, id, { matches: () => true }))
        .content;
    const said = ({ [owner]: _, position: __, ...content }: JsonObject) => JSON.stringify(content);
    const known = new Set(rowsOf(into).map((id) => said(contentOf(id))));
    for (const id of rowsOf(from)) {
      const content = contentOf(id);
      if (known.has(said(content))) removeRecord(context, child, id);
      else updateRecord(context, child, id, { ...content, [owner]: into });
    }
  }
}

function redirectReferrers(merging: Merging): void {
  const { context, resource, from } = merging;
  const found = [...referringTo(context.writer, resource.table, from)];
  if (found.length > MOST_REFERRERS) {
    throw new Problem(
      "conflict",
      `${found.length} records link to the ${resource.singular} '${from}'; at most ${MOST_REFERRERS} can be changed at once. Change some of them first.`,
    );
  }
  for (const { table, key } of found) {
    const other = resources.find((each) => each.table === table) as Resource;
    const id = context.writer.get(`select id from ${table} where key = ?`, key)?.["id"] as string;
    if (other === resource && id === from) continue;
    const current = readCurrent(context, other, id, { matches: () => true });
    const { content } = parseCurrent(context, other, current);
    const changed = redirected(other, content, merging, id);
    refuseWhatCannotBe(context, other, changed, current, merging);
    updateRecord(context, other, id, changed);
    touchOwnerOf(context, other, changed);
  }
}

/** The survivor takes the links and names of the merged one. */
function takeOver(merging: Merging, id: string, content: JsonObject): void {
  const { context, resource, into } = merging;
  const current = readCurrent(context, resource, into, { matches: () => true });
  const own = parseCurrent(context, resource, current).content;
  const taken: JsonObject = { ...own };
  for (const [name, { linked, nested }] of writableFields(resource)) {
    if (linked === undefined || linked.shape === "one" || nested !== undefined) continue;
    const all = [...(own[name] as Json[]), ...(content[name] as Json[])];
    taken[name] = withoutRepeats(all as JsonObject[], linked.shape, into);
  }
  if ("aliases" in resource.fields) {
    const names = ["name", "title", "name_native", "title_native", "acronym"].flatMap((name) =>
      typeof content[name] === "string" ? [content[name] as string] : [],
    );
    const known = new Set(
      [own["name"], own["title"], own["name_native"], own["title_native"], own["acronym"]]
        .filter((name) => typeof name === "string")
        .map((name) => foldName(name as string)),
    );
    const aliases = own["aliases"] as string[];
    for (const alias of aliases) known.add(foldName(alias));
    const added = [...names, ...(content["aliases"] as string[]), id].filter((name) => {
      const isNew = !known.has(foldName(name));
      known.add(foldName(name));
      return isNew;
    });
    taken["aliases"] = [...aliases, ...added];
  }
  refuseWhatCannotBe(context, resource, taken, current, merging);
  if (JSON.stringify(taken) !== JSON.stringify(own)) updateRecord(context, resource, into, taken);
  else touchOwner(context, resource, into);
}

/** A referrer's content with its links leading to the survivor. */
function redirected(
  resource: Resource,
  content: JsonObject,
  { resource: { name: target }, from, into }: Merging,
  ownId: string,
): JsonObject {
  const changed: JsonObject = { ...content };
  const next = (id: unknown) => (id === from ? into : (id as string));
  for (const [name, { linked }] of writableFields(resource)) {
    if (linked?.resource !== target) continue;
    const { shape } = linked;
    const value = content[name] ?? null;
    if (shape === "one") {
      // What was part of the merged one and takes its place is no part of itself.
      changed[name] = value === from && into === ownId ? null : value === null ? null : next(value);
      continue;
    }
    const member = shape === "list" ? "id" : shape.listWith;
    const links = (value as JsonObject[]).map((link) => ({
      ...link,
      [member]: next(link[member]),
    }));
    changed[name] = withoutRepeats(links, shape, ownId);
  }
  return changed;
}

/** Links that say nothing new, or of a record to itself, are left out. */
function withoutRepeats(
  links: readonly JsonObject[],
  shape: "list" | { listWith: string },
  ownId: string,
): JsonObject[] {
  const seen = new Set<string>();
  return links.filter((link) => {
    const id = link[shape === "list" ? "id" : shape.listWith] as string;
    const key = JSON.stringify([id, link["role"], link["type"], link["locator"]]);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew && (id !== ownId || (shape === "list" && link["role"] !== undefined));
  });
}

/** Two lists that are as long as may be make one that is longer. */
function refuseLongList([name, value]: [string, Json], parsing: ParseContext): void {
  if (Array.isArray(value)) isList(value, below("", name), parsing);
}

/** @throws {Problem} `conflict` with what is wrong, such as a place within itself */
function refuseWhatCannotBe(
  context: WriteContext,
  resource: Resource,
  content: JsonObject,
  { id }: Current,
  { from, into }: Merging,
): void {
  const faults = new Faults();
  const parsing = parseContext(context, faults, id);
  for (const value of Object.entries(content)) refuseLongList(value, parsing);
  resource.check?.(content, "", parsing);
  if (faults.count === 0) return;
  try {
    faults.throwIfAny();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new Problem(
      "conflict",
      `'${from}' can't be merged into '${into}': the ${resource.singular} '${id}' could not be as it would have to be. ${error.message}`,
      { faults: error.faults },
    );
  }
}
