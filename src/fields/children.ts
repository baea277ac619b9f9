import type { TSchema } from "typebox";
import { Type } from "typebox";
import type { Row, StatementCache } from "../db/database.ts";
import { Faults } from "../problems/faults.ts";
import type { Parsed } from "../records/parse.ts";
import { parseRecord } from "../records/parse.ts";
import { renderRecords, visibleIn } from "../records/render.ts";
import { insertRecord, isTaken, removeRecord, updateRecord } from "../records/store.ts";
import type { Resource, WriteContext } from "../resources/define.ts";
import { nestedSchema, writeSchema } from "../resources/schemas.ts";
import { today } from "../values/edtf.ts";
import type { Field, Json, JsonObject, ParseContext, ReadContext } from "./field.ts";
import { below, idsOf } from "./field.ts";
import { isList, MOST_LISTED } from "./list-length.ts";

const sameContent = (a: Parsed, b: Parsed): boolean =>
  JSON.stringify(a.content) === JSON.stringify(b.content);

interface ChildrenOptions {
  description: string;
  /** The child's field that names its owner. */
  owner: string;
  /** The order in which they are shown. */
  order: string;
  /** Reports what is wrong with them together. `old` is what the owner has. */
  check?(
    elements: readonly Parsed[],
    old: readonly Parsed[],
    pointer: string,
    faults: Faults,
  ): void;
}

/**
 * Records of another resource that belong to this one: written with it, deleted with it.
 * Elements match by `id`; one without an id that says the same as an existing one is that one.
 */
export function children(resource: Resource, options: ChildrenOptions): Field {
  const { owner, order, description } = options;
  const owners = resource.owners ?? [];

  const rowsOf = (context: ReadContext, ids: string): Row[] =>
    context.connection.all(
      `select r.* from (select value from json_each(?)) j cross join ${resource.table} r on r.${owner} = j.value
       where 1${visibleIn(resource, context.view, "r.")} order by r.${owner}, ${order}`,
      ids,
    );

  /** As many as there were before that was bounded can be written again; few lists are so long that it is asked. */
  const mostOf = (value: Json, { connection, id }: ParseContext): number => {
    if (!Array.isArray(value) || value.length <= MOST_LISTED) return MOST_LISTED;
    const sql = `select count(*) as count from ${resource.table} where ${owner} = ?`;
    return Math.max(MOST_LISTED, connection.get(sql, id)?.["count"] as number);
  };

  const parseElements = (value: Json, pointer: string, context: ParseContext): Parsed[] => {
    if (!isList(value, pointer, context, mostOf(value, context))) return [];
    const before = context.faults.count;
    const elements = value.map((element, index) => {
      const parsed = parseRecord(resource, element, context, {
        pointer: below(pointer, index),
        readOnly: "allow",
        given: owners,
      });
      if ("position" in resource.fields) parsed.content["position"] ??= index + 1;
      return parsed;
    });
    return context.faults.count > before ? elements : identify(elements, pointer, context);
  };

  /** Gives elements the ids of the existing records that they are; reports ids that are taken. */
  const identify = (elements: Parsed[], pointer: string, context: ParseContext): Parsed[] => {
    const old = context.id === null ? [] : existing(context.connection, context.id);
    const seen = new Set<string>();
    const named = elements.map((element, index) => {
      if (element.id === null) return element;
      const key = element.id.toLowerCase();
      const same = old.find((child) => child.id?.toLowerCase() === key);
      const fault = seen.has(key)
        ? `'${element.id}' is in the list already.`
        : same === undefined && isTaken(context.connection, resource, element.id)
          ? `The id '${element.id}' is taken by another ${resource.singular}, or was once.`
          : null;
      if (fault) context.faults.pointer(below(below(pointer, index), "id"), fault);
      seen.add(key);
      return same ? { ...element, id: same.id } : element;
    });
    const taken = new Set(named.map(({ id }) => id));
    const identified = named.map((element) => {
      if (element.id !== null) return element;
      const twin = old.find((child) => !taken.has(child.id) && sameContent(child, element));
      if (twin === undefined) return element;
      taken.add(twin.id);
      return { ...element, id: twin.id };
    });
    options.check?.(identified, old, pointer, context.faults);
    return inOrderOf(old, identified);
  };

  /** The existing ones in the order that they have, then the new: the list's own says nothing. */
  const inOrderOf = (old: readonly Parsed[], elements: readonly Parsed[]): Parsed[] => {
    const rank = new Map(old.map(({ id }, index) => [id, index]));
    const rankOf = ({ id }: Parsed) => rank.get(id) ?? old.length;
    return [...elements].sort((a, b) => rankOf(a) - rankOf(b));
  };

  /** What the owner has now, as a client would write it. */
  const existing = (connection: StatementCache, ownerId: string): Parsed[] => {
    const view: ReadContext = { connection, view: "full", day: today() };
    const records = renderRecords(resource, rowsOf(view, JSON.stringify([ownerId])), view, owners);
    const context = { connection, faults: new Faults(), id: ownerId };
    return records.map((record) =>
      parseRecord(resource, record, context, { pointer: "", readOnly: "allow", given: owners }),
    );
  };

  const store = (context: WriteContext, ownerId: string, content: Json, isNew: boolean): void => {
    const old = isNew ? [] : existing(context.writer, ownerId);
    const wanted = content as unknown as Parsed[];
    for (const { id } of old) {
      if (!wanted.some((child) => child.id === id)) removeRecord(context, resource, id as string);
    }
    for (const child of wanted) {
      const full = { ...ownerContent(ownerId), ...child.content };
      const before = old.find(({ id }) => child.id !== null && id === child.id);
      if (before === undefined) insertRecord(context, resource, { id: child.id, content: full });
      else if (!sameContent(before, child)) {
        updateRecord(context, resource, before.id as string, full);
      }
    }
  };

  const ownerContent = (ownerId: string): JsonObject =>
    Object.fromEntries(owners.map((name) => [name, name === owner ? ownerId : null]));

  return {
    description,
    schema: Type.Array(nestedSchema(resource), { description }),
    input: Type.Array(writeSchema(resource, { nested: true }), { description }) as TSchema,
    required: false,
    absent: [],
    nested: resource,
    parse: (value, pointer, context) => parseElements(value, pointer, context) as unknown as Json,
    columns: () => ({}),
    store,
    reader(rows, context) {
      const found = rowsOf(context, idsOf(rows));
      const records = renderRecords(resource, found, context, owners);
      const groups = new Map<string, JsonObject[]>();
      found.forEach((row, index) => {
        const ownerId = row[owner] as string;
        const group = groups.get(ownerId) ?? [];
        group.push(records[index] as JsonObject);
        groups.set(ownerId, group);
      });
      return (row) => groups.get(row["id"] as string) ?? [];
    },
  };
}
