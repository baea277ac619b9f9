import type { Gazetteer } from "../gazetteer.ts";
import type { Development } from "../layout.ts";
import type { Action } from "./actions.ts";
import { actionsOf } from "./actions.ts";
import type { Definitions } from "./bodies/definitions.ts";
import { bodiesOf, defineKnown } from "./bodies/definitions.ts";
import type { BodyMention } from "./bodies/find-bodies.ts";
import { findBodies } from "./bodies/find-bodies.ts";
import type { Deed } from "./bodies/roles.ts";
import { deedsOf } from "./bodies/roles.ts";
import { shortReferences } from "./bodies/short-references.ts";
import type { UnknownBody } from "./bodies/unknown-bodies.ts";
import { unknownBodies } from "./bodies/unknown-bodies.ts";
import { findTitles } from "./instruments/find-titles.ts";
import type { TitleMention } from "./instruments/title-mention.ts";
import type { Part, Place } from "./part.ts";
import { BLANK, overlap, partsOf, sentenceAt, withoutPlaces } from "./part.ts";
import type { NamedPlace } from "./places.ts";
import { findPlaces } from "./places.ts";

/** A known or unknown authority where it is named. */
export type ActorMention = BodyMention | UnknownBody;

/** What was found in a part of a development, before it is asked what it means. */
export interface View {
  part: Part;
  places: readonly NamedPlace[];
  bodies: readonly BodyMention[];
  unknown: readonly UnknownBody[];
  titles: readonly TitleMention[];
  /** The plain text with the titles and the authorities blanked out. */
  masked: string;
  actions: readonly Action[];
  deeds: readonly Deed<ActorMention>[];
}

/** A development with what was found in it. */
export interface Scene {
  development: Development;
  views: readonly View[];
}

/** A development's parts with their places and the authorities that the gazetteer knows. */
export interface Sketch {
  development: Development;
  parts: readonly { part: Part; places: NamedPlace[]; bodies: BodyMention[] }[];
}

/** @param countries that the document speaks of */
export function sketch(
  development: Development,
  gazetteer: Gazetteer,
  countries: ReadonlySet<string>,
): Sketch {
  const parts = partsOf(development).map((part) => {
    const places = findPlaces(part, gazetteer, countries);
    return { part, places, bodies: findBodies(part, gazetteer, places) };
  });
  return { development, parts };
}

/** Adds what a sketch defines to the document's definitions. */
export function noteDefinitions(
  { parts }: Sketch,
  gazetteer: Gazetteer,
  definitions: Definitions,
): void {
  for (const { part, bodies } of parts) {
    defineKnown(definitions, bodies);
    for (const unknown of unknownBodies(part, withoutPlaces(part, bodies))) {
      const meant = bodiesOf(unknown, gazetteer);
      if (meant === null) continue;
      for (const alias of unknown.aliases) definitions.add(alias, meant);
    }
  }
}

export function sceneOf(
  { development, parts }: Sketch,
  gazetteer: Gazetteer,
  definitions: Definitions,
): Scene {
  const last = new Map<string, BodyMention>();
  const views = parts.map(({ part, places, bodies }) =>
    viewOf(part, places, bodies, last, gazetteer, definitions),
  );
  return { development, views };
}

function viewOf(
  part: Part,
  places: readonly NamedPlace[],
  named: readonly BodyMention[],
  last: Map<string, BodyMention>,
  gazetteer: Gazetteer,
  definitions: Definitions,
): View {
  const defined = definitions.findIn(part);
  const withDefined = apartInOrder([...defined, ...named]);
  const first = withoutPlaces(part, withDefined);
  const firstActions = actionsOf(part, first);
  const titles = findTitles(part, gazetteer, withDefined, issuedBefore(part, first, firstActions));
  const outer = titles.map(({ start, outerEnd }) => ({ part, start, end: outerEnd }));
  const outside = apartFrom(withDefined, outer);
  const guessed = unknownBodies(part, withoutPlaces(part, [...outer, ...outside])).map(
    (unknown) => {
      const meant = bodiesOf(unknown, gazetteer);
      return meant === null ? unknown : { part, start: unknown.start, end: unknown.end, ...meant };
    },
  );
  const all = apartInOrder([...outside, ...guessed.filter((found) => "bodies" in found)]);
  const short = shortReferences(part, all, last);
  const bodies = apartInOrder([...all, ...apartFrom(short, outer)]);
  const unknown = guessed.filter((found) => "aliases" in found);
  const masked = withoutPlaces(part, [...outer, ...bodies, ...unknown]);
  const actions = actionsOf(part, masked);
  const actors: ActorMention[] = [...bodies, ...unknown].sort((a, b) => a.start - b.start);
  return {
    part,
    places,
    bodies,
    unknown,
    titles,
    masked,
    actions,
    deeds: deedsOf(part, masked, actors, actions),
  };
}

/** Sorted, and of those that overlap the longer. */
function apartInOrder<T extends Place>(mentions: readonly T[]): T[] {
  const kept: T[] = [];
  for (const mention of [...mentions].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (last === undefined || mention.start >= last.end) kept.push(mention);
  }
  return kept;
}

/** Those of places in order that overlap none of others in order. */
function apartFrom<T extends Place>(mentions: readonly T[], others: readonly Place[]): T[] {
  let at = 0;
  return mentions.filter((mention) => {
    while (at < others.length && (others[at] as Place).end <= mention.start) at++;
    const other = others[at];
    return other === undefined || !overlap(mention, other);
  });
}

/** Between "issued" and the text that is issued. */
const DETERMINERS = new RegExp(
  `^(?:\\s(?:a|an|the|its|their|new|joint|draft|final|of|set|series|[${BLANK}]{1,200}|[\\p{Ll}]{3,14}|[\\p{Ll}]{2,12}-[\\p{Ll}]{2,12})){0,6}\\s$`,
  "u",
);
const LONGEST_BETWEEN = 60;

/** Whether what stands at a place is the object of "issued" or the like. */
function issuedBefore(
  part: Part,
  masked: string,
  actions: readonly Action[],
): (at: number) => boolean {
  let next = 0;
  let floor = 0;
  return (at) => {
    if (at < floor) next = 0;
    floor = at;
    while (next < actions.length && (actions[next] as Action).end <= at) next++;
    const action = actions[next - 1];
    if (action === undefined || action.isPassive || at - action.end > LONGEST_BETWEEN) return false;
    if (!/^(?:issue|consult|propose|adopt|draft|withdraw|repeal|enforce)$/.test(action.act))
      return false;
    const between = masked.slice(action.end, at);
    const head = part.plain.slice(at, at + 10);
    if (action.act === "enforce" && !/^(?:campaign|notice|order|decision)/i.test(head))
      return false;
    const sentence = sentenceAt({ part, start: action.start });
    // Further on a text is described again, and what it says.
    if (sentence.number > 0 || sentence.end <= at) return false;
    return DETERMINERS.test(between.replace(/^\soff/, ""));
  };
}
