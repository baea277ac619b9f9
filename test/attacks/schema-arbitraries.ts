import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import fc from "fast-check";
import { HOSTILE_TEXTS } from "../formats/hostile-texts.ts";
import { SAMPLES } from "../resources/samples.ts";

/**
 * Values that a JSON Schema allows, as arbitraries, for the part of JSON Schema that the OpenAPI
 * document uses. There is `json-schema-fast-check`; it has been archived since 2022 and knows
 * fast-check 1.
 */

export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  minProperties?: number;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  examples?: unknown[];
}

/** What is understood below, and what says nothing about which values are right. */
const KNOWN = [
  ...["$ref", "type", "enum", "const", "anyOf", "properties", "required", "additionalProperties"],
  ...["minProperties", "items", "minItems", "maxItems", "uniqueItems", "minLength", "maxLength"],
  ...["pattern", "format", "minimum", "maximum", "examples"],
  ...["description", "title", "readOnly", "default", "contentMediaType"],
];

/** Texts of any length up to this; the longest that a schema allows are tried as well. */
const USUAL_LENGTH = 30;
const USUAL_ITEMS = 4;

const FORMATS: Record<string, fc.Arbitrary<string>> = {
  "date-time": fc
    .date({ noInvalidDate: true, min: new Date("1000-01-01"), max: new Date("9999-12-31") })
    .map((date) => date.toISOString()),
  date: fc
    .date({ noInvalidDate: true, min: new Date("1000-01-01"), max: new Date("9999-12-31") })
    .map((date) => date.toISOString().slice(0, 10)),
  uri: fc.webUrl({ withFragments: true, withQueryParameters: true }),
};

export const anyText = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: "grapheme", maxLength: USUAL_LENGTH }),
  fc.string({ unit: "binary", maxLength: USUAL_LENGTH }),
);

/** The arbitraries of an OpenAPI document's schemas, and what its schemas say of a value. */
export class SchemaArbitraries {
  private readonly document: object;
  private readonly ajv: Ajv2020;
  private readonly lenient: Ajv2020;
  private readonly coercing: Ajv2020;
  private readonly hints: Map<string, unknown[]>;

  /** @param hints values that members of these names are often to have, beside those of samples */
  constructor(document: object, hints: Record<string, unknown[]> = {}) {
    this.document = document;
    this.ajv = validatorOf(document);
    const lenient = withoutReadOnly(document) as object;
    this.lenient = validatorOf(lenient);
    this.coercing = validatorOf(lenient, "array");
    this.hints = new Map(Object.entries(hints));
    for (const { whole } of Object.values(SAMPLES)) {
      for (const [name, value] of Object.entries(whole)) {
        this.hints.set(name, [...(this.hints.get(name) ?? []), value]);
      }
    }
  }

  /** Whether a schema of the document allows a value. */
  allows(schema: JsonSchema, value: unknown): boolean {
    return this.ajv.validate(this.absolute(schema), value);
  }

  /**
   * Whether a server may take a value: like `allows`, but for what is read-only, which has no effect
   * where it may be sent back.
   * @param isQuery whether numbers and booleans may be texts, and the other way round
   */
  mayAllow(schema: JsonSchema, value: unknown, isQuery = false): boolean {
    const absolute = this.absolute(schema);
    return isQuery
      ? this.coercing.validate(absolute, structuredClone(value))
      : this.lenient.validate(absolute, value);
  }

  /** Values that a schema allows. @throws {Error} at a keyword that is not understood */
  of(schema: JsonSchema): fc.Arbitrary<unknown> {
    const unknown = Object.keys(schema).filter((keyword) => !KNOWN.includes(keyword));
    if (unknown.length > 0) throw new Error(`Values by ${unknown} can't be made yet.`);
    if (schema.$ref !== undefined) return this.of(this.referred(schema.$ref));
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    if (schema.anyOf) return fc.oneof(...schema.anyOf.map((each) => this.of(each)));
    const types = [schema.type ?? ["string", "integer", "boolean", "null"]].flat();
    return fc.oneof(...types.map((type) => this.ofType(type, schema)));
  }

