import type { Act } from "../action-cues.ts";
import type { Scene } from "../scene.ts";
import type { TitleMention } from "./title-mention.ts";
import { likeness, titleKey } from "./title-names.ts";
import type { Use } from "./uses.ts";
import { usesOf } from "./uses.ts";

/** A text that a development names, with every place where it does. */
export interface NamedText {
  /** The mention whose title counts. */
  main: TitleMention;
  mentions: TitleMention[];
  aliases: string[];
  acts: Set<Act>;
  relations: Set<Use["relation"]>;
  isDraft: boolean;
  inHeadline: boolean;
  /** The first sentence of the text that names it, or where it is an object. */
  sentence: number;
  objectIn: number;
  isAmendedBy: boolean;
}

const NEVER = 1000;

/** Two titles as like as this are one text, told in a headline and in the text. */
const ALIKE = { both: 0.6, ofShorter: 0.85, shared: 2 };

/** More texts in one development are a list that no reader checks. */
const MOST = 60;

/** The texts that a development names, the text's before those of the headline alone. */
export function gatherTexts(scene: Scene): NamedText[] {
  const texts: NamedText[] = [];
  const byKey = new Map<string, NamedText>();
  const uses = scene.views
    .map((view) => ({ view, uses: usesOf(view) }))
    .sort((a, b) => Number(a.view.part.isHeadline) - Number(b.view.part.isHeadline));
  for (const { view, uses: own } of uses) {
    for (const use of own) {
      const { mention } = use;
      const { isHeadline } = view.part;
      const key = mention.known[0]?.id ?? titleKey(mention.title);
      let text = byKey.get(key) ?? byKey.get(titleKey(mention.title));
      if (text === undefined && isHeadline) text = texts.find(({ main }) => isAlike(main, mention));
      if (text === undefined) {
        if (mention.isWeak && use.relation !== "object") continue;
        if (texts.length >= MOST) continue;
        text = newText(mention);
        texts.push(text);
      }
      add(text, use, isHeadline);
      for (const name of [key, titleKey(mention.title), ...mention.aliases.map(titleKey)]) {
        if (name !== "" && !byKey.has(name)) byKey.set(name, text);
      }
    }
  }
  joinBill(texts);
  // A headline's capitals don't tell where a title ends: what the text calls otherwise is not taken from it.
  const isTold = texts.some(({ objectIn }) => objectIn === 0);
  return texts.filter(
    ({ sentence, main }) => sentence < NEVER || !isTold || main.isMarked || main.known.length > 0,
  );
}

/** "House passes HB 15" above a text on one law that it calls by its name: that is the bill. */
function joinBill(texts: NamedText[]): void {
  const bills = texts.filter(({ main, sentence }) => main.type === "bill" && sentence === NEVER);
  const laws = texts.filter(
    ({ main, objectIn, relations }) =>
      (main.type === "law" || main.type === "bill") &&
      objectIn === 0 &&
      !relations.has("amended") &&
      !bills.some((bill) => bill.main === main),
  );
  const [bill, law] = [bills[0], laws[0]];
  if (bill === undefined || law === undefined || bills.length > 1 || laws.length > 1) return;
  if (!bill.main.isWeak) return;
  law.aliases.push(bill.main.title);
  law.mentions.push(...bill.mentions);
  law.inHeadline = true;
  texts.splice(texts.indexOf(bill), 1);
}

function newText(main: TitleMention): NamedText {
  return {
    main,
    mentions: [],
    aliases: [],
    acts: new Set(),
    relations: new Set(),
    isDraft: false,
    inHeadline: false,
    sentence: NEVER,
    objectIn: NEVER,
    isAmendedBy: false,
  };
}

function add(
  text: NamedText,
  { mention, act, relation, sentence }: Use,
  isHeadline: boolean,
): void {
  const { main } = text;
  // The fullest title counts: "Data Security Law" may be named in full later.
  if (
    !isHeadline &&
    mention !== main &&
    mention.known.length === 0 &&
    main.known.length === 0 &&
    mention.title.length > main.title.length &&
    main.doubt !== null
  ) {
    text.aliases.push(main.title);
    text.main = mention;
  } else if (mention.title !== main.title) text.aliases.push(mention.title);
  if (text.mentions.length < 20) text.mentions.push(mention);
  text.aliases.push(...mention.aliases);
  if (act !== null) text.acts.add(act);
  text.relations.add(relation);
  text.isDraft ||= mention.isDraft;
  if (isHeadline) text.inHeadline = true;
  else text.sentence = Math.min(text.sentence, sentence);
  if (relation === "object" && !isHeadline) text.objectIn = Math.min(text.objectIn, sentence);
}

function isAlike(one: TitleMention, other: TitleMention): boolean {
  if (one.type !== other.type && one.type !== null && other.type !== null) return false;
  const { both, ofShorter, shared } = likeness(one.title, other.title);
  return both >= ALIKE.both || (ofShorter >= ALIKE.ofShorter && shared >= ALIKE.shared);
}
