import { getTableName } from "drizzle-orm";
import type { JsonObject, ParseContext } from "../../fields/field.ts";
import { below } from "../../fields/field.ts";
import type { Faults } from "../../problems/faults.ts";
import type { Parsed } from "../../records/parse.ts";
import { foldName } from "../../values/names.ts";
import { normalizeUrl } from "../../values/urls.ts";
import { citations } from "./table.ts";

/**
 * One owner cites one place once: two of its citations can't have the same address, compared by
 * normal form, with the same locator. Those of different owners can, and so can those without an
 * address. What was stored before a rule made two addresses alike may stay as it is, and be sent back.
 */

const TABLE = getTableName(citations);

/** What two citations of one place have in common; null for one without an address. */
function placeOf(content: Readonly<Record<string, unknown>>): string | null {
  const { url, locator } = content;
  if (typeof url !== "string") return null;
  return `${normalizeUrl(url)}\n${typeof locator === "string" ? foldName(locator) : ""}`;
}

const sayHow = (other: string): string =>
  `${other} has the same address: cite it once, or say by \`locator\` which place in it each one means.`;

/**
 * Reports each citation in an owner's list that cites the same as one before it.
 * @param old what the owner has
 */
export function refuseDuplicates(
  elements: readonly Parsed[],
  old: readonly Parsed[],
  pointer: string,
  faults: Faults,
): void {
  const placeOfOld = new Map(old.map(({ id, content }) => [id, placeOf(content)]));
  const isAsBefore = ({ id, content }: Parsed) =>
    id !== null && placeOfOld.get(id) === placeOf(content);
  const seen = new Map<string, number>();
  for (const [index, element] of elements.entries()) {
    const place = placeOf(element.content);
    if (place === null) continue;
    const first = seen.get(place);
    if (first === undefined) seen.set(place, index);
    else if (!isAsBefore(element) || !isAsBefore(elements[first] as Parsed)) {
      const at = below(below(pointer, index), "url");
      faults.pointer(at, sayHow(`The citation at \`${below(pointer, first)}\``));
    }
  }
}

/** Reports a citation, written alone, that cites the same as another of its owner. */
export function refuseDuplicate(
  content: JsonObject,
  pointer: string,
  { connection, faults, id }: ParseContext,
): void {
  const owner = ["item", "instrument"].find((name) => typeof content[name] === "string");
  const place = placeOf(content);
  if (owner === undefined || place === null) return;
  const rows = connection.all(
    `select id, url, locator from ${TABLE} where ${owner} = ? order by position, key`,
    content[owner] as string,
  );
  const same = rows.filter((row) => placeOf(row) === place);
  const isAsBefore = same.some((row) => row["id"] === id);
  const other = same.find((row) => row["id"] !== id);
  if (other === undefined || isAsBefore) return;
  const said = `The citation '${other["id"]}' (/citations/${other["id"]}) of that ${owner}`;
  faults.pointer(below(pointer, "url"), sayHow(said));
}
