import type { Gazetteer, KnownBody } from "../gazetteer.ts";
import type { Read } from "../reading.ts";
import type { ActingBody } from "./bodies/read-bodies.ts";
import { readBodies, withGuessedRoles } from "./bodies/read-bodies.ts";
import type { BodyRole } from "./bodies/roles.ts";
import type { Dating } from "./dates/read-dates.ts";
import { gatherTexts } from "./instruments/gather.ts";
import { rolesOf } from "./instruments/read-instruments.ts";
import type { ItemKind } from "./kind.ts";
import { readKind } from "./kind.ts";
import { spanOf } from "./part.ts";
import type { Scene } from "./scene.ts";

export interface Actors {
  bodies: ActingBody[];
  kind: Read<ItemKind>;
  texts: ReturnType<typeof rolesOf>;
}

/** Who acts in a development, of which kind it is, and which texts it is about: one needs the other. */
export function actorsOf(
  scene: Scene,
  dating: Dating,
  gazetteer: Gazetteer,
  countries: ReadonlySet<string>,
): Actors {
  const gathered = gatherTexts(scene);
  const found = readBodies(scene, gazetteer, dating.own.value, countries);
  const isNotice = gathered.some(
    ({ objectIn, main }) => objectIn === 0 && OF_ENFORCEMENT.test(main.title),
  );
  const acts = found.flatMap(({ act, body, isPrimary }) =>
    act === null || (isNotice && act === "issue")
      ? []
      : [
          {
            act,
            isCourt: body.kind === "court" || body.kind === "procuratorate",
            isFirst: isPrimary,
          },
        ],
  );
  acts.push(...actsOfUnknown(scene, isNotice));
  const [first] = gathered.filter(({ objectIn, inHeadline, main }) =>
    main.type === "judgment" ? true : objectIn === 0 || inHeadline,
  );
  const subject = isNotice ? "campaign" : first?.main.type === "judgment" ? "judgment" : "rules";
  const kind = readKind(scene, acts, first === undefined ? null : subject);
  const bodies = withPossessors(
    withGuessedRoles(found, (body) => usualRole(body, kind.value)),
    gathered,
    gazetteer,
  );
  const texts = rolesOf(gathered, kind.value);
  const isOfText = texts.some(
    ({ role, text }) => role === "subject" && text.main.type !== "judgment",
  );
  return {
    bodies: isOfText ? bodies : bodies.map((body) => withoutText(body, kind.value)),
    kind,
    texts,
  };
}

/** What authorities do that no record has: a court of another country decides all the same. */
function actsOfUnknown({ views }: Scene, isNotice: boolean) {
  return views.flatMap(({ deeds }) =>
    deeds.flatMap(({ actors, act, sentence, isBefore }) => {
      if (act === null || act === "say" || isBefore || sentence.number > 1) return [];
      if (isNotice && act === "issue") return [];
      return actors.flatMap((actor) =>
        "kind" in actor
          ? [
              {
                act,
                isCourt: actor.kind === "court" || actor.kind === "procuratorate",
                isFirst: sentence.number <= 0,
              },
            ]
          : [],
      );
    }),
  );
}

/** Who "announces" where no text is issued announces what it did. */
function withoutText(body: ActingBody, kind: ItemKind): ActingBody {
  const { id, role } = body.value;
  if (role !== "issuer" || (kind !== "enforcement" && kind !== "case")) return body;
  return { ...body, value: { id, role: usualRole(body.body, kind) } };
}

/** A notice on a campaign is no rule. */
const OF_ENFORCEMENT =
  /campaign|rectification|crackdown|penalt|inspection|专项(?:整治|治理|行动)|查处|处罚|通报/i;

/** The role that a body probably has in a development of a kind. */
function usualRole({ kind: bodyKind }: KnownBody, kind: ItemKind): BodyRole {
  if (bodyKind === "court") return kind === "legislation" ? "issuer" : "court";
  if (kind === "case") return bodyKind === "procuratorate" ? "prosecutor" : "enforcer";
  return kind === "enforcement" ? "enforcer" : kind === "other" ? "participant" : "issuer";
}

const POSSESSOR = "It is named in the title of the text; that it issued it was guessed.";

/** "The State Council's Work Plan was released": whose a text is that nobody else issues. */
function withPossessors(
  bodies: readonly ActingBody[],
  texts: ReturnType<typeof gatherTexts>,
  gazetteer: Gazetteer,
): ActingBody[] {
  const result = [...bodies];
  for (const { main, objectIn } of texts) {
    if (objectIn !== 0) continue;
    const named = possessorIn(main.title);
    const [body] = named === null ? [] : gazetteer.bodies.of(named.name).map(({ value }) => value);
    if (
      named === null ||
      body === undefined ||
      result.some(
        ({ value, isPrimary }) => value.id === body.id && value.role !== "mentioned" && isPrimary,
      )
    )
      continue;
    const isIssued = result.some(({ value, isPrimary }) => isPrimary && value.role === "issuer");
    const role = isIssued ? "drafter" : "issuer";
    const start = main.start + named.index;
    const span = spanOf({ part: main.part, start, end: start + named.name.length });
    const known = result.findIndex(({ value }) => value.id === body.id);
    const entry: ActingBody = {
      value: { id: body.id, role },
      spans: [span],
      doubt: POSSESSOR,
      body,
      isPrimary: true,
      act: null,
    };
    if (known >= 0) result[known] = entry;
    else {
      const after = result.findIndex(({ spans }) => (spans[0]?.start ?? 0) > span.start);
      result.splice(after < 0 ? result.length : after, 0, entry);
    }
  }
  return result;
}

/** Whose a title says that the text is: X's Plan, Plan of the X, X关于…的通知. */
function possessorIn(title: string): { name: string; index: number } | null {
  const before = /^(?:The )?(.{2,80}?)['’]s\s/.exec(title);
  if (before?.[1] !== undefined) return { name: before[1], index: title.indexOf(before[1]) };
  const chinese = /^(.{2,40}?)关于/.exec(title);
  if (chinese?.[1] !== undefined) return { name: chinese[1], index: 0 };
  const after =
    /\b(?:Plan|Opinions?|Decision|Notice|Announcement|Rules|Provisions|Circular|Resolution) of (?:the )?(.{2,80}?)(?: (?:on|for|regarding|concerning)\s.{1,300})?$/.exec(
      title,
    );
  return after?.[1] === undefined ? null : { name: after[1], index: title.lastIndexOf(after[1]) };
}
