import { periodOf } from "../../../values/edtf.ts";
import type { Gazetteer, KnownBody } from "../../gazetteer.ts";
import type { Read } from "../../reading.ts";
import type { Act } from "../action-cues.ts";
import { spanOf } from "../part.ts";
import type { ActorMention, Scene } from "../scene.ts";
import type { BodyMention } from "./find-bodies.ts";
import type { BodyRole } from "./roles.ts";
import { roleOf } from "./roles.ts";

/** A body of a development with what is known of it there. */
export interface ActingBody extends Read<{ id: string; role: BodyRole }> {
  body: KnownBody;
  /** Whether it acts where the development is told first, and not in what is said besides. */
  isPrimary: boolean;
  act: Act | null;
}

/** How much what is known of an authority says, the most first. */
const ORDER = ["verb", "agent", "position", "nothing"] as const;

const AMBIGUOUS = "Several bodies have this name";
const ONLY = "It is the only authority that is named; no verb says what it does.";
const GUESSED = "It stands where who acts stands, and no verb says what it does.";

/**
 * The bodies that a development names, in the order of the text, each with the role that says most.
 * @param date of the development, by which an ambiguous name is settled
 * @param countries that the development is about
 */
export function readBodies(
  scene: Scene,
  gazetteer: Gazetteer,
  date: string | null,
  countries: ReadonlySet<string>,
): ActingBody[] {
  const found = new Map<string, ActingBody & { rank: number; at: number }>();
  let at = 0;
  // The text first: a headline shortens.
  const views = [...scene.views].sort(
    (a, b) => Number(a.part.isHeadline) - Number(b.part.isHeadline),
  );
  for (const { part, deeds } of views) {
    for (const { actors, act, by, sentence, isBefore } of deeds) {
      for (const mention of actors) {
        if (!isKnown(mention)) continue;
        const settled = settle(mention, gazetteer, date, countries);
        if (settled === null) continue;
        const { body, doubt } = settled;
        const isNearTop = sentence.number <= 1;
        const isInCourt = body.kind === "court" || body.kind === "procuratorate";
        const counts =
          act !== null &&
          (isNearTop || !isBefore || isInCourt) &&
          !(act === "say" && sentence.number > 0);
        const role: BodyRole = !counts ? "mentioned" : roleOf(act, body.kind);
        const rank = rankOf(by, counts, isBefore, sentence.number, part.isHeadline, act);
        const known = found.get(body.id);
        const isPrimary = (counts || by === "position") && sentence.number <= 0 && !isBefore;
        const span = spanOf(mention);
        if (known === undefined) {
          found.set(body.id, {
            value: { id: body.id, role },
            spans: [span],
            doubt,
            body,
            isPrimary,
            act: counts ? act : null,
            rank,
            at: at++,
          });
          continue;
        }
        if (known.spans.length < 5) known.spans = [...known.spans, span];
        known.isPrimary ||= isPrimary;
        if (rank < known.rank) {
          known.value = { id: body.id, role };
          known.rank = rank;
          known.doubt = doubt;
          known.act = counts ? act : null;
        }
      }
    }
  }
  return [...found.values()].sort((a, b) => a.at - b.at);
}

const isKnown = (mention: ActorMention): mention is BodyMention => "bodies" in mention;

/** Less is more: what is done outright in the first sentence comes before all. */
function rankOf(
  by: (typeof ORDER)[number],
  counts: boolean,
  isBefore: boolean,
  sentence: number,
  isHeadline: boolean,
  act: Act | null,
): number {
  if (!counts) return by === "position" ? 300 : 400;
  const said = act === "say" ? 40 : act === "meet" ? 15 : 0;
  return (
    ORDER.indexOf(by) * 10 +
    said +
    (isBefore ? 100 : 0) +
    (isHeadline ? 5 : Math.min(20, sentence * 4))
  );
}

/** Which body a name means: the one that was there on the date, else the one of the country. */
function settle(
  { bodies, doubt }: BodyMention,
  gazetteer: Gazetteer,
  date: string | null,
  countries: ReadonlySet<string>,
): { body: KnownBody; doubt: string | null } | null {
  const isHere = ({ jurisdiction }: KnownBody) =>
    jurisdiction !== null && gazetteer.placesAbove(jurisdiction).some((id) => countries.has(id));
  const period = date === null ? null : periodOf(date);
  const wasThere = ({ begins, ends }: KnownBody) =>
    period === null ||
    ((begins === "" || begins <= period.end) && (ends === "" || ends >= period.start));
  let left = bodies;
  for (const fits of [wasThere, isHere, isOfficial]) {
    const fitting = left.filter(fits);
    if (fitting.length > 0) left = fitting;
  }
  const [body, ...others] = left;
  if (body === undefined) return null;
  if (others.length === 0) return { body, doubt };
  return { body, doubt: `${AMBIGUOUS}: ${left.map(({ id }) => id).join(", ")}.` };
}

/** Associations come after authorities that have the same name. */
const isOfficial = ({ kind }: KnownBody): boolean => kind !== "other" && kind !== "party";

/**
 * Gives a role to those who stand where who acts stands, by what the development is; where nobody
 * acts, to the only authority that it names.
 */
export function withGuessedRoles(
  bodies: readonly ActingBody[],
  roleByKind: (body: KnownBody) => BodyRole,
): ActingBody[] {
  const acting = bodies.filter(({ value }) => value.role !== "mentioned");
  const someActs = acting.some(({ isPrimary }) => isPrimary);
  const isOnly = acting.length === 0 && bodies.length === 1;
  return bodies.map((body) => {
    const isGuessed = body.value.role === "mentioned" && (isOnly || (body.isPrimary && !someActs));
    if (!isGuessed) return body;
    const value = { id: body.value.id, role: roleByKind(body.body) };
    return { ...body, value, doubt: body.doubt ?? (body.isPrimary ? GUESSED : ONLY) };
  });
}
