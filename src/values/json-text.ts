import type { Json } from "../fields/field.ts";
import { below } from "../fields/field.ts";

/** No record is nested deeper than a few levels; more is meant to exhaust the stack. */
const DEEPEST = 32;

/** What JSON is made of, where only strings and structure count. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;

/**
 * The place of a name that an object has twice, as a JSON Pointer (RFC 6901); null where none has.
 * JSON.parse takes the last of them and is silent (RFC 8259 §4).
 * @param text valid JSON
 */
export function repeatedName(text: string): string | null {
  const open: { names: Set<string> | null; at: string; index: number; isName: boolean }[] = [];
  for (const [token] of text.matchAll(TOKENS)) {
    const within = open.at(-1);
    if (token === "{" || token === "[") {
      const names = token === "{" ? new Set<string>() : null;
      if (within && within.names === null) within.at = String(within.index);
      open.push({ names, at: "", index: 0, isName: names !== null });
    } else if (token === "}" || token === "]") open.pop();
    else if (within === undefined) continue;
    else if (token === ",") {
      within.index++;
      within.isName = within.names !== null;
    } else if (within.isName && within.names !== null) {
      const name = JSON.parse(token) as string;
      within.at = name;
      within.isName = false;
      if (within.names.has(name)) return open.reduce((path, { at }) => below(path, at), "");
      within.names.add(name);
    }
  }
  return null;
}

/** Whether a value is nested deeper than any record, level by level, since deep nesting breaks recursion. */
export function isTooDeep(value: unknown): boolean {
  let depth = 0;
  let level = [value];
  while (level.length > 0 && depth <= DEEPEST) {
    level = level.flatMap((each) =>
      typeof each === "object" && each !== null ? Object.values(each) : [],
    );
    depth++;
  }
  return depth > DEEPEST;
}

export const TOO_DEEP = `nested deeper than ${DEEPEST} levels`;

/** A text as JSON whose every part counts; or what is wrong with it, as a sentence. */
export function parseJson(text: string): { value: Json; fault: string | null } {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    return { value: null, fault: `${(error as Error).message}.` };
  }
  const fault = faultOf(value, text);
  return { value: fault === null ? value : null, fault };
}

function faultOf(value: Json, text: string): string | null {
  if (isTooDeep(value)) return `It is ${TOO_DEEP}.`;
  const repeated = repeatedName(text);
  return repeated && `'${repeated}' is there twice: only one of the values could count.`;
}
