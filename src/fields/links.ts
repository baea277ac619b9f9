import type { TProperties, TSchema } from "typebox";
import { Type } from "typebox";
import type { Row, SqlValue } from "../db/database.ts";
import { oneOf } from "../problems/faults.ts";
import { faultOfLookUp, lookUp, onlyVisible } from "../records/look-up.ts";
import type { Linkable, LinkableName } from "../resources/linkable.ts";
import { LINKABLE, membersOf } from "../resources/linkable.ts";
import type { Field, Json, JsonObject, ParseContext, ReadContext } from "./field.ts";
import { below, byOwner, idsOf, isObject } from "./field.ts";
import { isList, MOST_LISTED } from "./list-length.ts";
import { meaningsOf, orNull, vocabulary } from "./scalars.ts";

const linkable = (resource: LinkableName): Linkable => LINKABLE[resource];

/** The small object's own properties. Its label may be null where the field may (`acronym`). */
export const labelProperties = (resource: LinkableName): TProperties => {
  const properties: TProperties = { id: Type.String() };
  for (const column of linkable(resource).label) {
    properties[column] = column === "acronym" ? orNull(Type.String()) : Type.String();
  }
  return properties;
};

const idSchema = (resource: LinkableName) =>
  Type.String({
    minLength: 1,
    maxLength: 1000,
    description: `The id of the ${linkable(resource).singular}${
      linkable(resource).names ? ", or a name, acronym or alias of it" : ""
    }.${
      linkable(resource).lasts
        ? " A name of several stands for the one that was active on the record's date, if only one can have been."
        : ""
    }`,
  });

/** The target as written, a string or an object with an `id`, resolved; or null after a fault. */
export function parseTarget(
  resource: LinkableName,
  value: Json | undefined,
  pointer: string,
  context: ParseContext,
): string | null {
  const named = isObject(value) ? value["id"] : value;
  if (typeof named !== "string") {
    const form = isObject(value)
      ? "This object needs an `id`"
      : "Write an id, or an object with an `id`";
    context.faults.pointer(pointer, `${form} of the ${linkable(resource).singular}.`);
    return null;
  }
  const found = lookUp(context.connection, resource, named, "full", context.period);
  if (found !== null && "id" in found) return found.id;
  if (!context.faults.takeComparison()) {
    context.faults.pointer(pointer, `There is no ${linkable(resource).singular} '${named}'.`);
    return null;
  }
  const { detail, ...more } = faultOfLookUp(context.connection, resource, named, found, "full");
  context.faults.pointer(isObject(value) ? below(pointer, "id") : pointer, detail, more);
  return null;
}

/** Reports the properties of a link that it can't have. */
export function refuseUnknown(
  value: JsonObject,
  known: readonly string[],
  pointer: string,
  context: ParseContext,
): void {
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    context.faults.pointer(below(pointer, name), `'${name}' is not a field here.`, () =>
      oneOf(known, name),
    );
  }
}

/**
 * What the object of a link may have: its own members, and for a whole record, as `include` shows
 * it, that record's, which have no effect. A whole record is known by its path in `links`, so that
 * who writes `{"id": "miit", "kind": "court"}` to change the body still learns that this does not.
 */
export function knownMembers(
  resource: LinkableName,
  value: JsonObject,
  own: readonly string[],
): readonly string[] {
  const links = value["links"] ?? null;
  const path = isObject(links) ? links["self"] : null;
  const isWhole = typeof path === "string" && path.startsWith(`/${resource}/`);
  return isWhole ? [...own, ...membersOf(resource)] : own;
}

/** A link to one record of another resource, in a column. */
export function reference(
  column: string,
  resource: LinkableName,
  options: { description: string; required?: boolean },
): Field {
  const { table, label } = linkable(resource);
  const { description, required = false } = options;
  const shown = Type.Object(labelProperties(resource), { additionalProperties: false });
  const read = required
    ? { ...shown, description }
    : { ...shown, type: ["object", "null"], description };
  const written = [idSchema(resource), referenceInput(resource, {}), wholeInput(resource, {})];
  return {
    description,
    schema: read as unknown as TSchema,
    input: {
      anyOf: required ? written : [...written, Type.Null()],
      description,
    } as unknown as TSchema,
    required,
    absent: null,
    linked: { resource, shape: "one", more: {} },
    parse(value, pointer, context) {
      if (value === null && !required) return null;
      if (isObject(value)) {
        refuseUnknown(value, knownMembers(resource, value, ["id", ...label]), pointer, context);
      }
      return parseTarget(resource, value, pointer, context);
    },
    columns: (content) => ({ [column]: content as string | null }),
    reader(rows, context) {
      const labels = readLabels(context, [...new Set(rows.map((row) => row[column]))]);
      return (row) => labels.get(row[column] as string) ?? null;
    },
  };

  function readLabels(context: ReadContext, ids: readonly unknown[]) {
    const columns = ["id", ...label].map((name) => `t.${name}`);
    const found = context.connection.all(
      `select ${columns.join(", ")} from json_each(?) j cross join ${table} t on t.id = j.value
       where 1${onlyVisible(resource, context.view, "t.")}`,
      JSON.stringify(ids),
    );
    return new Map(found.map((row) => [row["id"] as string, row as JsonObject]));
  }
}

