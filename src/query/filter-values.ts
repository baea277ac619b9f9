import type { SqlValue } from "../db/database.ts";
import type { Filter, Operator, QueryContext } from "./filter.ts";
import { trueOrFalse } from "./values.ts";

/** The values of a filter, from how they are written in a URL. */

/** More values in one filter than this are refused. */
export const MOST_VALUES = 500;
/** The same where each value is a range of its own, by which every row of a walk is compared. */
export const MOST_RANGES = 50;
/** A longer value is no value of ours. */
export const LONGEST_VALUE = 2000;

/** What a parameter asks of a filter. */
export interface NamedFilter {
  name: string;
  filter: Filter;
  operator: Operator;
}

/** What decides how the values of a parameter are read. */
interface ReadFilter {
  filter: Pick<Filter, "value" | "splits" | "takesMany" | "mostValues">;
  operator: Operator;
}

/** How many values a filter takes, where those that take many take so many. */
export const mostValuesOf = (
  filter: Pick<Filter, "takesMany" | "mostValues">,
  operator: Operator,
  many = MOST_VALUES,
): number =>
  filter.takesMany === true && operator !== "all" ? many : (filter.mostValues ?? MOST_VALUES);

/** Reads the values of a parameter; reports every fault of them. */
export function parseValues(
  parameter: string,
  { filter, operator }: ReadFilter,
  raw: string | string[],
  context: QueryContext,
): SqlValue[] {
  const { faults } = context;
  const single = operator === "gte" || operator === "lte" || operator === "exists";
  const texts = [raw].flat().flatMap((text) => {
    if (filter.splits === false) return [text];
    return splitValues(text, (detail) => faults.parameter(parameter, detail));
  });
  if (single && texts.length > 1) {
    faults.parameter(parameter, `'${parameter}' takes one value, not ${texts.length}.`);
    return [];
  }
  const most = mostValuesOf(filter, operator, context.mostValues);
  if (texts.length > most) {
    faults.parameter(
      parameter,
      `'${parameter}' takes at most ${most} values, not ${texts.length}.`,
    );
    return [];
  }
  const reader = operator === "exists" ? trueOrFalse : filter.value;
  const values: SqlValue[] = [];
  for (const [index, text] of texts.entries()) {
    const at = faults.ofElement(index);
    const fault = faultOfValue(text);
    if (fault === null) values.push(reader.read(text, parameter, { ...context, faults: at }));
    else at.parameter(parameter, `${fault} Leave '${parameter}' out, or give it a value.`);
  }
  return [...new Set(values)];
}

function faultOfValue(text: string): string | null {
  if (text === "") return "There is an empty value.";
  if (text.length > LONGEST_VALUE) return `A value may have at most ${LONGEST_VALUE} characters.`;
  if (text.includes("\0")) return "A value contains the character U+0000.";
  return null;
}

/** Splits at commas, except within double quotes; `""` within quotes is one quote (RFC 4180 §2). */
function splitValues(text: string, report: (detail: string) => void): string[] {
  if (!text.includes('"')) return text.split(",").map((value) => value.trim());
  const values: string[] = [];
  let rest = text;
  for (;;) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*(?:,|$)/.exec(rest);
    const plain = /^([^,"]*)(?:,|$)/.exec(rest);
    const match = quoted ?? plain;
    if (match === null) {
      report(
        'A double quote is not closed, or stands within a value; write "a, b" for a value with a comma.',
      );
      return values;
    }
    values.push(quoted ? (match[1] ?? "").replaceAll('""', '"') : (match[1] ?? "").trim());
    if (!match[0].endsWith(",")) return values;
    rest = rest.slice(match[0].length);
  }
}
