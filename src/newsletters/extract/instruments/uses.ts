import type { Act } from "../action-cues.ts";
import type { Action } from "../actions.ts";
import { BLANK, sentenceAt } from "../part.ts";
import type { View } from "../scene.ts";
import type { TitleMention } from "./title-mention.ts";

/** How a title is used where it stands. */
export interface Use {
  mention: TitleMention;
  /** What is done with the text; null where it is only named. */
  act: Act | null;
  relation: "object" | "applied" | "basis" | "amended" | "named";
  /** The number of the sentence: -1 in the headline. */
  sentence: number;
}

/** So much before and after a title is looked at. */
const BEFORE = 130;
const AFTER = 90;

const APPLIED =
  /(?:violat\w{0,5}|breach\w{0,3}|infring\w{0,6}|contraven\w{0,6}|contrary to|in contravention of|(?:comply|complied|complying|compliance|non-compliance) with|違反|违反|触犯|verst(?:oß|oßes|öße|ößen|ieß|ößt) gegen|manquements? (?:au|à la|aux)|violation (?:du|de la|des)|infracci(?:ón|ones) (?:del?|de la)|violação (?:do|da|ao?)|violazione (?:del|della))(?:\s(?:of|the|die|das|der|article|articles|section|sections|art\.|\d[\w.()]*|,|and|provisions|several|certain|its|their|obligations under)){0,8}(?:[《"'、和及与,\s]|and\s){0,12}$/i;
/** "The amended Decree was approved": that is what it is. */
const AS_AMENDED = /(?:^|[|:;—–-]\s|\b(?:the|an?|its)\s)(?:amended|revised|updated)\s$/i;
const AMENDED =
  /(?:amend(?:s|ed|ing|ments?)?(?: (?:to|of))?|revis(?:es|ed|ing|ions?)(?: (?:to|of))?|repeal(?:s|ed|ing)?|replac(?:es|ed|ing)|updat(?:es|ed|ing)(?: to)?|changes to|addend(?:um|a) to|supplement to|修改|修订|废止|修正)(?:\sof)?\s?(?:the\s|current\s|existing\s|its\s){0,2}[《"']?$/i;
/** What something is done under; the first of a list says it for the others. */
const BASIS =
  /(?:\b(?:under|pursuant to|in accordance with|on the basis of|in application of|citing|cited|within the meaning of|for the purposes of|gemäß|nach|wegen|en application d[eu]|au titre d[eu]|con arreglo a|com base n[oa]|nos termos d[oa])\s(?:(?:section|sections|article|articles|art\.?|rule|rules|part|paragraph|s\.?|§{1,2})\s[\w().,/-]{1,20}\s(?:(?:and|or|to)\s[\w().]{1,12}\s)?(?:of\s)?)?(?:the\s|der\s|des\s|la\s|le\s|el\s)?|依据|根据|按照|依照)(?:[《"'、和及与,\s]|and\s|the\s){0,16}$/i;
const OBLIQUE =
  /(?:under|according to|pursuant to|accordance with|based on|compared (?:with|to)|following|in|with|of|from|by|on the basis of|implement(?:s|ing|ation of)?|than|as|by virtue of|via|through|against|依据|根据|按照|依照|落实|贯彻|执行|适用|参照|结合|基于)\s?(?:the\s|its\s|their\s|current\s|existing\s|new\s|draft\s){0,3}[《"']?$/i;
const VERSION_OF =
  /\b(?:versions?|drafts?|texts?|editions?|revisions?|sets?|series|parts?|chapters?|updates?) of (?:the |its |their ){0,1}["']?$/i;
/** A preposition that goes with its verb: comments "on" a draft, included "in" a plan. */
const OBJECT_OF_ON =
  /(?:comments?|opinions?|consultation|consult(?:s|ed|ing)?|feedback|views|vote[sd]?|agree(?:s|d|ment)?|input|就|对|关于|围绕)(?:\s[\p{L}]{1,12}){0,6}\s?(?:on|about|for|regarding)?\s?(?:a\s|an\s|the\s|its\s|draft\s|proposed\s|new\s){0,3}[《"']?$/iu;
/** What a text does of itself. */
const OWN_VERB =
  /^["'》\s]{0,3}\s?(?:\([^()]{0,60}\)\s?)?,?\s?(?:(?:has|have|had|was|were|is|are|will|shall|be|been|officially|formally|publicly|finally|also|recently|jointly|自|正式|于|将|已|经|日前|近日|获)\s?){0,4}(?:take[s]?|took|come[s]?|came|enter[s]?|entered|become[s]?|became|solicit[s]?|seek[s]?|open(?:s|ed)?|appl(?:y|ies)|released?|issued?|published?|adopted|passed|cleared|advanced|approved|promulgated|announced|finali[sz]ed|included|signed|effective|implemented|launched|unveiled|生效|施行|实施|发布|公布|通过|印发|出台|公开征求|征求意见|起施行)/i;

/** A text that takes effect; who made it did so before. */
const IN_EFFECT =
  /^["'》\s]{0,3}\s?(?:\([^()]{0,60}\)\s?)?(?:(?:has|have|had|will|shall|officially|formally|finally|also|recently|正式|于|将|已)\s?){0,3}(?:take[s]? effect|took effect|taken effect|come[s]? into|came into|enter(?:s|ed)? into|appl(?:y|ies|ied) |(?:is |are |became |becomes )?(?:effective|applicable)|生效|施行|实施|起施行)/i;

/** A text that is on a list of those to be made. */
const INCLUDED =
  /^["'》\s]{0,3}(?:(?:was|is|are|were|has been|have been|also|被|已|正式)\s?){0,3}(?:included|listed|placed) (?:in|on)\b|^["'》\s]{0,3}(?:已|被|再次|正式){0,2}(?:列入|纳入)/i;

/** How each title of a part is used. */
export function usesOf(view: View): Use[] {
  const { masked, titles, actions } = view;
  let next = 0;
  return titles.map((mention) => {
    const sentence = sentenceAt(mention);
    while (next < actions.length && (actions[next] as Action).end <= mention.start) next++;
    const before = withoutBlanks(
      masked.slice(Math.max(sentence.start, mention.start - BEFORE * 3), mention.start),
    ).slice(-BEFORE);
    const use = { mention, sentence: sentence.number };
    if (APPLIED.test(before)) return { ...use, act: null, relation: "applied" };
    const after = masked.slice(mention.outerEnd, Math.min(sentence.end, mention.outerEnd + AFTER));
    const own = OWN_VERB.test(withoutBlanks(after));
    if (AMENDED.test(before) && !(own && AS_AMENDED.test(before))) {
      return { ...use, act: null, relation: "amended" };
    }
    if (BASIS.test(before)) return { ...use, act: null, relation: "basis" };
    if (INCLUDED.test(withoutBlanks(after))) return { ...use, act: "plan", relation: "object" };
    if (IN_EFFECT.test(withoutBlanks(after))) return { ...use, act: null, relation: "object" };
    const following = actions
      .slice(next, next + 8)
      .find(
        ({ start, end, isPassive }) =>
          start >= mention.outerEnd &&
          end <= sentence.end &&
          (isPassive || own) &&
          start - mention.outerEnd < AFTER,
      );
    if (
      own ||
      (following?.isPassive && !/[,;]/.test(after.slice(0, following.start - mention.outerEnd)))
    ) {
      const act = following?.act ?? "issue";
      return { ...use, act: act === "say" ? "issue" : act, relation: "object" };
    }
    const isOblique =
      OBLIQUE.test(before) && !VERSION_OF.test(before) && !OBJECT_OF_ON.test(before);
    const acting = isOblique ? undefined : objectOf(actions, next, mention, sentence.start, masked);
    if (acting !== undefined) return { ...use, act: acting.act, relation: "object" };
    // German says what is done at the end: "hat die Verordnung angenommen".
    const last = isOblique ? undefined : finalVerb(actions, next, mention, sentence.end, masked);
    if (last !== undefined) return { ...use, act: last.act, relation: "object" };
    // 就《…》公开征求意见; 《…》发布
    const chinese =
      mention.isMarked && !isOblique
        ? actions
            .slice(next, next + 4)
            .find(
              ({ start, end, act }) =>
                act !== "say" && end <= sentence.end && start - mention.outerEnd < 24,
            )
        : undefined;
    if (chinese !== undefined) return { ...use, act: chinese.act, relation: "object" };
    return { ...use, act: null, relation: "named" };
  });
}

const withoutBlanks = (text: string): string => text.replaceAll(BLANK, "");

/** What is between a verb and its object, without names, at most. */
const LONGEST_BETWEEN = 70;
const NOT_OBJECT =
  /\b(?:under|according|pursuant|compared|including|such as|that|which|who|whether|because|in|by|after|before|when|while|from)\b|[;:]|。/i;

/** The participle of another language that comes after its object in a sentence. */
const finalVerb = (
  actions: readonly Action[],
  next: number,
  { outerEnd }: TitleMention,
  end: number,
  masked: string,
): Action | undefined =>
  actions
    .slice(next, next + 3)
    .find(
      (action) =>
        action.isForeign &&
        action.act !== "say" &&
        action.start >= outerEnd &&
        action.end <= end &&
        action.start - outerEnd < LONGEST_BETWEEN &&
        !/[,;:]/.test(masked.slice(outerEnd, action.start)),
    );

/** The verb whose object a title is. */
function objectOf(
  actions: readonly Action[],
  next: number,
  { start }: TitleMention,
  floor: number,
  masked: string,
): Action | undefined {
  for (let i = next - 1; i >= Math.max(0, next - 4); i--) {
    const action = actions[i] as Action;
    if (action.start < floor) return undefined;
    const between = withoutBlanks(masked.slice(action.end, start));
    if (between.length > LONGEST_BETWEEN || NOT_OBJECT.test(between)) return undefined;
    if (action.isPassive || action.act === "meet" || action.act === "prosecute") continue;
    if (action.act === "say" && !/^\s(?:the|a|an|its)?\s?$/.test(between)) continue;
    return action;
  }
  return undefined;
}
