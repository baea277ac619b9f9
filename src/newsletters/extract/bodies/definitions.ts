import type { Gazetteer, KnownBody } from "../../gazetteer.ts";
import { NameIndex } from "../../name-index.ts";
import { headOf } from "../instruments/heads.ts";
import { likeness } from "../instruments/title-names.ts";
import type { Part } from "../part.ts";
import type { BodyMention } from "./find-bodies.ts";
import type { UnknownBody } from "./unknown-bodies.ts";
import { aliasesAfter } from "./unknown-bodies.ts";

/** A short form that the document defines. */
export interface Definition {
  bodies: readonly KnownBody[];
  doubt: string | null;
}

/** The short forms of authorities that a document defines, for all of it. */
export class Definitions {
  private readonly names = new NameIndex<Definition>();

  add(name: string, definition: Definition): void {
    if (this.names.of(name).length === 0) this.names.add(name, definition);
  }

  /** Where a part uses them, written as they were defined. */
  findIn(part: Part): BodyMention[] {
    const numbers = this.names.numbersOf(part.units);
    const found: BodyMention[] = [];
    for (let i = 0; i < numbers.length; i++) {
      if (numbers[i] === 0) continue;
      for (const { length, named } of this.names.at(numbers, i)) {
        const start = part.units[i]?.start ?? 0;
        const end = part.units[i + length - 1]?.end ?? start;
        const definition = named.find(({ name }) => name === part.text.slice(start, end))?.value;
        if (definition === undefined) continue;
        found.push({ part, start, end, ...definition });
        i += length - 1;
        break;
      }
    }
    return found;
  }
}

/** What the brackets after the names of authorities define. */
export function defineKnown(definitions: Definitions, mentions: readonly BodyMention[]): void {
  for (const { part, end, bodies, doubt } of mentions) {
    for (const alias of aliasesAfter(part, end)) {
      if (isOfBody(alias)) definitions.add(alias, { bodies, doubt });
    }
  }
}

/** "Plan of the Task Force ("Work Plan")" defines the plan, and not the body that is named last. */
const isOfBody = (alias: string): boolean =>
  alias.length > 1 &&
  alias.length <= 40 &&
  alias.split(" ").every((word) => headOf(word) === undefined);

const OTHER_FORM = "The record has this name in another form.";
const BY_ACRONYM = "Known by its abbreviation; the record has another name.";
const LIKE_ENOUGH = 0.3;

/** The bodies that a name means which is no record's: the same words, or the same abbreviation. */
export function bodiesOf(unknown: UnknownBody, gazetteer: Gazetteer): Definition | null {
  // 第十三届 says which term of an assembly, and not which assembly.
  const whole = unknown.name.replace(/第.{1,4}届/, "");
  const named = whole === unknown.name ? [] : gazetteer.bodies.of(whole);
  if (named.length > 0) return { bodies: named.map(({ value }) => value), doubt: null };
  const same = gazetteer.bodiesOfSameWords(unknown.name);
  if (same.length > 0) return { bodies: [...new Set(same)], doubt: OTHER_FORM };
  for (const alias of unknown.aliases) {
    const bodies = gazetteer.bodies
      .of(alias)
      .filter(
        ({ name, value }) =>
          name === alias && likeness(value.name, unknown.name).both >= LIKE_ENOUGH,
      )
      .map(({ value }) => value);
    if (bodies.length > 0) return { bodies, doubt: BY_ACRONYM };
  }
  return null;
}