/** The whole record in a link, as `include` shows it: its members have no effect but `id`. */
export const wholeInput = (resource: LinkableName, more: TProperties): TSchema =>
  Type.Object(
    { id: idSchema(resource), links: Type.Object({ self: Type.String() }), ...more },
    {
      description: `The whole ${linkable(resource).singular}, as \`include\` shows it: its own fields have no effect here.`,
      additionalProperties: true,
    },
  );

/** The object form of a link as it may be written: labels are read-only and have no effect. */
function referenceInput(resource: LinkableName, more: TProperties): TSchema {
  const { label } = linkable(resource);
  const readOnly = Object.fromEntries(
    label.map((name) => [
      name,
      Type.Optional({ ...(labelProperties(resource)[name] as TSchema), readOnly: true } as TSchema),
    ]),
  );
  return Type.Object(
    { id: idSchema(resource), ...readOnly, ...more },
    { additionalProperties: false },
  );
}

interface LinksOptions {
  description: string;
  table: string;
  /** The vocabulary of the link's role, and the role of a link that names none. */
  roles?: { codes: Readonly<Record<string, string>>; absent: string };
  /** One more value of the link: its name on the wire, its column, its field's rules. */
  extra?: { name: string; column: string; field: Field };
}

/** An ordered list of links to records of another resource, in a table of their own. */
export function links(resource: LinkableName, options: LinksOptions): Field {
  const { table, roles, extra } = options;
  const target = linkable(resource);
  const role = roles
    ? vocabulary("role", roles.codes, { description: "The role.", absent: roles.absent })
    : undefined;
  const description = roles
    ? `${options.description} A link that names no role has \`${roles.absent}\`.\n\n${meaningsOf(roles.codes)}`
    : options.description;
  const readMore: TProperties = {
    ...(role ? { role: role.schema } : {}),
    ...(extra ? { [extra.name]: extra.field.schema } : {}),
  };
  const writeMore: TProperties = Object.fromEntries(
    Object.entries(readMore).map(([name, schema]) => [name, Type.Optional(schema)]),
  );
  const known = ["id", ...target.label, ...Object.keys(readMore)];

  return {
    description,
    schema: Type.Array(
      Type.Object({ ...labelProperties(resource), ...readMore }, { additionalProperties: false }),
      { description },
    ),
    input: Type.Array(
      {
        anyOf: [
          idSchema(resource),
          referenceInput(resource, writeMore),
          wholeInput(resource, writeMore),
        ],
      } as unknown as TSchema,
      { description, maxItems: MOST_LISTED },
    ),
    required: false,
    absent: [],
    linked: { resource, shape: "list", more: readMore },
    parse(value, pointer, context) {
      if (!isList(value, pointer, context)) return [];
      const seen = new Map<string, number>();
      return value.map((element, index): Json => {
        const at = below(pointer, index);
        if (isObject(element)) {
          refuseUnknown(element, knownMembers(resource, element, known), at, context);
        }
        const given: JsonObject = isObject(element) ? element : {};
        const link: JsonObject = { id: parseTarget(resource, element, at, context) };
        if (role) {
          const written = given["role"];
          link["role"] =
            written === undefined ? role.absent : role.parse(written, below(at, "role"), context);
        }
        if (extra) {
          const written = given[extra.name];
          link[extra.name] =
            written === undefined
              ? extra.field.absent
              : extra.field.parse(written, below(at, extra.name), context);
        }
        const key = `${link["id"]} ${link["role"] ?? ""}`;
        const first = seen.get(key);
        if (first !== undefined && link["id"] !== null) {
          context.faults.pointer(
            at,
            `This repeats element ${first}: name each ${target.singular} once${role ? " in a role" : ""}.`,
          );
        }
        seen.set(key, index);
        return link;
      });
    },
    columns: () => ({}),
    store({ writer }, owner, content, isNew) {
      if (!isNew) writer.run(`delete from ${table} where owner = ?`, owner);
      const columns = [
        "owner",
        "position",
        "target",
        ...(role ? ["role"] : []),
        ...(extra ? [extra.column] : []),
      ];
      const sql = `insert into ${table} (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`;
      (content as JsonObject[]).forEach((link, index) => {
        const values: SqlValue[] = [owner, index + 1, link["id"] as string];
        if (role) values.push(link["role"] as string);
        if (extra) values.push(link[extra.name] as SqlValue);
        writer.run(sql, ...values);
      });
    },
    reader(rows, context) {
      const columns = [
        "l.owner",
        "t.id",
        ...target.label.map((name) => `t.${name}`),
        ...(role ? ["l.role"] : []),
        ...(extra ? [`l.${extra.column} as ${extra.name}`] : []),
      ];
      const found = byOwner(
        context.connection.all(
          `select ${columns.join(", ")}
           from json_each(?) j cross join ${table} l on l.owner = j.value
             cross join ${target.table} t on t.id = l.target
           where 1${onlyVisible(resource, context.view, "t.")}
           order by l.owner, l.position`,
          idsOf(rows),
        ),
      );
      return (row) => (found.get(row["id"] as string) ?? []).map(withoutOwner);
    },
  };
}

function withoutOwner(row: Row): JsonObject {
  const { owner: _, ...shown } = row;
  return shown;
}
