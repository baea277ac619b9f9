import type { TProperties, TSchema } from "typebox";
import { Type } from "typebox";
import type { Extent, Format } from "../formats/format.ts";
import { formatNames, formatsOf } from "../formats/index.ts";
import type { Filter, Operator } from "../query/filter.ts";
import { OPERATORS } from "../query/filter.ts";
import { inclusionsOf } from "../query/include-parameter.ts";
import {
  COUNTS,
  DEFAULT_LIMIT,
  fieldNames,
  LARGEST_LIMIT,
  RELEVANCE,
} from "../query/page-parameters.ts";
import { filterParameters, wideningsOf } from "../query/parameters.ts";
import {
  DEFAULT_FACET_LIMIT,
  facetNames,
  LARGEST_FACET_LIMIT,
  LONGEST_SEARCH,
  MOST_MARKED,
} from "../query/search-parameters.ts";
import type { Resource } from "../resources/define.ts";
import { onceFor } from "../resources/define.ts";
import { codesOf, STATES } from "../vocabularies.ts";

/** The query parameters of a resource as JSON Schema, from the data that also parses them. */

/** Lists are comma-separated, which OpenAPI calls `form` without `explode`. */
const COMMA_SEPARATED = { style: "form", explode: false };

export const querySchema = (properties: TProperties): TSchema =>
  Type.Partial(Type.Object(properties), { additionalProperties: false, ...COMMA_SEPARATED });

export const listOf = (
  items: TSchema,
  description: string,
  example?: readonly unknown[],
): TSchema => Type.Array(items, { description, ...(example ? { examples: [example] } : {}) });

export const enumOf = (codes: readonly string[], more: object = {}): TSchema =>
  ({ type: "string", enum: [...codes], ...more }) as unknown as TSchema;

/** The parameters of a list. */
export const listQuerySchema = (resource: Resource): TSchema =>
  querySchema({ ...filterProperties(resource), ...listProperties(resource) });

/** The parameters of a list that take several values. */
export const listsOfNames = onceFor((resource): ReadonlySet<string> => {
  const { properties = {} } = listQuerySchema(resource) as { properties?: Record<string, object> };
  const lists = Object.entries(properties).filter(
    ([, schema]) => (schema as { type?: unknown }).type === "array",
  );
  return new Set(lists.map(([name]) => name));
});

/** The parameters of a single record. */
export const recordQuerySchema = (resource: Resource): TSchema =>
  querySchema({
    ...dayProperty(resource),
    ...shapeProperties(resource, "record"),
    ...pastProperty(
      "The record as it was recorded at this moment, with the names that what it links to had, as JSON.",
    ),
  });

function filterProperties(resource: Resource): TProperties {
  const properties: TProperties = {};
  for (const [parameter, { name, filter, operator }] of filterParameters(resource)) {
    properties[parameter] = filterProperty(name, filter, operator);
  }
  return properties;
}

function filterProperty(name: string, filter: Filter, operator: Operator): TSchema {
  const description =
    operator === "any"
      ? filter.description
      : `Like \`${name}\`, but selects ${OPERATORS[operator]}.`;
  if (operator === "exists") return Type.Boolean({ description });
  const ranged = operator === "gte" || operator === "lte";
  if (ranged || filter.splits === false) {
    const example = exampleOf(filter.value.schema, filter.example);
    return { ...filter.value.schema, description, examples: [example] } as TSchema;
  }
  const examples = filter.example.split(",").map((text) => exampleOf(filter.value.schema, text));
  return listOf(filter.value.schema, description, examples);
}

/** An example, which is written as it stands in a URL, as a value of its schema. */
function exampleOf(schema: TSchema, text: string): unknown {
  const { type } = schema as TSchema & { type?: string };
  return type === "integer" ? Number(text) : type === "boolean" ? text === "true" : text;
}

/** What is searched for, and what is counted. */
function searchProperties(resource: Resource): TProperties {
  const facets = facetNames(resource);
  return {
    q: Type.String({
      maxLength: LONGEST_SEARCH,
      description: SEARCH,
      examples: ['"personal information" OR privacy -draft'],
    }),
    highlight: Type.Boolean({
      description: `With \`q\`: each record has \`match\`, with what was found in \`<mark>\` and all else escaped for HTML. The words and phrases of \`q\` times \`limit\` may be ${MOST_MARKED}.`,
    }),
    ...(facets.length === 0
      ? {}
      : {
          facets: listOf(
            enumOf(facets),
            "Count the records by the values of these filters, under all others that are given.",
            facets.slice(0, 2),
          ),
          facet_limit: Type.Integer({
            minimum: 1,
            maximum: LARGEST_FACET_LIMIT,
            default: DEFAULT_FACET_LIMIT,
            description: "How many values of each facet are given, those with the most first.",
          }),
        }),
  };
}

const SEARCH = `Full text. Whatever is typed is searched; case, accents and width make no difference.

- \`data security\`: both words, anywhere
- \`"data security"\`: the phrase
- \`data -security\`: without the second
- \`data OR privacy\`: either
- \`priva*\`: words that begin so
- \`公司法\`, \`法\`: Chinese, Japanese and Korean by any consecutive characters

What has no letter or digit, or is empty, finds nothing.`;

