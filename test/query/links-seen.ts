import type {
  Ref,
  RoleLink,
  ServedBody,
  ServedInstrument,
  Stateful,
  World,
} from "../served-records.ts";
import type { Meaning, Viewer } from "./meanings.ts";
import { folded } from "./meanings.ts";

/** Which links of a record somebody sees, and what they stand for in the trees. */

/** A client without a key does not see links to drafts. */
export const seen = <L extends Ref>(
  links: readonly L[],
  targets: ReadonlyMap<string, Stateful>,
  viewer: Viewer,
): L[] => links.filter(({ id }) => viewer === "keyed" || targets.get(id)?.state === "published");

/** A body and the bodies whose work it took over, and so on, as far as every step is seen. */
export function bodiesBefore({ bodies }: World, id: string, viewer: Viewer): string[] {
  const found = new Set([id]);
  for (const each of found) {
    for (const { id: other, succeeded_by, state } of bodies.values()) {
      const isSeen = viewer === "keyed" || state === "published";
      if (isSeen && succeeded_by.some((successor) => successor.id === each)) found.add(other);
    }
  }
  return [...found];
}

/** A body and the bodies that took its work over, and so on, as far as every step is seen. */
export function bodiesAfter({ bodies }: World, id: string, viewer: Viewer): string[] {
  const found = new Set([id]);
  for (const each of found) {
    for (const { id: other } of seen(bodies.get(each)?.succeeded_by ?? [], bodies, viewer)) {
      found.add(other);
    }
  }
  return [...found];
}

type Names = readonly (string | null)[];

/** All that a body is called. */
export const bodyNames = (body: ServedBody | undefined): Names =>
  body === undefined ? [] : [body.name, body.name_native, body.acronym, ...body.aliases];

/** All that an instrument is called. */
export const textTitles = (text: ServedInstrument | undefined): Names =>
  text === undefined ? [] : [text.title, text.title_native, ...text.aliases];

/** A topic and all broader ones, as far up as every step is seen. */
export function topicsAbove({ topics }: World, id: string, viewer: Viewer): string[] {
  const found: string[] = [];
  let next = topics.get(id);
  while (next !== undefined && (viewer === "keyed" || next.state === "published")) {
    found.push(next.id);
    next = next.parent === null ? undefined : topics.get(next.parent.id);
  }
  return found;
}

/** A place and everything that it lies in. */
export function jurisdictionsAbove(
  { jurisdictions }: Pick<World, "jurisdictions">,
  place: Ref | null,
): string[] {
  const found: string[] = [];
  let next = place === null ? undefined : jurisdictions.get(place.id);
  while (next !== undefined) {
    found.push(next.id);
    next = next.parent === null ? undefined : jurisdictions.get(next.parent.id);
  }
  return found;
}

/** A filter by id that another filter narrows to a role of that same link. */
export function pairs<R>(
  narrowedBy: string,
  linksOf: (record: R, viewer: Viewer) => readonly RoleLink[],
): Pick<Meaning<R>, "narrowedBy" | "matchesIn"> {
  return {
    narrowedBy,
    matchesIn: (record, value, role, viewer) =>
      linksOf(record, viewer).some(
        (link) => link.role === role && folded(link.id) === folded(value),
      ),
  };
}
