import type { FastifySchema } from "fastify";
import type { TProperties, TSchema } from "typebox";
import { Type } from "typebox";
import { MOST_VALUES_IN_BODY } from "../query/body-query.ts";
import { MOST_RANGES, MOST_VALUES, mostValuesOf } from "../query/filter-values.ts";
import { filterParameters } from "../query/parameters.ts";
import type { Resource } from "../resources/define.ts";
import { named, schemaNames } from "../resources/schemas.ts";
import { answer, jsonBody, problemAnswers } from "./answers.ts";
import { enumOf, listQuerySchema, pageProperties } from "./parameters.ts";
import { ANYBODY } from "./security.ts";

const bodyName = (resource: Resource): string => `${resource.schemaName}Query`;

/** A parameter's value in JSON: one, or an array of several. */
function oneOrMany(schema: TSchema, maxItems: number | undefined): TSchema {
  const { items, description, examples, ...value } = schema as TSchema & {
    items?: TSchema;
    description?: string;
    examples?: unknown[];
  };
  const one = (items ?? value) as TSchema;
  const many = Type.Array(one, { minItems: 1, ...(maxItems === undefined ? {} : { maxItems }) });
  const about = { description, ...(examples ? { examples } : {}) };
  return { anyOf: [one, many], ...about } as unknown as TSchema;
}

/** A schema that says its default in words: generators take a property with one for required. */
function withoutDefault(schema: TSchema): TSchema {
  const {
    default: value,
    description,
    ...others
  } = schema as TSchema & {
    default?: unknown;
    description?: string;
  };
  if (value === undefined) return schema;
  return { ...others, description: `${description} \`${value}\` unless given.` } as TSchema;
}

/** The body of a query: the parameters of the list, by the same names. */
export function querySchema(resource: Resource): TSchema {
  const filters = filterParameters(resource);
  // A query in a body is of what is there now, and is answered as JSON.
  const {
    properties: { as_of: _, ...properties },
  } = listQuerySchema(resource) as unknown as { properties: TProperties };
  const inJson = { ...properties, ...pageProperties, format: enumOf(["json"]) };
  const members = Object.entries(inJson).map(([name, schema]) => {
    const { filter, operator } = filters.get(name) ?? {};
    if (filter !== undefined && operator !== undefined) {
      const isSingle = ["gte", "lte", "exists"].includes(operator);
      const most = mostValuesOf(filter, operator, MOST_VALUES_IN_BODY);
      return [name, isSingle ? schema : oneOrMany(schema, most)] as const;
    }
    const isList = (schema as { type?: unknown }).type === "array";
    return [name, isList ? oneOrMany(schema, undefined) : withoutDefault(schema)] as const;
  });
  return Type.Partial(Type.Object(Object.fromEntries(members)), {
    ...named(bodyName(resource)),
    description: `The parameters of \`GET /${resource.name}\`, as JSON. Several values are an array.`,
    additionalProperties: false,
  });
}

/** The operation that lists a resource by a query in its body, described. */
export const queryOperation = (resource: Resource): FastifySchema => ({
  tags: [resource.name],
  operationId: `query${schemaNames(resource).plural}`,
  summary: `List ${resource.name.replaceAll("-", " ")} by a query in the body`,
  description: `The same as \`GET /${resource.name}\` with the same parameters, for queries that are too long for a URL. Each value of JSON is one value: commas and quotes in it mean nothing, several values are an array, and numbers and booleans may be written as such. A filter takes ${MOST_VALUES} values in a URL, one by dates or times ${MOST_RANGES}; here some take ${MOST_VALUES_IN_BODY}, as \`maxItems\` says. To go on, send the same body with \`page.next\` as \`cursor\`.`,
  security: ANYBODY,
  body: jsonBody(bodyName(resource)),
  response: {
    200: answer({ description: "A page of the list." }, schemaNames(resource).list),
    ...problemAnswers("invalid-request", "too-large", "unsupported-media-type"),
  },
});
