import type { Named } from "./catalogue.ts";
import type { Names } from "./long-words.ts";
import type { Random } from "./random.ts";
import {
  CHINESE_SENTENCES,
  CHINESE_TITLES,
  COMPANIES,
  LEGISLATIVE_VERBS,
  PURPOSES,
  SENTENCES,
  TEXT_KINDS,
} from "./words.ts";

/** A body or a topic as texts name it. */
type Mentioned = Named & { acronym?: string; name_native?: string; aliases?: string[] };

export interface Texts {
  title: string;
  summary: string;
  kind: string;
  language: string;
}

/** The shortest and the longest summary that is aimed at, in characters. */
const SHORTEST = 80;
const LONGEST = 600;

/** The share of items that are written in Chinese, among those of China. */
const CHINESE = 0.25;

/** The title and summary of an item. */
export function makeTexts(random: Random, names: Names, body: Mentioned, topic: Mentioned): Texts {
  const kind = random.pick(["legislation", "legislation", "legislation", "enforcement", "case"]);
  const isChinese = body.name_native !== undefined && random.chance(CHINESE);
  return isChinese
    ? { kind, language: "zh", ...chinese(random, names, body, topic) }
    : { kind, language: "en", ...english(random, names, body, topic, kind) };
}

function english(random: Random, names: Names, body: Mentioned, topic: Mentioned, kind: string) {
  const actor = random.chance(0.4) ? (body.acronym ?? body.name) : body.name;
  const subject = topic.name.toLowerCase();
  const number = random.between(2, 480);
  const company = random.pick(COMPANIES);
  const titles: Record<string, () => string> = {
    legislation: () =>
      `${actor} ${random.pick(LEGISLATIVE_VERBS)} ${random.pick(TEXT_KINDS)} on ${subject} ${random.pick(PURPOSES)}`,
    enforcement: () =>
      random.chance(0.5)
        ? `${actor} names ${number} services for breaches of the rules on ${subject}`
        : `${actor} fines ${company} ${number},000 over ${subject}`,
    case: () => `${actor} rules on ${subject} in ${company} v. ${random.pick(COMPANIES)}`,
  };
  const title = titles[kind]?.() ?? `${actor} on ${subject}`;
  const name = () => names.drawEnglish(random);
  const opening = `The ${body.name} acted on ${subject} after a complaint by ${name()} ${name()} of ${name()}.`;
  return { title, summary: sentences(random, opening, SENTENCES, " ") };
}

function chinese(random: Random, names: Names, body: Mentioned, topic: Mentioned) {
  const actor = body.name_native ?? body.name;
  const subject = topic.aliases?.find((alias) => /\p{Script=Han}/u.test(alias)) ?? "数据安全";
  const [verb, what] = random.pick(CHINESE_TITLES);
  const title = `${actor}${verb}${subject}${what}(${random.between(1, 90)}号)`;
  return {
    title,
    summary: sentences(
      random,
      `${actor}${verb}${subject}${what},负责人${names.drawChinese(random)}、${names.drawChinese(random)}。`,
      CHINESE_SENTENCES,
    ),
  };
}

/** Sentences up to a length that differs from item to item. */
function sentences(random: Random, opening: string, from: readonly string[], separator = "") {
  const length = random.between(SHORTEST, LONGEST);
  let text = opening;
  while (text.length < length) {
    const longer = `${text}${separator}${random.pick(from)}`;
    if (longer.length > LONGEST) break;
    text = longer;
  }
  return text;
}
