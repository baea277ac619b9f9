import { plainText } from "../../references/plain-text.ts";
import type { Gazetteer, KnownBody } from "../gazetteer.ts";
import type { Development, Layout } from "../layout.ts";
import type { Read, ReadDevelopment, Reading } from "../reading.ts";
import { Definitions } from "./bodies/definitions.ts";
import type { ActingBody } from "./bodies/read-bodies.ts";
import { readBodies, withGuessedRoles } from "./bodies/read-bodies.ts";
import type { BodyRole } from "./bodies/roles.ts";
import type { Dating } from "./dates/read-dates.ts";
import { readDates } from "./dates/read-dates.ts";
import { gatherTexts } from "./instruments/gather.ts";
import { readInstruments, rolesOf } from "./instruments/read-instruments.ts";
import { readJurisdiction } from "./jurisdiction.ts";
import type { ItemKind } from "./kind.ts";
import { readKind } from "./kind.ts";
import { languageOf } from "./language.ts";
import { partsOf, spanOf } from "./part.ts";
import { findPlaces } from "./places.ts";
import type { Scene, View } from "./scene.ts";
import { noteDefinitions, sceneOf, sketch } from "./scene.ts";
import { readTopics } from "./topics.ts";
import { readUnmatched } from "./unmatched.ts";

/** What is known of an edition besides its text. */
export interface Edition {
  /** EDTF */
  published_on: string | null;
  language: string | null;
  /** The id of a record: where its developments are unless they say otherwise. */
  jurisdiction: string | null;
}

/**
 * Reads what the developments of a newsletter say: when, where, who did what with which text.
 * By rules and the gazetteer alone, so that the same text always gives the same; what was guessed
 * has a doubt that says why. Time grows with the length of the text.
 * @param layout of the document, whose passages point into it
 */
export function readNewsletter(
  document: string,
  layout: Layout,
  edition: Edition,
  gazetteer: Gazetteer,
): Reading {
  const countries = countriesOf(layout, edition, gazetteer);
  const sketches = layout.developments.map((development) =>
    sketch(development, gazetteer, countries),
  );
  const definitions = new Definitions();
  for (const each of sketches) noteDefinitions(each, gazetteer, definitions);
  const scenes = sketches.map((each) => sceneOf(each, gazetteer, definitions));
  const heads = [layout.title, ...layout.head].flatMap((passage) =>
    passage === null ? [] : [plainText(passage.text)],
  );
  const datings = readDates(scenes, heads, edition.published_on, (scene) =>
    isMonthFirst(scene, edition, gazetteer),
  );
  const language = edition.language ?? languageOf(document, "en");
  const read = scenes.map((scene, i) =>
    actorsOf(scene, datings[i] as Dating, gazetteer, countries),
  );
  const common = commonJurisdiction(
    read.map(({ bodies }) => bodies),
    gazetteer,
  );
  const developments = scenes.map((scene, i) =>
    developmentOf(scene, read[i] as Actors, datings[i] as Dating, {
      gazetteer,
      edition,
      common,
      language,
    }),
  );
  return { developments, unmatched: readUnmatched(scenes, gazetteer), warnings: layout.warnings };
}

interface Actors {
  bodies: ActingBody[];
  kind: Read<ItemKind>;
  texts: ReturnType<typeof rolesOf>;
}