function listProperties(resource: Resource): TProperties {
  const sorts = [RELEVANCE, ...Object.keys(resource.sorts).flatMap((name) => [name, `-${name}`])];
  const orders = Object.entries(resource.sorts).map(
    ([name, { description }]) => `- \`${name}\`: ${description}`,
  );
  const state =
    resource.state === "none"
      ? {}
      : {
          state: listOf(
            enumOf(codesOf(STATES)),
            "Which states to show; `published` unless given. Drafts need an API key.",
            ["published"],
          ),
        };
  return {
    ...searchProperties(resource),
    ...state,
    ...dayProperty(resource),
    ...Object.fromEntries(
      wideningsOf(resource).map(([, { parameter, description }]) => [
        parameter,
        Type.Boolean({ default: false, description }),
      ]),
    ),
    sort: listOf(
      enumOf(sorts),
      `The order, with \`-\` for descending, several by comma; \`${resource.defaultSort}\` unless given, with \`q\` \`relevance\`${otherOrders(resource)}. Ties follow the id.\n\n- \`relevance\`: with \`q\` only: a match in the title first, then in the summary too, then in the names of what is linked; then in the usual order\n${orders.join("\n")}`,
      [resource.defaultSort],
    ),
    ...pageProperties,
    ...exportProperties(formatsOf(resource, "list")),
    ...pastProperty(
      "All records as they were recorded at this moment, in the order of their ids; in formats other than JSON, and with no parameter but `format`, `fields` and `on`.",
    ),
    ...countProperty,
    ...shapeProperties(resource, "list"),
  };
}

/** Whether a list says how long it is. */
export const countProperty: TProperties = {
  count: enumOf(COUNTS, {
    default: "exact",
    description: "`none` leaves out `page.total`. Only JSON has one.",
  }),
};

/** How a list is walked. */
export const pageProperties: TProperties = {
  limit: Type.Integer({
    minimum: 1,
    maximum: LARGEST_LIMIT,
    default: DEFAULT_LIMIT,
    description: "How many records a page has at most.",
  }),
  cursor: Type.String({
    minLength: 1,
    description: "`page.next` of the page before, with the same filters and order.",
  }),
};

/** The orders of formats that have one of their own, in words. */
const otherOrders = (resource: Resource): string =>
  formatsOf(resource, "list")
    .flatMap(({ name, order }) => (order === undefined ? [] : [`, in ${name} \`${order}\``]))
    .join("");

/** What `limit` and `cursor` mean beyond pages of JSON. */
function exportProperties(formats: readonly Format[]): TProperties {
  const inPages = formats.flatMap(({ name, most }) =>
    most === null ? [] : [`In ${name}: of the answer, ${most} unless given.`],
  );
  const whole = formats.filter(({ most }) => most === null).map(({ name }) => name);
  return {
    limit: Type.Integer({
      minimum: 1,
      default: DEFAULT_LIMIT,
      description: [
        `How many records a page has at most, up to ${LARGEST_LIMIT}.`,
        ...inPages,
        `In ${whole.join(", ")}: how many there are in all, without an upper bound; all that match unless given.`,
      ].join(" "),
    }),
    cursor: Type.String({
      minLength: 1,
      description:
        "`page.next` of the page before, with the same filters and order. Any format goes on from there.",
    }),
  };
}

/** The parameters of what has only pages. */
export const pageQuerySchema: TSchema = querySchema(pageProperties);

const pastProperty = (description: string): TProperties => ({
  as_of: Type.String({
    format: "date-time",
    description: `${description} A day stands for its end, in UTC; statuses are of that day unless \`on\` is given.`,
    examples: ["2026-01-01T00:00:00Z"],
  }),
});

/** The parameter of what only the day decides. */
export const dayQuerySchema = (resource: Resource): TSchema => querySchema(dayProperty(resource));

function shapeProperties(resource: Resource, extent: Extent): TProperties {
  const linked = inclusionsOf(resource);
  const names = linked.map(({ field }) => field);
  const targets = linked.map(
    ({ field, resource: target }) => `- \`${field}\`: ${target.name.replaceAll("-", " ")}`,
  );
  const formats = formatsOf(resource, extent);
  const whole = formats.filter(({ takesFields }) => !takesFields).map(({ name }) => name);
  const except = whole.length === 0 ? "" : ` Not in ${whole.join(", ")}.`;
  const meanings = formats.map(({ name, description }) => `- \`${name}\`: ${description}`);
  return {
    fields: listOf(
      enumOf(fieldNames(resource)),
      `Only these fields of each record, in the record's own order.${except}`,
      fieldNames(resource).slice(0, 2),
    ),
    ...(linked.length === 0
      ? {}
      : {
          include: listOf(
            enumOf(names),
            `Whole records in place of the small objects of these fields, as their own resource shows them; what the link itself says stays with them. One level deep.\n\n${targets.join("\n")}`,
            names.slice(0, 2),
          ),
        }),
    format: enumOf(formatNames(formats), {
      default: "json",
      description: `The format; \`Accept\` with its media type does the same, and this wins over it.\n\n- \`json\`: ${extent === "list" ? "a page" : "the record"} as described here.\n${meanings.join("\n")}`,
    }),
  };
}

/** The parameter `on`, of what can be asked for as of a day. */
export const dayProperty = (resource: Resource): TProperties =>
  resource.takesDay
    ? {
        on: Type.String({
          format: "date",
          description: "The day for statuses; today in UTC unless given.",
          examples: ["2020-08-01"],
        }),
      }
    : {};
