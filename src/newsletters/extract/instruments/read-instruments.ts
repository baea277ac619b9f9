import type { ReadInstrument } from "../../reading.ts";
import type { ActingBody } from "../bodies/read-bodies.ts";
import type { Dating } from "../dates/read-dates.ts";
import type { ItemKind } from "../kind.ts";
import { sentenceAt, spanOf } from "../part.ts";
import type { Scene } from "../scene.ts";
import { eventsOf } from "./events.ts";
import type { NamedText } from "./gather.ts";
import { namesSomething, titleKey } from "./title-names.ts";

/** A subject is named where the development is told: in its headline or first sentences. */
const NEAR_TOP = 1;
const GUESSED = "That the development is about it was guessed from where it stands.";
const SEVERAL = "Several records have this title";
const NO_TYPE = "Nothing in the title says what type it is.";

type Role = ReadInstrument["role"];

/** The roles of the texts that a development names: whether it is about them, changes or applies them. */
export function rolesOf(
  texts: readonly NamedText[],
  kind: ItemKind,
): { text: NamedText; role: Role; doubt: string | null }[] {
  const asObjects = texts.filter((text) => isObject(text));
  // A case is about what it decides; the law that it is about is another matter.
  const judgments = asObjects.filter(({ main }) => main.type === "judgment");
  const subjects = new Set(judgments.length > 0 && kind === "case" ? judgments : asObjects);
  let doubt: string | null = null;
  if (subjects.size === 0) {
    const first = texts.find(
      (text) =>
        !text.main.isWeak &&
        !text.main.isInitials &&
        (text.inHeadline || text.sentence <= NEAR_TOP) &&
        !text.relations.has("applied") &&
        !text.relations.has("basis") &&
        !text.relations.has("amended") &&
        kind !== "enforcement",
    );
    if (first !== undefined) {
      subjects.add(first);
      doubt = GUESSED;
    }
  }
  const amended = new Set([...subjects].flatMap(({ main }) => amendedBy(main.title)));
  return texts.map((text) => {
    if (amended.has(titleKey(text.main.title))) return { text, role: "amended", doubt: null };
    if (subjects.has(text) && !isJudged(text, kind)) return { text, role: "subject", doubt };
    if (subjects.has(text)) return { text, role: "applied", doubt: null };
    if (text.relations.has("amended")) return { text, role: "amended", doubt: null };
    const isApplied =
      (text.relations.has("applied") || text.relations.has("basis")) &&
      (kind === "enforcement" || kind === "case");
    return { text, role: isApplied ? "applied" : "mentioned", doubt: null };
  });
}

/** A law that a court blocks, or that an authority acts on, is not what is made there. */
function isJudged({ main, acts }: NamedText, kind: ItemKind): boolean {
  if (kind !== "case" && kind !== "enforcement") return false;
  if (!/^(?:law|regulation|directive|constitution)$/.test(main.type ?? "")) return false;
  return acts.size > 0 && [...acts].every((act) => act === "judge" || act === "enforce");
}

/** The key of what an amendment is "to"; none where a title does not say. */
function amendedBy(title: string): string[] {
  const english = /\bamendments?\b.{0,12}? (?:to|of) (?:the )?(.{3,200})$/i.exec(title)?.[1];
  const chinese = /^(.{2,40}?)修正案/.exec(title)?.[1];
  return [english, chinese].flatMap((name) => (name === undefined ? [] : [titleKey(name)]));
}

/** Whether something is done with a text where the development is told. */
function isObject({ objectIn, inHeadline, relations, sentence, main }: NamedText): boolean {
  if (
    main.isInitials ||
    relations.has("applied") ||
    relations.has("basis") ||
    (relations.has("amended") && !relations.has("object"))
  )
    return false;
  if (main.type === "judgment" && (inHeadline || sentence <= NEAR_TOP)) return true;
  if (objectIn === 0) return true;
  return inHeadline && (relations.has("object") || sentence <= NEAR_TOP);
}

