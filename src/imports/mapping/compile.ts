import { Type } from "typebox";
import { Compile } from "typebox/compile";
import type { Json, JsonObject } from "../../fields/field.ts";
import { below, isObject } from "../../fields/field.ts";
import type { Faults } from "../../problems/faults.ts";
import { oneOf } from "../../problems/faults.ts";
import { reportSchemaFaults } from "../../problems/schema-faults.ts";
import { dateReader, faultOfForm } from "./date-forms.ts";
import type { Rule, Scope, Steps } from "./rule.ts";
import { applySteps, valueAt } from "./rule.ts";

/** Where a rule's values come from; a rule has one of these. */
const SOURCES = ["from", "row", "value", "template", "first", "list", "each", "object"] as const;

const text = Type.String({ minLength: 1 });
const anything = Type.Unknown();
const flag = Type.Boolean();

/** The members of a rule as far as they hold no other rules: those are looked at one by one. */
const MEMBERS = {
  from: anything,
  row: anything,
  value: anything,
  template: text,
  first: Type.Array(anything, { minItems: 1 }),
  list: Type.Array(anything, { minItems: 1 }),
  each: anything,
  to: anything,
  object: Type.Record(Type.String(), anything),
  needs: Type.Array(text, { minItems: 1 }),
  when: Type.Record(Type.String(), anything),
  split: text,
  after: text,
  before: text,
  case: { type: "string", enum: ["lower", "upper"] },
  slug: flag,
  unique: flag,
  values: Type.Record(Type.String(), anything),
  otherwise: anything,
  date: anything,
  days: Type.Integer({ minimum: -31, maximum: 31 }),
  default: anything,
};

const RULE = Compile(
  Type.Object(
    Object.fromEntries(
      Object.entries(MEMBERS).map(([name, schema]) => [name, Type.Optional(schema as never)]),
    ),
    { additionalProperties: false },
  ),
);

/** Makes rules of a document, and notes which columns of a row they read. */
export class RuleCompiler {
  /** The columns that are read, in the order in which they are named. */
  readonly columns = new Set<string>();
  /** Whether a rule, or one within it, holds only for some rows. */
  isConditional = false;
  private readonly faults: Faults;

  constructor(faults: Faults) {
    this.faults = faults;
  }

  /**
   * @param isRow whether it is evaluated on a row, and not on an element of a list
   * @returns a rule that gives nothing where the document has a fault
   */
  compile(document: Json, pointer: string, isRow: boolean): Rule {
    const path = pathOf(document);
    if (path !== null) return this.reading(path, isRow);
    if (!isObject(document)) {
      this.faults.pointer(
        pointer,
        'A rule is the name of a column, a path as a list of names, or an object such as {"value": "draft"}.',
      );
      return () => null;
    }
    const before = this.faults.count;
    const known = Object.entries(document).filter(([name]) => Object.hasOwn(MEMBERS, name));
    reportSchemaFaults(RULE, Object.fromEntries(known), pointer, this.faults);
    for (const name of Object.keys(document)) {
      if (Object.hasOwn(MEMBERS, name)) continue;
      this.faults.pointer(below(pointer, name), `A rule has no '${name}'.`, () =>
        oneOf(Object.keys(MEMBERS), name),
      );
    }
    if (this.faults.count > before) return () => null;
    return this.compileObject(document, pointer, isRow);
  }

  private compileObject(document: JsonObject, pointer: string, isRow: boolean): Rule {
    const given = SOURCES.filter((name) => name in document);
    const [source] = given;
    if (source === undefined || given.length > 1) {
      const found = given.length === 0 ? "none" : given.join(" and ");
      this.faults.pointer(pointer, `A rule has one of ${SOURCES.join(", ")}; this has ${found}.`);
      return () => null;
    }
    const find = this.finding(source, document, pointer, isRow);
    const steps = this.stepsOf(document, pointer);
    if ("when" in document) this.isConditional = true;
    const isMeant = this.condition(document["when"] as JsonObject | undefined, pointer, isRow);
    this.refuseStrays(source, document, pointer);
    return (scope) => (isMeant(scope) ? applySteps(find(scope), steps, scope) : null);
  }

  private refuseStrays(source: string, document: JsonObject, pointer: string): void {
    const wanted: Record<string, string> = { to: "each", needs: "object" };
    for (const [name, owner] of Object.entries(wanted)) {
      if (name in document && source !== owner) {
        this.faults.pointer(below(pointer, name), `'${name}' goes with '${owner}' only.`);
      }
    }
    if ("days" in document && !("date" in document)) {
      this.faults.pointer(below(pointer, "days"), "'days' goes with 'date' only.");
    }
    if ("otherwise" in document && !("values" in document)) {
      this.faults.pointer(below(pointer, "otherwise"), "'otherwise' goes with 'values' only.");
    }
    if (source === "each" && !("to" in document)) {
      this.faults.pointer(pointer, "'each' needs 'to': the rule for each element.");
    }
  }

