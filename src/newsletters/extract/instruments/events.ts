import type { EVENT_TYPES } from "../../../vocabularies.ts";
import { dayAfter } from "../../../values/edtf.ts";
import { numberOf } from "../../../references/chinese.ts";
import type { Read } from "../../reading.ts";
import type { Dating } from "../dates/read-dates.ts";
import type { Part } from "../part.ts";
import { sentenceAt, spanOf } from "../part.ts";
import type { Scene } from "../scene.ts";
import type { NamedText } from "./gather.ts";

type EventRead = Read<{ type: keyof typeof EVENT_TYPES; date: string | null }>;

const COMMENTS =
  /\b(?:solicit\w{0,4} (?:\w{1,12} ){0,3}(?:comments?|opinions?|feedback)|(?:for|public) (?:public )?(?:comments?|consultation)|(?:seek|request|invit)\w{0,4} (?:\w{1,12} ){0,3}(?:comments?|feedback|views|input)|consult(?:s|ed|ing)? (?:on|about|the public)|(?:open|launch)\w{0,3} (?:a |for )?(?:\w{1,12} ){0,2}consultation|public comments?)\b|征求(?:社会|公众|各方)?(?:公众)?(?:的)?意见|公开征求|征求意见稿/i;
const AT_ONCE =
  /自(?:发布|公布|印发|颁布)之日起(?:施行|实施|生效|执行)|\b(?:with immediate effect|effective immediately|(?:took|takes?) effect (?:immediately|on the (?:same day|date of)))/i;
const TERM =
  /\bvalid(?:ity)? (?:period )?(?:for|of)(?: a period of)? (\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten) years?\b|有效期(?:为)?\s?(\d{1,2}|[一二三四五六七八九十]{1,2})\s?年/i;
const DECIDED =
  /\b(?:judge?ments?|rul(?:ed|es|ing)|held|holds|holding|decided|decision|found|finds|dismiss\w+|upheld|convict\w+|sentenced|verdict|clarif\w+|says|annul\w+|affirm\w*|concluded|speaks|authori[sz]e[sd]|certified|granted|denied|allow(?:s|ed)|refused|rejected|reversed|revive[sd]|ordered|entschieden|geurteilt|urteil|jugé|annulé|rejeté|condamné|falló|condenó|anuló|decidiu|condenou)\b|判决|裁定|判处|认定|审结/i;
/** In the sentence after the one that names a text. */
const STAYS_OPEN =
  /\b(?:open (?:for|to) (?:\w{1,12} )?(?:comments?|consultation|feedback)|(?:comments?|responses?|submissions?|feedback) (?:are|is|may|can|will|should|must|close)|(?:respond|comment) by|(?:public |)consultation (?:is open|runs|closes|ends|lasts)|invit\w{1,3} (?:\w{1,12} ){0,2}(?:comments?|feedback|views))/i;
const WORDS = [
  "zero",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
];

/** What a development says of the life of the text that it is about. */
export function eventsOf(
  text: NamedText,
  scene: Scene,
  { own, others }: Dating,
  isJudgment: boolean,
): EventRead[] {
  const events: EventRead[] = [];
  const put = (
    type: keyof typeof EVENT_TYPES,
    date: string | null,
    spans: EventRead["spans"],
    doubt: string | null,
  ) => {
    if (!events.some(({ value }) => value.type === type && value.date === date))
      events.push({ value: { type, date }, spans, doubt });
  };
  const first = firstEvent(text, scene, isJudgment);
  // What comments are taken on is open for them, whatever verb says that it was published.
  const isOpen = !isJudgment && others.some(({ mention }) => mention.role === "comment_closes");
  const opened =
    isOpen && (first === "drafted" || first === "published") ? "comment_opened" : first;
  if (opened !== null) put(opened, own.value, own.spans, own.doubt);
  for (const { mention, date, doubt } of others) {
    const { role } = mention;
    if (role === "own" || role === "occasion" || role === "background") continue;
    if (isJudgment) continue;
    const isUntil =
      role === "expires" &&
      /(?:until|till|through|to|至|到)\s(?:the\s)?$/i.test(
        mention.part.plain.slice(Math.max(0, mention.start - 12), mention.start),
      );
    put(
      role,
      isUntil && /^\d{4}-\d\d-\d\d$/.test(date) ? dayAfter(date) : date,
      [spanOf(mention)],
      doubt,
    );
  }
  for (const { part } of scene.views) {
    const atOnce = AT_ONCE.exec(part.plain);
    if (atOnce !== null && !isJudgment && own.value !== null) {
      put(
        "in_force",
        own.value,
        [part.passage.spanOf(atOnce.index, atOnce.index + atOnce[0].length)],
        "In force from its publication; that was taken to be the development's date.",
      );
    }
    const term = termOf(part, events);
    if (term !== null) put("expires", term.date, [term.span], null);
  }
  return events;
}

