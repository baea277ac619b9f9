import type { TProperties, TSchema } from "typebox";
import { Type } from "typebox";
import type { Linked } from "../fields/field.ts";
import { inclusionsOf } from "../query/include-parameter.ts";
import type { Resource } from "../resources/define.ts";
import { named, readProperties, schemaNames } from "../resources/schemas.ts";
import { withArticle } from "../values/words.ts";

/** Schemas of records as `fields` and `include` make them. */

const anyOf = (...schemas: TSchema[]): TSchema => ({ anyOf: schemas }) as unknown as TSchema;

const reference = (schemaName: string): TSchema => ({ $ref: `${schemaName}#` }) as TSchema;

const hasMore = ({ more }: Linked): boolean => Object.keys(more).length > 0;

/** The name of a whole linked record's schema, which has what the link says where it says more. */
const wholeName = (resource: Resource, linked: Linked, target: Resource): string =>
  hasMore(linked) ? `${resource.schemaName}${target.schemaName}` : target.schemaName;

/** A field's schema where its small objects may be whole records. */
function filledUp(schema: TSchema, { shape }: Linked, whole: TSchema): TSchema {
  const { description } = schema as { description?: string };
  const about = description === undefined ? {} : { description };
  if (shape === "one") return { ...anyOf(schema, whole), ...about } as TSchema;
  const { items } = schema as unknown as { items: TSchema };
  if (shape === "list") return Type.Array(anyOf(items, whole), about);
  const { properties } = items as unknown as { properties: TProperties };
  const small = properties[shape.listWith] as TSchema;
  const element = { ...properties, [shape.listWith]: anyOf(small, whole) };
  return Type.Array(Type.Object(element, { additionalProperties: false }), about);
}

/** A record cut down by `fields` or filled up by `include`. */
function selectionSchema(resource: Resource): TSchema {
  const properties = readProperties(resource);
  for (const { field, linked, resource: target } of inclusionsOf(resource)) {
    const whole = reference(wholeName(resource, linked, target));
    properties[field] = filledUp(properties[field] as TSchema, linked, whole);
  }
  return Type.Partial(Type.Object(properties), {
    ...named(schemaNames(resource).selection),
    description: `What \`fields\` and \`include\` make of ${withArticle(resource.singular)}: some of its fields, and whole records in place of small objects.`,
    additionalProperties: false,
    minProperties: 1,
  });
}

/** The schemas of what `fields` and `include` make of a resource's records. */
export function selectionsOf(resource: Resource): TSchema[] {
  const linked = inclusionsOf(resource).filter((each) => hasMore(each.linked));
  return [
    selectionSchema(resource),
    ...linked.map(({ field, linked, resource: target }) =>
      Type.Object(
        { ...readProperties(target), ...linked.more },
        {
          ...named(wholeName(resource, linked, target)),
          description: `A whole record in \`${field}\` of ${withArticle(resource.singular)}, with what the link says of it.`,
          additionalProperties: false,
        },
      ),
    ),
  ];
}