  private finding(
    source: (typeof SOURCES)[number],
    document: JsonObject,
    pointer: string,
    isRow: boolean,
  ): Rule {
    const given = document[source] as Json;
    const at = below(pointer, source);
    switch (source) {
      case "from":
      case "row": {
        const path = pathOf(given);
        if (path !== null) return this.reading(path, isRow || source === "row");
        this.faults.pointer(at, "This must be the name of a column, or a path as a list of names.");
        return () => null;
      }
      case "value":
        return () => given;
      case "template":
        return this.template(String(given), at, isRow);
      case "first": {
        const rules = this.several(given as Json[], at, isRow);
        return (scope) => {
          for (const rule of rules) {
            const value = rule(scope);
            if (value !== null) return value;
          }
          return null;
        };
      }
      case "list": {
        const rules = this.several(given as Json[], at, isRow);
        return (scope) => rules.flatMap((rule) => rule(scope)).filter((value) => value !== null);
      }
      case "each": {
        const list = this.compile(given, at, isRow);
        const to = this.compile(document["to"] ?? null, below(pointer, "to"), false);
        return (scope) =>
          [list(scope)]
            .flat()
            .flatMap((current) => (current === null ? [] : to({ ...scope, current })))
            .filter((value) => value !== null);
      }
      case "object":
        return this.object(given as JsonObject, document["needs"] as string[], pointer, isRow);
    }
  }

  private several(documents: readonly Json[], pointer: string, isRow: boolean): Rule[] {
    return documents.map((each, i) => this.compile(each, below(pointer, i), isRow));
  }

  private object(
    members: JsonObject,
    needs: readonly string[] = [],
    pointer: string,
    isRow: boolean,
  ): Rule {
    const rules = Object.entries(members).map(
      ([name, document]) =>
        [name, this.compile(document, below(below(pointer, "object"), name), isRow)] as const,
    );
    for (const name of needs) {
      if (name in members) continue;
      this.faults.pointer(below(pointer, "needs"), `The object has no '${name}'.`, () =>
        oneOf(Object.keys(members), name),
      );
    }
    return (scope) => {
      const made: JsonObject = {};
      for (const [name, rule] of rules) {
        const value = rule(scope);
        if (value !== null) made[name] = value;
      }
      return needs.some((name) => !(name in made)) || Object.keys(made).length === 0 ? null : made;
    };
  }

  /** `{name}` is a column's value, `{agency/name}` one further in; `{{` and `}}` are braces. */
  private template(text: string, pointer: string, isRow: boolean): Rule {
    const parts: (string | Rule)[] = [];
    for (const [whole, name] of text.matchAll(/\{\{|\}\}|\{([^{}]{1,200})\}|[{}]|[^{}]+/g)) {
      if (name !== undefined) parts.push(this.reading(name.split("/"), isRow));
      else if (whole === "{" || whole === "}") {
        this.faults.pointer(pointer, "A column's name stands between { and }; a brace is doubled.");
      } else parts.push(whole === "{{" ? "{" : whole === "}}" ? "}" : whole);
    }
    return (scope) => {
      let made = "";
      for (const part of parts) {
        const value = typeof part === "string" ? part : part(scope);
        if (value === null || typeof value === "object") return null;
        made += value;
      }
      return made;
    };
  }

  private reading(path: readonly string[], isRow: boolean): Rule {
    const [column] = path;
    if (!isRow) return ({ current }) => valueAt(current, path);
    if (column !== undefined) this.columns.add(column);
    return ({ row }) => valueAt(row, path);
  }

  private condition(
    when: JsonObject | undefined,
    pointer: string,
    isRow: boolean,
  ): (scope: Scope) => boolean {
    const tests = Object.entries(when ?? {}).map(([name, wanted]) => {
      const read = this.reading([name], isRow);
      if (wanted === true) return (scope: Scope) => isSomething(read(scope));
      if (wanted === false) return (scope: Scope) => !isSomething(read(scope));
      if (!Array.isArray(wanted)) {
        this.faults.pointer(
          below(below(pointer, "when"), name),
          "Write true where there must be a value, false where there must be none, or a list of values.",
        );
      }
      const values = new Set([wanted].flat().map(String));
      return (scope: Scope) => [read(scope)].flat().some((value) => values.has(String(value)));
    });
    return (scope) => tests.every((test) => test(scope));
  }

  private stepsOf(document: JsonObject, pointer: string): Steps {
    const { date, days = 0, ...others } = document;
    if (date === undefined) return others as Steps;
    const forms = [date].flat();
    forms.forEach((form) => {
      const fault = typeof form === "string" ? faultOfForm(form) : "a form is a text";
      if (fault === null) return;
      this.faults.pointer(
        below(pointer, "date"),
        `No form of a date such as DD/MM/YYYY: ${fault}.`,
      );
    });
    const readers = forms.filter((form) => typeof form === "string" && faultOfForm(form) === null);
    return {
      ...(others as Steps),
      date: {
        forms: forms as string[],
        readers: (readers as string[]).map(dateReader),
        days: days as number,
      },
    };
  }
}

const isSomething = (value: Json): boolean =>
  value !== null && !(Array.isArray(value) && value.length === 0);

const pathOf = (document: Json): string[] | null => {
  if (typeof document === "string") return document === "" ? null : [document];
  const isPath = Array.isArray(document) && document.every((step) => typeof step === "string");
  return isPath ? (document as string[]) : null;
};