/** Who acts in a development, of which kind it is, and which texts it is about: one needs the other. */
function actorsOf(
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

function developmentOf(
  scene: Scene,
  { bodies, kind, texts }: Actors,
  dating: Dating,
  {
    gazetteer,
    edition,
    common,
    language,
  }: { gazetteer: Gazetteer; edition: Edition; common: string | null; language: string },
): ReadDevelopment {
  const { development, views } = scene;
  const text = views
    .filter(({ part }) => !part.isHeadline)
    .map(({ part }) => part.text)
    .join(" ");
  return {
    position: development.position,
    title: titleOf(scene),
    summary: summaryOf(development),
    kind,
    date: dating.own,
    jurisdiction: readJurisdiction(scene, bodies, gazetteer, edition.jurisdiction, common),
    issuing_bodies: bodies.map(({ value, spans, doubt }) => ({ value, spans, doubt })),
    topics: readTopics(
      views.map((view) => withOtherNames(view, texts)),
      gazetteer,
    ),
    instruments: readInstruments(scene, texts, dating, bodies),
    notes: development.notes,
    language: languageOf(text, language),
  };
}

/** A part with the names that are none of topics: of authorities, and of texts that it is not about. */
function withOtherNames({ part, bodies, unknown, titles }: View, texts: Actors["texts"]) {
  const own = new Set(texts.flatMap(({ role, text }) => (role === "subject" ? text.mentions : [])));
  const others = [...bodies, ...unknown, ...titles.filter((title) => !own.has(title))];
  return { part, others: others.sort((a, b) => a.start - b.start) };
}

/** The headline as it is printed, else the first sentence. */
function titleOf({ development, views }: Scene): Read<string> {
  const { headline } = development;
  if (headline !== null) return { value: headline.text, spans: [headline.span], doubt: null };
  const part = views[0]?.part;
  const sentence = part?.sentences[0];
  if (part === undefined || sentence === undefined)
    return { value: "", spans: [], doubt: "The development has no text." };
  const place = { part, start: sentence.start, end: sentence.end };
  return {
    value: part.text.slice(sentence.start, sentence.end),
    spans: [spanOf(place)],
    doubt: "The development has no headline; this is its first sentence.",
  };
}

function summaryOf({ paragraphs }: Development): Read<string | null> {
  const written = paragraphs.filter(({ text }) => text !== "");
  if (written.length === 0) return { value: null, spans: [], doubt: null };
  return {
    value: written.map(({ text }) => text).join("\n\n"),
    spans: written.map(({ span }) => span),
    doubt: null,
  };
}

/** The countries that a document speaks of, with the edition's own and those of who it names. */
function countriesOf(layout: Layout, { jurisdiction }: Edition, gazetteer: Gazetteer): Set<string> {
  const countries = new Set<string>();
  const add = (id: string | null | undefined) => {
    const top = id == null ? undefined : gazetteer.placesAbove(id).at(-1);
    if (top !== undefined) countries.add(top);
  };
  add(jurisdiction);
  for (const part of layout.developments.flatMap(partsOf)) {
    for (const { places } of findPlaces(part, gazetteer, new Set())) add(places[0]?.id);
    const numbers = gazetteer.bodies.numbersOf(part.units);
    for (let i = 0; i < numbers.length; i++) {
      if (numbers[i] === 0) continue;
      const [longest] = gazetteer.bodies.at(numbers, i);
      if (longest === undefined) continue;
      // A name that several countries' bodies have tells of none.
      if (longest.named.length === 1) add(longest.named[0]?.value.jurisdiction);
      i += longest.length - 1;
    }
  }
  return countries;
}

/** Whether 3/4/2023 is a day of March: so it is written in the United States. */
function isMonthFirst({ views }: Scene, { jurisdiction }: Edition, gazetteer: Gazetteer): boolean {
  if (jurisdiction !== null) return gazetteer.placesAbove(jurisdiction).at(-1) === "US";
  const ids = views.flatMap(({ places, bodies }) => [
    ...places.map((place) => place.places[0]?.id),
    ...bodies.map((mention) => mention.bodies[0]?.jurisdiction),
  ]);
  const countries = new Set(
    ids.flatMap((id) => (id == null ? [] : gazetteer.placesAbove(id).slice(-1))),
  );
  return countries.size === 1 && countries.has("US");
}

/** Of the other developments so many have to be of one country for it to be taken for others. */
const MOST_OF_ALL = 0.7;

/** The country of nearly all who act in the developments. */
function commonJurisdiction(
  all: readonly (readonly ActingBody[])[],
  gazetteer: Gazetteer,
): string | null {
  const acting = all
    .flat()
    .filter(({ value, body }) => value.role !== "mentioned" && body.jurisdiction !== null);
  const counts = new Map<string, number>();
  for (const { body } of acting) {
    const country = gazetteer.placesAbove(body.jurisdiction as string).at(-1) as string;
    counts.set(country, (counts.get(country) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return most !== undefined && most[1] >= acting.length * MOST_OF_ALL ? most[0] : null;
}
