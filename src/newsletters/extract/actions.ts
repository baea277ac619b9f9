import type { Act } from "./action-cues.ts";
import { actOf, VERB_FORMS } from "./action-cues.ts";
import { CHINESE_ACTS } from "./chinese-action-cues.ts";
import type { Part } from "./part.ts";
import type { Stretch } from "./sentences.ts";

/** A word that says what somebody does. */
export interface Action extends Stretch {
  act: Act;
  /** Its subject is who it is done to: "was fined". */
  isPassive: boolean;
  /** It can follow its subject: not "issuing". */
  followsSubject: boolean;
  /** It is yet to be done: "will publish". */
  isFuture: boolean;
  /** Of another language than English and Chinese. */
  isForeign: boolean;
}

/** So much after a verb is looked at for what it says. */
const REACH = 160;

const TO_BE =
  /(?:^|\s)(?:is|are|was|were|be|been|being|gets?|got)(?:\s(?:also|officially|formally|jointly|recently|finally|publicly|not|now|\p{Ll}{1,12}ly)){0,2}\s$/iu;

/** Before a noun, which many forms are too: "the order", "a new plan", "its report". */
const BEFORE_NOUN =
  /(?:^|\s)(?:the|a|an|its|their|this|that|of|new|draft|final|proposed|such|any|no|in|on|for|with)\s$/i;

/** The same in German, French, Spanish, Portuguese and Italian. */
const FOREIGN_TO_BE =
  /(?:^|\s)(?:wurden?|wird|werden|été|est|sont|fue(?:ron)?|sido|foi|foram|stat[oaie]|è)(?:\s\p{Ll}{1,14}){0,2}\s$/iu;

const FUTURE =
  /\b(?:will|would|shall|may|might|must|should|could|(?:plan|intend|expect|propose|want|aim|hope|seek|prepare)(?:s|ing)? to|(?:is|are) (?:expected |due |set |going |likely )?to)\s(?:\p{Ll}{1,12}\s)?$/iu;

/** The actions of a part, in order. @param masked its plain text without what are names */
export function actionsOf(part: Part, masked: string): Action[] {
  const actions: Action[] = [];
  for (const { 0: word, index } of masked.matchAll(/\p{L}[\p{L}-]{1,20}/gu)) {
    const form = VERB_FORMS.get(word.toLowerCase());
    if (form === undefined) continue;
    const end = index + word.length;
    const before = masked.slice(Math.max(0, index - 40), index);
    const isIng = !form.followsSubject && word.toLowerCase().endsWith("ing");
    const isForeign = form.isForeign === true;
    if (!isIng && !isForeign && BEFORE_NOUN.test(before) && !part.isHeadline) continue;
    const isPassive = form.isParticiple && (isForeign ? FOREIGN_TO_BE : TO_BE).test(before);
    actions.push({
      start: index,
      end,
      act: actOf(form, masked.slice(end, end + REACH)),
      isPassive,
      followsSubject: form.followsSubject || isPassive,
      isFuture: FUTURE.test(before),
      isForeign,
    });
  }
  if (!/[\u3400-\u9fff]/.test(masked)) return actions;
  const taken = new Uint8Array(masked.length);
  for (const { act, pattern } of CHINESE_ACTS) {
    for (const { 0: word, index } of masked.matchAll(pattern)) {
      const end = index + word.length;
      if (taken[index] === 1 || taken[end - 1] === 1) continue;
      taken.fill(1, index, end);
      const isPassive = /被[^。;,]{0,24}$/.test(masked.slice(Math.max(0, index - 26), index));
      const isFuture = /(?:将|拟|计划|拟于|即将)$/.test(
        masked.slice(Math.max(0, index - 4), index),
      );
      actions.push({
        start: index,
        end,
        act,
        isPassive,
        followsSubject: true,
        isFuture,
        isForeign: false,
      });
    }
  }
  return actions.sort((a, b) => a.start - b.start);
}
