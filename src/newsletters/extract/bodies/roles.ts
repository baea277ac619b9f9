import type { ITEM_BODY_ROLES } from "../../../vocabularies.ts";
import type { Act } from "../action-cues.ts";
import type { Action } from "../actions.ts";
import { TELLS_OF_BEFORE } from "../dates/date-cues.ts";
import type { Part, Sentence } from "../part.ts";
import { sentenceAt } from "../part.ts";
import type { BodyKind } from "./body-heads.ts";

export type BodyRole = keyof typeof ITEM_BODY_ROLES;

/** Somebody who is named in a part and may act. */
export interface Actor {
  start: number;
  end: number;
}

/** What authorities that are named together do there. */
export interface Deed<T extends Actor> {
  actors: readonly T[];
  sentence: Sentence;
  /** Null where they do nothing that is known. */
  act: Act | null;
  /** How it is known: what they do follows, is done "by" them, or they are what a headline begins with. */
  by: "verb" | "agent" | "position" | "nothing";
  isBefore: boolean;
}

/** What may stand between authorities that act together. */
const TOGETHER =
  /^(?:\s?\([^()]{0,80}\)\s?|\s|,|;|、|和|与|及|以及|会同|联合|□|"|(?:and|&|together with|as well as|along with|jointly with|in conjunction with|or|the|both)\b){0,8}$/i;

/** After them and before what they do: brackets, adverbs, others who are not named. */
const NOT_ACTING_AFTER = /^\s?['’]s?\s/;
const OBLIQUE_BEFORE =
  /\b(?:to|with|under|against|at|for|from|of|per|via|on|into|than|before|about|in|inform(?:ed|s)?|notif(?:y|ied)|told|ask(?:ed|s)?|urge[ds]?|sue[ds]?|through|toward|towards|including|like|between|among|versus|alongside)\s(?:\p{Ll}{1,12}ly\s)?(?:the\s|both\s)?$|(?:向|对|与|据|按照|依据|根据|在|从|报|经过|受|应|回应|起诉|反对)$/iu;
/** What a session of an assembly passes the assembly passes. */
const SESSION_OF =
  /\b(?:sessions?|meetings?|plenums?|plenary)\s(?:\([^()]{1,20}\)\s)?of\s(?:the\s)?$/i;
const AGENT_BEFORE = /\bby\s(?:the\s|both\s)?$|(?:由|经|被|遭)$/i;
/** "Under the FTC's rule" is oblique, "under investigation by" is an agent. */
const DISTANCE = 130;
const CLAUSE_ENDS = /;|；|\b(?:while|whereas|although|because)\b/i;

/** What groups of authorities do in a part, in order. @param actors in order, apart */
export function deedsOf<T extends Actor>(
  part: Part,
  masked: string,
  actors: readonly T[],
  actions: readonly Action[],
): Deed<T>[] {
  const groups = groupsOf(masked, actors);
  let next = 0;
  return groups.map((group, i) => {
    const [first, last] = [group[0] as T, group.at(-1) as T];
    const sentence = sentenceAt({ part, start: first.start });
    while (next < actions.length && (actions[next] as Action).end <= first.start) next++;
    const limit = Math.min(
      sentence.end,
      last.end + DISTANCE,
      groups[i + 1]?.[0]?.start ?? part.plain.length,
    );
    const following = actions
      .slice(next, next + 40)
      .filter(({ start, end }) => start >= last.end && end <= limit);
    const before = masked.slice(Math.max(sentence.start, first.start - 50), first.start);
    const lead = masked.slice(sentence.start, first.start);
    const isBefore = TELLS_OF_BEFORE.test(masked.slice(sentence.start, sentence.start + 60));
    const deed = { actors: group, sentence, isBefore };
    if (AGENT_BEFORE.test(before)) {
      const after = following.find(isActive)?.act ?? null;
      const done = agentAct(actions, next, first.start, sentence.start);
      // Chinese says who before what: 由…起草.
      const act = /[由经被遭]$/.test(before) ? (after ?? done) : (done ?? after);
      return { ...deed, act, by: act === null ? "nothing" : "agent" };
    }
    // "a decision that the Board adopted": told of besides
    if (sentence.number > 0 && /\b(?:that|which)\s(?:the\s)?$/i.test(before))
      return { ...deed, act: null, by: "nothing" };
    const after = masked.slice(last.end, last.end + 200);
    const isPossessor = NOT_ACTING_AFTER.test(after);
    const isOblique =
      OBLIQUE_BEFORE.test(before) && !SESSION_OF.test(before) && !/^[^,]{0,40},\s?$/.test(lead);
    if (!isPossessor && !isOblique) {
      const active = following.filter(isActive);
      // What somebody will do besides is not what is reported.
      const isYetToDo = sentence.number > 0 && active[0]?.isFuture === true;
      const found = isYetToDo ? null : nearestDeed(active, following, masked, last.end);
      if (found !== null) return { ...deed, act: found, by: "verb" };
    }
    const isSubject =
      !isOblique &&
      !isPossessor &&
      isAtStart(lead) &&
      !following.some(({ isPassive }) => isPassive);
    const isHeadlineSubject = part.isHeadline && (isSubject || /^\s?:/.test(after));
    if (isHeadlineSubject || (isSubject && sentence.number === 0))
      return { ...deed, act: null, by: "position" };
    return { ...deed, act: null, by: "nothing" };
  });
}

function groupsOf<T extends Actor>(masked: string, actors: readonly T[]): T[][] {
  const groups: T[][] = [];
  for (const actor of actors) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    const gap = last === undefined ? null : masked.slice(last.end, actor.start);
    if (group !== undefined && gap !== null && gap.length < 120 && TOGETHER.test(gap))
      group.push(actor);
    else groups.push([actor]);
  }
  return groups;
}

const isActive = ({ isPassive, followsSubject }: Action): boolean => !isPassive && followsSubject;

/** The nearest of what they do; a campaign or a penalty that it leads to says more than a meeting. */
function nearestDeed(
  active: readonly Action[],
  following: readonly Action[],
  masked: string,
  from: number,
): Act | null {
  const [first] = active;
  if (first === undefined || CLAUSE_ENDS.test(masked.slice(from, first.start))) return null;
  // Who drafted it and asks for comments on it is who makes it known.
  const then = active.find(({ act }) => act === "consult" || act === "issue" || act === "adopt");
  if (first.act === "draft" && then !== undefined) return then.act;
  if (first.act !== "meet" && first.act !== "say") return first.act;
  const better = following.find(
    ({ act, isPassive }) => !isPassive && act !== "meet" && act !== "say" && act !== "draft",
  );
  return better !== undefined && better.start - first.start < 90 ? better.act : first.act;
}

/** What is done by somebody: the participle before "by", or the Chinese verb after 由. */
function agentAct(
  actions: readonly Action[],
  next: number,
  start: number,
  floor: number,
): Act | null {
  for (let i = Math.min(next, actions.length) - 1; i >= Math.max(0, next - 3); i--) {
    const action = actions[i] as Action;
    if (action.start < floor) return null;
    if (action.end <= start) return start - action.end < 70 ? action.act : null;
  }
  return null;
}

/** Whether nothing but a date, an adverb or a place stands before a sentence's subject. */
const isAtStart = (lead: string): boolean =>
  lead.length <= 60 &&
  /^(?:(?:on|in|at|as of|□)\s?[^,]{0,40},\s?|[^,\u3400-\u9fff]{0,12}:\s?)?(?:the\s|recently,?\s|today,?\s|china's\s)?$|^[^\u3040-\u9fff]{0,4}[\d年月日近前期,\s]{0,14}$/i.test(
    lead.trimStart(),
  );

/** The role of a body of some kind by what it does. */
export function roleOf(act: Act, kind: BodyKind): BodyRole {
  if (act === "draft") return "drafter";
  if (act === "meet") return "participant";
  if (kind === "court")
    return /^(?:issue|consult|propose|adopt|plan|withdraw|repeal)$/.test(act) ? "issuer" : "court";
  if (kind === "procuratorate" && (act === "prosecute" || act === "judge")) return "prosecutor";
  if (kind === "police" && act === "prosecute") return "enforcer";
  return act === "enforce" || act === "judge" || act === "prosecute" ? "enforcer" : "issuer";
}