/** What is said of each text that a development names, its subjects first. */
export function readInstruments(
  scene: Scene,
  texts: ReturnType<typeof rolesOf>,
  dating: Dating,
  bodies: readonly ActingBody[],
): ReadInstrument[] {
  const order: Record<Role, number> = { subject: 0, amended: 1, applied: 2, mentioned: 3 };
  return [...texts]
    .sort((a, b) => order[a.role] - order[b.role])
    .map(({ text, role, doubt }) => instrumentOf(scene, text, role, doubt, dating, bodies));
}

function instrumentOf(
  scene: Scene,
  text: NamedText,
  role: Role,
  roleDoubt: string | null,
  dating: Dating,
  bodies: readonly ActingBody[],
): ReadInstrument {
  const { main, mentions } = text;
  const { known } = main;
  const [record] = known;
  const type = record?.type ?? main.type ?? "other";
  const isJudgment = type === "judgment";
  const native =
    [main.title, ...text.aliases].map(nativeOf).find((title) => title !== null) ?? null;
  const doubts = [
    main.doubt,
    roleDoubt,
    known.length > 1 ? `${SEVERAL}: ${known.map(({ id }) => id).join(", ")}.` : null,
  ];
  const isPlanned = role === "mentioned" && (text.acts.has("plan") || text.acts.has("draft"));
  const events = role === "subject" ? eventsOf(text, scene, dating, isJudgment) : [];
  if (isPlanned && dating.own.value !== null) {
    events.push({
      value: { type: "planned", date: dating.own.value },
      spans: dating.own.spans,
      doubt: dating.own.doubt,
    });
  }
  return {
    role,
    id: record?.id ?? null,
    title: {
      value: main.title,
      spans: mentions.map(spanOf),
      doubt: doubts.filter(Boolean).join(" ") || null,
    },
    title_native: native,
    aliases: aliasesOf(text).filter((alias) => alias !== native),
    type: {
      value: type,
      spans: [spanOf(main)],
      doubt: record === undefined && main.type === null ? NO_TYPE : null,
    },
    number: mentions.find(({ number }) => number !== null)?.number ?? null,
    issuing_bodies: role === "subject" ? makersOf(text, bodies, isJudgment) : [],
    events,
  };
}

/** A title in Chinese, without what says that it is a draft; null for one in another language. */
function nativeOf(title: string): string | null {
  if (!/^[^a-z]*[\u3400-\u9fff]{4}/.test(title)) return null;
  return title.replace(/[(（][^()（）]{0,12}(?:征求意见|草案|送审|审议)[^()（）]{0,8}[)）]$/, "");
}

/** Its other names; what only says that it is a draft, or an instrument, names nothing outside. */
function aliasesOf({ main, aliases }: NamedText): string[] {
  const seen = new Set([main.title]);
  const kept: string[] = [];
  for (const alias of aliases) {
    if (
      seen.has(alias) ||
      alias.length > 300 ||
      (titleKey(alias) === titleKey(main.title) && !/draft|[稿案]/i.test(alias))
    )
      continue;
    seen.add(alias);
    if (namesSomething(alias) || /\s/.test(alias) || /^[A-Z0-9]{2,10}$/.test(alias))
      kept.push(alias);
  }
  return kept;
}

/** Who made a text: who issues it there, and who drafted it by the sentence that names it. */
function makersOf(
  text: NamedText,
  bodies: readonly ActingBody[],
  isJudgment: boolean,
): ReadInstrument["issuing_bodies"][number][] {
  const sentences = text.mentions.map((mention) =>
    mention.part.passage.spanOf(sentenceAt(mention).start, sentenceAt(mention).end),
  );
  const isNear = ({ spans }: ActingBody) =>
    spans.some(({ start }) =>
      sentences.some((sentence) => start >= sentence.start && start < sentence.end),
    );
  return bodies.flatMap((body): ReadInstrument["issuing_bodies"][number][] => {
    const { id, role } = body.value;
    if (isJudgment) return role === "court" ? [{ id, role: "issuer" }] : [];
    if (role === "drafter" && isNear(body)) return [{ id, role: "drafter" }];
    if (role === "issuer" && (isNear(body) || text.objectIn === 0)) return [{ id, role: "issuer" }];
    return [];
  });
}
