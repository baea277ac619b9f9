import fc from "fast-check";
import type { Operation, Parameter } from "./operations.ts";
import type { JsonSchema, SchemaArbitraries } from "./schema-arbitraries.ts";
import { anyText } from "./schema-arbitraries.ts";

/** Requests of an operation, as it documents them and otherwise. */

export interface Request {
  method: Operation["method"];
  url: string;
  headers: Record<string, string>;
  payload?: string;
}

/** A request, and what is known of it before it is sent. */
export interface Attempt {
  request: Request;
  /** The names of the parameters that it has, in any place. */
  named: string[];
  /** What is not as documented, in words; null for all that is as documented. */
  wrong: string | null;
  /** The body, where it is JSON. */
  body?: unknown;
  /** Whether the body is a list's query, in which numbers and texts are alike, as in a URL. */
  isQuery: boolean;
}

/** Values that no vocabulary has and that some code may trip over. */
const ODD_VALUES = [
  ...["", " ", ",", ",,", '"', '""', '"a', "null", "undefined", "NaN", "true", "-1", "0", "1e9"],
  ...["9007199254740993", "99999999999999999999", "1.5", "0x10", "٣", "2020-13", "2020-02-30"],
  ...["2021-02-29", "0000", "9999-12-31~", "2020-07-01T00:00:00Z", "2020-07-01T25:00:00Z"],
  ...["__proto__", "constructor", "toString", "../items", "%", "*", "a".repeat(3000)],
  ...["' or '1'='1", "1; drop table items", '") union select secret_hash from api_keys --'],
];

const ODD_HEADERS = [
  "",
  "*",
  '"1"',
  'W/"1"',
  '"1", "2"',
  "1",
  '"',
  "bytes=0-1",
  "application/json",
];

/** Texts that an import can read; chance makes none. */
const FILES: Record<string, string[]> = {
  "text/csv": ["title,kind\nA row,other\n", "id,name\nx,=1+1\n", 'title,kind\n"a\nb",case\n'],
  "application/x-ndjson": ['{"title":"A line","kind":"other"}\n', '{"name":"A"}\n{"name":"B"}'],
  "text/plain": [
    "A headline\n\nOn 22 July 2020, the MIIT issued a notice.[1]\n\n[1] https://a.example/\n",
  ],
  "text/markdown": [
    "# News\n\n## A law is passed\n\nOn 5 August 2020 it was [passed](https://a.example/).\n",
  ],
};

