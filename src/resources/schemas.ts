import type { TProperties, TSchema } from "typebox";
import { Type } from "typebox";
import { orNull } from "../fields/scalars.ts";
import { facetNames } from "../query/search-parameters.ts";
import { ID_LENGTH, ID_PATTERN } from "../values/ids.ts";
import type { Resource } from "./define.ts";
import { MATCH } from "./define.ts";

/** JSON Schemas of a resource, for the OpenAPI document: what is read, and what may be written. */

const idSchema = (resource: Resource): TSchema =>
  Type.String({
    pattern: ID_PATTERN,
    maxLength: ID_LENGTH,
    description: `Readable, unique among ${resource.name}, never changed and never given again.`,
    examples: [resource.example],
  });

const recordProperties = (resource: Resource): TProperties => ({
  created_at: Type.String({ format: "date-time", description: "When it was recorded." }),
  updated_at: Type.String({
    format: "date-time",
    description: "When its content last changed; a write that changes nothing does not move it.",
  }),
  revision: Type.Integer({ minimum: 1, description: "1 when created; moves with its content." }),
  links: Type.Object(
    {
      self: Type.String({
        description: "Its path.",
        examples: [`/${resource.name}/${resource.example}`],
      }),
    },
    { additionalProperties: false },
  ),
});

const snippet = (description: string): TSchema =>
  ({ type: ["string", "null"], description }) as unknown as TSchema;

const matchSchema = Type.Object(
  {
    title: snippet("The title that matched, or null."),
    summary: snippet("A piece of the other text that matched, or null."),
  },
  {
    description:
      "Only in lists with `highlight=true`: what was found, as HTML with `<mark>` and all else escaped.",
    additionalProperties: false,
  },
);

const facetSchema = Type.Array(
  Type.Object(
    {
      value: Type.String({ description: "What the filter of this name takes." }),
      label: Type.String({ description: "What people call it." }),
      count: Type.Integer({ minimum: 1, description: "How many records have it." }),
    },
    { additionalProperties: false },
  ),
);

/** The properties of a record as it is served. */
export function readProperties(
  resource: Resource,
  { without = [], nested = false }: { without?: readonly string[]; nested?: boolean } = {},
): TProperties {
  const fields = Object.entries(resource.fields).filter(([name]) => !without.includes(name));
  return {
    id: idSchema(resource),
    ...Object.fromEntries(fields.map(([name, field]) => [name, field.schema])),
    ...recordProperties(resource),
    ...(nested ? {} : { [MATCH]: Type.Optional(matchSchema) }),
  };
}

/** A record as it is served: every property is always there. */
const readSchema = (resource: Resource): TSchema =>
  Type.Object(readProperties(resource), {
    ...named(resource.schemaName),
    description: resource.description,
    additionalProperties: false,
  });

/** A record within the one that it belongs to: without naming it again. */
export const nestedSchema = (resource: Resource): TSchema =>
  Type.Object(readProperties(resource, { without: resource.owners ?? [], nested: true }), {
    additionalProperties: false,
  });

interface WriteOptions {
  /** Within the record that it belongs to: read-only fields may be sent back. */
  nested?: boolean;
  /** All of it may be left out, as in a merge patch. */
  partial?: boolean;
  /** Read-only fields may be sent back. */
  sentBack?: boolean;
}

/** What may be written of a record. */
export function writeSchema(resource: Resource, options: WriteOptions): TSchema {
  const { nested = false, partial = false, sentBack = nested } = options;
  const owners = nested ? (resource.owners ?? []) : [];
  const properties: TProperties = {};
  if (!partial) properties["id"] = Type.Optional(orNull(idSchema(resource)));
  const readOnly: TProperties = {};
  for (const [name, field] of Object.entries(resource.fields)) {
    if (owners.includes(name)) continue;
    if (field.input === null) readOnly[name] = field.schema;
    else {
      const optional = partial || !field.required;
      // A merge patch deletes by null (RFC 7396), where what is left is an empty list or the usual.
      const isDeletable = partial && !field.required && field.absent !== null;
      const input = isDeletable ? orNull(field.input) : field.input;
      properties[name] = optional ? Type.Optional(input) : input;
    }
  }
  if (sentBack) {
    Object.assign(readOnly, recordProperties(resource), nested ? {} : { [MATCH]: matchSchema });
    for (const [name, schema] of Object.entries(readOnly)) {
      properties[name] = Type.Optional({ ...schema, readOnly: true } as TSchema);
    }
  }
  return Type.Object(properties, { additionalProperties: false });
}

/** The name of a component. */
export const named = (name: string) => ({ $id: name, title: name });

const camelCase = (name: string) =>
  name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The names under which the schemas stand among the components of the OpenAPI document. */
export const schemaNames = (resource: Resource) => ({
  plural: camelCase(resource.name),
  read: resource.schemaName,
  selection: `${resource.schemaName}Selection`,
  list: `${resource.schemaName}List`,
  create: `${resource.schemaName}Create`,
  replace: `${resource.schemaName}Replace`,
  patch: `${resource.schemaName}Patch`,
});

/** A list's page, over the schemas of its elements. */
export const pageSchema = (
  name: string,
  elements: readonly string[],
  facets: readonly string[] = [],
): TSchema => {
  const references = elements.map((element) => ({ $ref: `${element}#` }));
  const [only] = references;
  return Type.Object(
    {
      data: Type.Array((elements.length === 1 ? only : { anyOf: references }) as TSchema),
      page: Type.Object(
        {
          limit: Type.Integer({ description: "How many records a page has at most." }),
          total: Type.Optional(
            Type.Integer({ description: "How many records match; left out with `count=none`." }),
          ),
          next: {
            type: ["string", "null"],
            description: "The cursor of the next page, or null on the last.",
          } as unknown as TSchema,
        },
        { additionalProperties: false },
      ),
      ...(facets.length === 0
        ? {}
        : {
            facets: Type.Optional(
              Type.Partial(
                Type.Object(Object.fromEntries(facets.map((facet) => [facet, facetSchema]))),
                {
                  description: "The counts by the values of each facet that was asked for.",
                  additionalProperties: false,
                },
              ),
            ),
          }),
    },
    { ...named(name), additionalProperties: false },
  );
};

/** The schemas of a resource's whole records, each with the name of its component. */
export function componentsOf(resource: Resource): TSchema[] {
  const names = schemaNames(resource);
  const written = (name: string, schema: TSchema) => ({ ...schema, ...named(name) }) as TSchema;
  return [
    readSchema(resource),
    pageSchema(names.list, [names.read, names.selection], facetNames(resource)),
    written(names.create, writeSchema(resource, {})),
    written(names.replace, writeSchema(resource, { sentBack: true })),
    written(names.patch, writeSchema(resource, { partial: true })),
  ];
}