/** "Valid for 2 years", counted from the day on which it is in force. */
function termOf(part: Part, events: readonly EventRead[]) {
  const match = TERM.exec(part.plain);
  const begin = events.find(({ value }) => value.type === "in_force")?.value.date;
  if (match === null || begin == null) return null;
  const written = match[1] ?? match[2] ?? "";
  const years = /^[一-十]/.test(written)
    ? numberOf(written)
    : Number(written) || WORDS.indexOf(written.toLowerCase());
  if (years < 1 || years > 99) return null;
  const year = String(Number(begin.slice(0, 4)) + years).padStart(4, "0");
  const end = `${year}${begin.slice(4)}`.replace(/-02-29$/, "-03-01");
  return { date: end, span: part.passage.spanOf(match.index, match.index + match[0].length) };
}

/** What the development itself is in the life of the text. */
function firstEvent(
  text: NamedText,
  scene: Scene,
  isJudgment: boolean,
): keyof typeof EVENT_TYPES | null {
  if (isJudgment) return isDecided(scene) ? "decided" : null;
  const isObject = text.relations.has("object");
  const isConsulted =
    text.acts.has("consult") || (isNearComments(text, scene) && (isObject || text.inHeadline));
  if (isConsulted) return "comment_opened";
  if (text.main.type === "other" && text.acts.has("enforce")) return "other";
  if (text.acts.has("plan")) return "planned";
  if (text.acts.has("propose") && !text.acts.has("adopt") && !text.acts.has("issue"))
    return "drafted";
  if (text.acts.has("withdraw")) return "withdrawn";
  if (text.acts.has("repeal")) return "repealed";
  if (text.acts.has("adopt")) return "adopted";
  if (!text.acts.has("issue") && !text.acts.has("enforce") && !text.acts.has("say"))
    return text.acts.has("draft") ? "drafted" : null;
  return text.isDraft ? "drafted" : "published";
}

/** Whether a court decided, and did not only take a case. */
function isDecided({ views }: Scene): boolean {
  const first = views.map(({ part }) => part.plain.slice(0, 600)).join(" ");
  return DECIDED.test(first);
}

/** Whether the sentences that name it, or the headline, ask for comments. */
function isNearComments({ mentions, isDraft }: NamedText, { views }: Scene): boolean {
  const headline = views.find(({ part }) => part.isHeadline);
  if (headline !== undefined && COMMENTS.test(headline.part.plain) && mentions.length > 0)
    return true;
  return mentions.some((mention) => {
    const { start, end, number } = sentenceAt(mention);
    const follows = mention.part.sentences.find((sentence) => sentence.number === number + 1);
    const until = isDraft && follows !== undefined ? follows.end : end;
    if (number > 1) return false;
    if (COMMENTS.test(mention.part.plain.slice(start, until))) return true;
    return (
      follows !== undefined && STAYS_OPEN.test(mention.part.plain.slice(follows.start, follows.end))
    );
  });
}
