import type { Field, Json, JsonObject } from "../../fields/field.ts";
import { below, isObject } from "../../fields/field.ts";
import { Faults, oneOf } from "../../problems/faults.ts";
import type { Fault } from "../../problems/problems.ts";
import type { Resource } from "../../resources/define.ts";
import { writableFields } from "../../resources/define.ts";
import { resourceNamed, resources } from "../../resources/index.ts";
import { withArticle } from "../../values/words.ts";
import { RuleCompiler } from "./compile.ts";
import type { Rule } from "./rule.ts";

const MEMBERS = ["resource", "description", "fields", "ignore"];

/** A field's rule. */
interface FieldRule {
  field: string;
  rule: Rule;
  /** The columns that it reads. */
  columns: readonly string[];
  /** What the field has where the rule gives nothing; null where it is left as it is. */
  nothing: { value: Json } | null;
}

/** How a field is written that has nothing; null where it can't have nothing. */
function nothingIn(field: Field | undefined): { value: Json } | null {
  const { type } = (field?.input ?? {}) as { type?: string | string[] };
  if (type === "array") return { value: [] };
  return [type].flat().includes("null") ? { value: null } : null;
}

/** How rows of somebody else's shape become records. */
export class Mapping {
  readonly resource: Resource;
  /** The columns that it reads. */
  readonly columns: ReadonlySet<string>;
  private readonly ignored: ReadonlySet<string>;
  private readonly rules: readonly FieldRule[];

  /**
   * @param resource what the rows are, where the document does not say
   * @param faults takes what is wrong with the document, as faults of the parameter
   */
  constructor(document: Json, resource: string | null, faults: Faults) {
    const found = new Faults();
    const { fields, ignore, name } = partsOf(document, resource, found);
    this.resource = resourceNamed(name);
    const columns = new Set<string>();
    const known = ["id", ...writableFields(this.resource).map(([field]) => field)];
    this.rules = Object.entries(fields).map(([field, rule]) => {
      const pointer = below("/fields", field);
      if (!known.includes(field)) {
        const { singular } = this.resource;
        found.pointer(pointer, `${withArticle(singular)} has no field '${field}' to write.`, () =>
          oneOf(known, field),
        );
      }
      const compiler = new RuleCompiler(found);
      const compiled = compiler.compile(rule, pointer, true);
      for (const column of compiler.columns) columns.add(column);
      const own = [...compiler.columns];
      const nothing = compiler.isConditional ? null : nothingIn(this.resource.fields[field]);
      return { field, rule: compiled, columns: own, nothing };
    });
    this.columns = columns;
    this.ignored = new Set(ignore);
    for (const column of ignore) {
      if (columns.has(column))
        found.pointer("/ignore", `'${column}' is mapped and ignored at once.`);
    }
    found.passTo(({ pointer, detail, ...help }) =>
      faults.parameter("mapping", pointer ? `${pointer}: ${detail}` : detail, help),
    );
  }

  /** A row as a record, with what is wrong with its values. */
  map(row: JsonObject): { data: JsonObject; faults: Fault[] } {
    const faults: Fault[] = [];
    const data: JsonObject = {};
    for (const { field, rule, columns, nothing } of this.rules) {
      const value = rule({ row, current: row, pointer: below("", field), faults });
      if (value !== null) data[field] = value;
      // Columns with nothing in them say that there is nothing; a row without them says nothing of it.
      else if (nothing !== null && columns.every((column) => Object.hasOwn(row, column)))
        data[field] = nothing.value;
    }
    return { data, faults };
  }

  /** The column that a field is read from, or the first of several. */
  columnOf(field: string): string | null {
    return this.rules.find((each) => each.field === field)?.columns[0] ?? null;
  }

  /** @throws {Problem} that names each column that is neither mapped nor ignored */
  refuseOthers(columns: readonly string[], line: number): void {
    const faults = new Faults();
    for (const column of columns) {
      if (this.columns.has(column) || this.ignored.has(column)) continue;
      faults.column(
        column,
        `The mapping says nothing of the column '${column}': map it, or name it in \`ignore\`.`,
        {},
        line,
      );
    }
    faults.throwIfAny();
  }

  /** @throws {Problem} that names each column that is mapped and not there */
  refuseMissing(columns: readonly string[], line: number): void {
    const faults = new Faults();
    const there = new Set(columns);
    for (const column of this.columns) {
      if (there.has(column)) continue;
      const detail = `The mapping reads the column '${column}', which is not there.`;
      faults.column(column, detail, () => oneOf(columns, column), line);
    }
    faults.throwIfAny();
  }
}

interface Parts {
  fields: JsonObject;
  ignore: string[];
  name: string;
}

function partsOf(document: Json, asked: string | null, faults: Faults): Parts {
  const parts: Parts = { fields: {}, ignore: [], name: asked ?? "items" };
  if (!isObject(document)) {
    faults.pointer("", 'A mapping is a JSON object such as {"fields": {"title": "headline"}}.');
    return parts;
  }
  for (const member of Object.keys(document)) {
    if (MEMBERS.includes(member)) continue;
    faults.pointer(below("", member), `A mapping has no '${member}'.`, () =>
      oneOf(MEMBERS, member),
    );
  }
  const { resource = asked, fields, ignore = [] } = document;
  const known = resources.map(({ name }) => name);
  if (resource === null) {
    faults.pointer("/resource", "Say what the rows are: by the parameter `resource`, or here.");
  } else if (typeof resource !== "string" || !known.includes(resource)) {
    faults.pointer("/resource", `There is no resource '${String(resource)}'.`, () =>
      oneOf(known, String(resource)),
    );
  } else if (asked !== null && asked !== resource) {
    faults.pointer(
      "/resource",
      `The mapping is for '${resource}', and the parameter is '${asked}'.`,
    );
  } else parts.name = resource;
  if (isObject(fields)) parts.fields = fields;
  else faults.pointer("/fields", "Write an object here: for each field a rule.");
  if (Array.isArray(ignore) && ignore.every((each) => typeof each === "string")) {
    parts.ignore = ignore as string[];
  } else faults.pointer("/ignore", "Write a list of the columns that mean nothing here.");
  return parts;
}
