import type { JsonObject } from "../../fields/field.ts";
import { Faults } from "../../problems/faults.ts";
import { Problem } from "../../problems/problems.ts";
import { createRecord } from "../../records/write.ts";
import type { Resource, WriteContext } from "../../resources/define.ts";

/**
 * Creates a record from what was read, without the fields that break a rule: what is right of a
 * development is not lost with what is not.
 * @param isWhole whether it has to be recorded with all fields or not at all
 * @returns its id, null where nothing could be recorded; and what was wrong, in words
 */
export function createAsFarAsPossible(
  context: WriteContext,
  resource: Resource,
  body: JsonObject,
  isWhole = false,
): { id: string | null; faults: string[] } {
  let left = body;
  const faults: string[] = [];
  for (;;) {
    try {
      return { id: createRecord(context, resource, { body: left, faults: new Faults() }), faults };
    } catch (error) {
      // Everything is parsed before the first row is written, so nothing of it is there.
      if (!(error instanceof Problem)) throw error;
      const named = error.faults.map(({ pointer = "" }) => pointer.split("/")[1] ?? "");
      const wrong = Object.keys(left).filter(
        (name) => named.includes(name) && resource.fields[name]?.required !== true,
      );
      faults.push(...error.faults.map(({ detail }) => detail));
      if (error.faults.length === 0) faults.push(error.message);
      if (wrong.length === 0 || isWhole) return { id: null, faults };
      left = Object.fromEntries(Object.entries(left).filter(([name]) => !wrong.includes(name)));
    }
  }
}