  private ofType(type: string, schema: JsonSchema): fc.Arbitrary<unknown> {
    if (type === "string") return this.text(schema);
    if (type === "integer") {
      const { minimum: min = -1000, maximum: max = min + 1000 } = schema;
      return fc.integer({ min, max });
    }
    if (type === "number") return fc.double({ noNaN: true, noDefaultInfinity: true });
    if (type === "boolean") return fc.boolean();
    if (type === "null") return fc.constant(null);
    if (type === "array") return this.list(schema);
    if (type === "object") return this.object(schema);
    throw new Error(`Values of the type ${type} can't be made yet.`);
  }

  private text(schema: JsonSchema): fc.Arbitrary<string> {
    const { pattern, format, minLength = 0, maxLength = 1000 } = schema;
    const made: fc.Arbitrary<string>[] = [];
    if (pattern !== undefined) made.push(fc.stringMatching(new RegExp(pattern, "u")));
    else if (format !== undefined) {
      const known = FORMATS[format];
      if (known === undefined) throw new Error(`Texts of the format ${format} can't be made yet.`);
      made.push(known);
    } else {
      made.push(anyText, fc.string({ minLength: maxLength, maxLength, unit: "grapheme-ascii" }));
      if (minLength <= 1) made.push(fc.string({ minLength, maxLength: 1 }));
    }
    const examples = (schema.examples ?? []).filter((each) => typeof each === "string");
    if (examples.length > 0) made.push(fc.constantFrom(...examples));
    const rest = { type: "string", ...schema };
    return fc.oneof(...made).filter((text) => this.allows({ ...rest, type: "string" }, text));
  }

  private list(schema: JsonSchema): fc.Arbitrary<unknown[]> {
    const { items = {}, minItems: minLength = 0, maxItems = USUAL_ITEMS } = schema;
    const maxLength = Math.max(minLength, Math.min(maxItems, USUAL_ITEMS));
    const each = this.of(items);
    const range = { minLength, maxLength };
    return schema.uniqueItems
      ? fc.uniqueArray(each, { ...range, selector: (value) => JSON.stringify(value) })
      : fc.array(each, range);
  }

  private object(schema: JsonSchema): fc.Arbitrary<object> {
    const { properties = {}, required = [], minProperties = 0 } = schema;
    const optional = Object.keys(properties).filter((name) => !required.includes(name));
    const made = new Map(
      Object.entries(properties).map(([name, property]) => [name, this.property(name, property)]),
    );
    return fc
      .subarray(optional, { minLength: minProperties, maxLength: Math.min(optional.length, 6) })
      .chain((some) => {
        const chosen = [...made].filter(([name]) => required.includes(name) || some.includes(name));
        return fc.record(Object.fromEntries(chosen), { noNullPrototype: true });
      });
  }

  /** Chance alone would never name a record that is there: samples do. */
  private property(name: string, schema: JsonSchema): fc.Arbitrary<unknown> {
    const hints = (this.hints.get(name) ?? []).filter((value) => this.allows(schema, value));
    const made = this.of(schema);
    return hints.length === 0
      ? made
      : fc.oneof(
          { arbitrary: fc.constantFrom(...hints), weight: 6 },
          { arbitrary: made, weight: 1 },
        );
  }

  private referred(pointer: string): JsonSchema {
    const steps = pointer.replace(/^#\//, "").split("/");
    let found: unknown = this.document;
    for (const step of steps) found = (found as Record<string, unknown>)[step];
    return found as JsonSchema;
  }

  /** The same schema, with references into the document that Ajv knows. */
  private absolute(schema: JsonSchema): object {
    const known = this.absolutes.get(schema);
    if (known !== undefined) return known;
    const text = JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"document#/');
    const made = JSON.parse(text) as object;
    this.absolutes.set(schema, made);
    return made;
  }

  private readonly absolutes = new WeakMap<JsonSchema, object>();
}

function validatorOf(document: object, coerceTypes: "array" | false = false): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, coerceTypes });
  formats.default(ajv);
  return ajv.addSchema(document, "document");
}

/** A document whose read-only places may hold anything. */
function withoutReadOnly(node: unknown): unknown {
  if (typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) return node.map(withoutReadOnly);
  if ((node as { readOnly?: unknown }).readOnly === true) return {};
  return Object.fromEntries(
    Object.entries(node).map(([name, each]) => [name, withoutReadOnly(each)]),
  );
}
