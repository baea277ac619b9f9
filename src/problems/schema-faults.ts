import { Settings } from "typebox/system";
import { withArticle } from "../values/words.ts";
import type { Faults, Help } from "./faults.ts";
import { oneOf } from "./faults.ts";

/** All that a client could want to mend at once, and no more than an answer has room for. */
Settings.Set({ maxErrors: 100 });

/** What a schema's validator says of a value: the part of its errors that is read here. */
interface SchemaError {
  keyword: string;
  /** Where in the value, as a JSON Pointer. */
  instancePath: string;
  params: object;
}

interface Checker {
  Errors(value: unknown): Iterable<SchemaError>;
}

/** Reports what a schema finds wrong with a value, in words that say what would be right. */
export function reportSchemaFaults(
  checker: Checker,
  value: unknown,
  pointer: string,
  faults: Faults,
): void {
  for (const { keyword, params, instancePath } of checker.Errors(value)) {
    const at = pointer + instancePath;
    const found = atPointer(value, instancePath);
    const parameters = params as Record<string, unknown>;
    if (keyword === "required") {
      for (const name of parameters["requiredProperties"] as string[]) {
        faults.pointer(`${at}/${name}`, `'${name}' is missing.`);
      }
    } else if (keyword === "boolean") {
      // Each field that a schema doesn't know meets the schema `false`, at its own place …
      faults.pointer(at, `There is no field '${stepsOf(at).at(-1)}' here.`);
    } else if (keyword !== "additionalProperties") {
      // … and this keyword sums them up.
      const allowed = keyword === "enum" ? (parameters["allowedValues"] as unknown[]) : null;
      faults.pointer(
        at,
        explain(keyword, parameters, found),
        allowed
          ? () => oneOf(allowed.map(String), typeof found === "string" ? found : "")
          : nearestNumber(keyword, parameters),
      );
    }
  }
}

/** Of a number that is too small or too large, the one that is just right. */
const nearestNumber = (keyword: string, { limit }: Record<string, unknown>): Help =>
  keyword === "minimum" || keyword === "maximum" ? { suggestion: String(limit) } : {};

function explain(keyword: string, parameters: Record<string, unknown>, value: unknown): string {
  switch (keyword) {
    case "type":
      return `This must be ${typesOf(parameters["type"])}, not ${nameOf(value)}.`;
    case "enum":
      return `${shown(value)} is not one of the values of this field.`;
    case "maxLength":
      return `This may have at most ${parameters["limit"]} characters.`;
    case "minLength":
      return "This may not be empty.";
    case "minItems":
      return `This needs at least ${parameters["limit"]} element.`;
    case "uniqueItems":
      return "Each element may be named once.";
    case "maximum":
      return `This must be at most ${parameters["limit"]}.`;
    case "minimum":
      return `This must be at least ${parameters["limit"]}.`;
    case "format":
      return parameters["format"] === "date-time"
        ? `${shown(value)} is not a time; write one of RFC 3339, such as 2030-01-01T00:00:00Z.`
        : `${shown(value)} is not of the form ${parameters["format"]}.`;
    default:
      return `${shown(value)} does not have the right form.`;
  }
}

function atPointer(value: unknown, pointer: string): unknown {
  let found = value;
  for (const name of stepsOf(pointer)) {
    found = (found as Record<string, unknown> | undefined)?.[name];
  }
  return found;
}

/** The names and indices that a JSON Pointer (RFC 6901) goes through. */
const stepsOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

/** More of a value than this is no help in an error. */
const MOST_SHOWN = 100;

/** A value as it stands in an error: short, and never a structure of a client's own depth. */
function shown(value: unknown): string {
  if (typeof value === "object" && value !== null) return nameOf(value);
  const text = String(JSON.stringify(value));
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}…`;
}

const typesOf = (types: unknown): string =>
  [types]
    .flat()
    .map((type) => (type === "null" ? "null" : withArticle(String(type))))
    .join(" or ");

const nameOf = (value: unknown) =>
  value === null ? "null" : Array.isArray(value) ? "a list" : withArticle(typeof value);
