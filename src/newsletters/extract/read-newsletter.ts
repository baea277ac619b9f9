import { plainText } from "../../references/plain-text.ts";
import type { Gazetteer } from "../gazetteer.ts";
import type { Development, Layout } from "../layout.ts";
import type { Read, ReadDevelopment, Reading } from "../reading.ts";
import type { Actors } from "./actors.ts";
import { actorsOf } from "./actors.ts";
import { Definitions } from "./bodies/definitions.ts";
import { commonJurisdiction, countriesOf, isMonthFirst } from "./countries.ts";
import type { Dating } from "./dates/read-dates.ts";
import { readDates } from "./dates/read-dates.ts";
import type { Edition } from "./edition.ts";
import { readInstruments } from "./instruments/read-instruments.ts";
import { readJurisdiction } from "./jurisdiction.ts";
import { languageOf } from "./language.ts";
import { spanOf } from "./part.ts";
import type { Scene, View } from "./scene.ts";
import { noteDefinitions, sceneOf, sketch } from "./scene.ts";
import { readTopics } from "./topics.ts";
import { readUnmatched } from "./unmatched.ts";

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
  const others = [
    ...bodies,
    ...unknown,
    ...titles.filter((title) => !own.has(title) && !title.isInitials),
  ];
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