/** How a value is written in a URL: lists by comma, quoted where an element has one. */
function written(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return value.map((each) => (/[",]/.test(String(each)) ? quoted(String(each)) : each)).join(",");
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Whether a text can't be a parameter's value, whatever else it says. */
function isWrong(schemas: SchemaArbitraries, { schema }: Parameter, text: string): boolean {
  const { type, items } = schema;
  if (type === "boolean") return text !== "true" && text !== "false";
  if (type === "integer") return !/^-?\d+$/.test(text) || !schemas.allows(schema, Number(text));
  if (type === "string" && schema.enum) return !schemas.allows(schema, text);
  if (type === "array" && items?.enum && !/[",]/.test(text)) {
    return !items.enum.map((each) => String(each).toLowerCase()).includes(text.toLowerCase());
  }
  return false;
}

/** Whether it can be written in a URL: no half of a surrogate pair. */
const isText = (text: string): boolean => !/\p{Cs}/u.test(text);

export class Requests {
  private readonly schemas: SchemaArbitraries;
  /** Ids that are there, by the path of their list. */
  private readonly ids: (path: string) => string[];

  constructor(schemas: SchemaArbitraries, ids: (path: string) => string[]) {
    this.schemas = schemas;
    this.ids = ids;
  }

  /** Requests that are made as documented: their values are right by their schemas. */
  documented(operation: Operation): fc.Arbitrary<Attempt> {
    return fc
      .record({
        values: this.values(operation),
        body: this.body(operation),
        accept: fc.constantFrom(...operation.answers, null, null, null),
      })
      .map(({ values, body, accept }) => attempt(operation, values, body, accept));
  }

  /** Requests with one thing that is not as documented, or at least odd. */
  spoiled(operation: Operation): fc.Arbitrary<Attempt> {
    const sound = this.documented(operation);
    const others: fc.Arbitrary<Attempt>[] = [
      sound.chain((each) => unknownParameter(each)),
      sound.chain((each) => oddHeader(each)),
    ];
    const query = operation.parameters.filter(({ in: place }) => place === "query");
    if (query.length > 0) {
      const chosen = fc.tuple(
        this.values(operation),
        this.body(operation),
        fc.constantFrom(...query),
        fc.oneof(fc.constantFrom(...ODD_VALUES), anyText.filter(isText)),
      );
      const spoilt = chosen.map(([values, body, parameter, text]) => {
        const kept = values.filter(([{ name }]) => name !== parameter.name);
        const made = attempt(operation, [...kept, [parameter, text]], body, null);
        const wrong = isWrong(this.schemas, parameter, text) ? `${parameter.name}=${text}` : null;
        return { ...made, wrong };
      });
      others.push(spoilt, spoilt, spoilt);
    }
    const json = operation.bodies["application/json"];
    if (json !== undefined) {
      const bodies = sound.filter(({ body }) => body !== undefined);
      const spoilt = bodies.chain((each) => this.spoiltBody(each, json));
      others.push(spoilt, spoilt, spoilt, spoilt, bodies.chain(brokenText));
    }
    if (Object.keys(operation.bodies).length > 0) others.push(sound.map(otherType));
    return fc.oneof(...others);
  }

  private values({ path, parameters }: Operation): fc.Arbitrary<[Parameter, string][]> {
    const must = parameters.filter((each) => each.required || each.in === "path");
    const may = parameters.filter((each) => !must.includes(each));
    return fc
      .subarray(may, { maxLength: Math.min(may.length, 4) })
      .chain((some) =>
        fc.tuple(
          ...[...must, ...some].map((parameter) =>
            this.value(path, parameter).map((value): [Parameter, string] => [
              parameter,
              written(value),
            ]),
          ),
        ),
      );
  }

  private value(path: string, { name, in: place, schema, example }: Parameter) {
    const made = this.schemas.of(schema).filter((value) => isText(written(value)));
    const likely: unknown[] = example === undefined ? [] : [example];
    if (place === "path" && name === "id")
      likely.push(...this.ids(path.split("/{id}", 1)[0] ?? ""));
    if (place === "header") return fc.constantFrom(...ODD_HEADERS.slice(1, 5));
    return likely.length === 0
      ? made
      : fc.oneof(
          { arbitrary: fc.constantFrom(...likely), weight: 4 },
          { arbitrary: made, weight: 1 },
        );
  }

  private body({ bodies }: Operation): fc.Arbitrary<[string, unknown] | null> {
    const kinds = Object.entries(bodies);
    if (kinds.length === 0) return fc.constant(null);
    return fc.oneof(
      ...kinds.map(([type, schema]) => {
        const made = this.schemas.of(schema);
        const texts = FILES[type] ?? [];
        const likely = texts.length === 0 ? made : fc.oneof(made, fc.constantFrom(...texts));
        return likely.map((value): [string, unknown] => [type, value]);
      }),
    );
  }

  /** One place of a body changed: removed, of another type, too much, or one more. */
  private spoiltBody(sound: Attempt, schema: JsonSchema): fc.Arbitrary<Attempt> {
    const places = placesIn(sound.body);
    const change = fc.oneof(
      fc.constantFrom<unknown>(null, true, -1, 1.5, 1e300, "", " ", [], {}, [[]], { id: {} }),
      fc.constantFrom<unknown>(undefined, undefined),
      fc.constantFrom<unknown>("a".repeat(60_000), "a\0b", "\ud800", ["a", "a"], { id: "a", x: 1 }),
      fc.constantFrom<unknown>(...ODD_VALUES),
    );
    return fc
      .tuple(fc.constantFrom(...places), change, fc.constantFrom("replace", "add"))
      .map(([place, value, way]) => {
        const body =
          way === "add" ? added(sound.body, place, value) : replaced(sound.body, place, value);
        if (body === undefined) return sound;
        const payload = JSON.stringify(body);
        const parsed: unknown = JSON.parse(payload);
        const mayBeTaken = this.schemas.mayAllow(schema, parsed, sound.isQuery);
        const wrong = mayBeTaken ? null : `the body at /${place.join("/")}`;
        return { ...sound, request: { ...sound.request, payload }, body: parsed, wrong };
      });
  }
}

function attempt(
  { method, path, bodies }: Operation,
  values: readonly [Parameter, string][],
  body: [string, unknown] | null,
  accept: string | null,
): Attempt {
  const query = new URLSearchParams();
  const headers: Record<string, string> = accept === null ? {} : { accept };
  let url = path;
  for (const [{ name, in: place }, text] of values) {
    if (place === "query") query.append(name, text);
    else if (place === "header") headers[name.toLowerCase()] = text;
    else url = url.replace(`{${name}}`, encodeURIComponent(text));
  }
  const asked = query.size === 0 ? "" : `?${query}`;
  const isQuery = path.endsWith("/query");
  const request: Request = { method, url: `${url}${asked}`, headers };
  const made: Attempt = { request, named: values.map(([{ name }]) => name), wrong: null, isQuery };
  if (body === null || Object.keys(bodies).length === 0) return made;
  const [type, value] = body;
  headers["content-type"] = type;
  const isJson = type.endsWith("json") && type !== "application/x-ndjson";
  request.payload = isJson ? JSON.stringify(value) : String(value);
  return isJson ? { ...made, body: value } : made;
}

const unknownParameter = (sound: Attempt): fc.Arbitrary<Attempt> =>
  fc
    .constantFrom("nope", "__proto__", "constructor", "limit[]", "hasOwnProperty", "é", "q ", "Q")
    .map((name) => {
      const { url } = sound.request;
      const added = `${url}${url.includes("?") ? "&" : "?"}${encodeURIComponent(name)}=1`;
      const named = [...sound.named, name];
      return { ...sound, request: { ...sound.request, url: added }, named, wrong: `?${name}` };
    });

const oddHeader = (sound: Attempt): fc.Arbitrary<Attempt> =>
  fc
    .tuple(
      fc.constantFrom(
        "if-match",
        "if-none-match",
        "if-modified-since",
        "accept",
        "range",
        "prefer",
      ),
      fc.constantFrom(...ODD_HEADERS, "text/html;q=0", "*/*;q=0", "x/y", "a".repeat(5000)),
    )
    .map(([name, value]) => ({
      ...sound,
      request: { ...sound.request, headers: { ...sound.request.headers, [name]: value } },
    }));

const brokenText = (sound: Attempt): fc.Arbitrary<Attempt> =>
  fc.nat(1000).map((at) => {
    const { payload = "" } = sound.request;
    const cut = payload.slice(0, at % Math.max(1, payload.length));
    return { ...sound, request: { ...sound.request, payload: cut }, wrong: "cut-off JSON" };
  });

const otherType = (sound: Attempt): Attempt => {
  const headers = { ...sound.request.headers, "content-type": "application/xml" };
  return { ...sound, request: { ...sound.request, headers, payload: "<a/>" }, wrong: "XML" };
};

type Path = readonly (string | number)[];

/** Every place in a body, the whole first. */
function placesIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([name, each]) => placesIn(each, [...path, name])),
  ];
}

/** A body with another value in a place, or without that place for `undefined`. */
function replaced(body: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(body)) {
    const copy: unknown[] = [...body];
    if (rest.length === 0 && value === undefined) copy.splice(Number(step), 1);
    else copy[Number(step)] = replaced(copy[Number(step)], rest, value);
    return copy;
  }
  const { [step]: inner, ...others } = body as Record<string, unknown>;
  const changed = replaced(inner, rest, value);
  return changed === undefined ? others : { ...others, [step]: changed };
}

/** A body with one member more in a place, where it is an object. */
function added(body: unknown, place: Path, value: unknown): unknown {
  let found = body;
  for (const step of place) found = (found as Record<string | number, unknown>)[step];
  if (typeof found !== "object" || found === null) return replaced(body, place, value);
  const more = Array.isArray(found)
    ? [...found, value ?? null]
    : { ...found, surplus: value ?? null };
  return place.length === 0 ? more : replaced(body, place, more);
}
