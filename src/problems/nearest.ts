import { distance } from "fastest-levenshtein";
import { foldName } from "../values/names.ts";

/** Longer values are no slip of the keyboard, and comparing them would be work for an attacker. */
const LONGEST_COMPARED = 100;

/**
 * The candidate that was most probably meant, or null if none is near.
 * A candidate that begins with what was typed (`personal-info` → `personal-information`) or the
 * other way round is nearer than any that differs within.
 */
export function nearest(value: string, candidates: Iterable<string>): string | null {
  const typed = foldName(value);
  if (typed === "" || typed.length > LONGEST_COMPARED) return null;
  let best: string | null = null;
  let bestScore = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const score = remoteness(typed, foldName(candidate));
    if (score < bestScore) {
      best = candidate;
      bestScore = score;
    }
  }
  return best;
}

/** 0 for equal, below 1 for a beginning, else the edit distance, or infinity beyond a third. */
function remoteness(typed: string, candidate: string): number {
  if (candidate.length > LONGEST_COMPARED) return Number.POSITIVE_INFINITY;
  const shorter = Math.min(typed.length, candidate.length);
  const longer = Math.max(typed.length, candidate.length);
  if (shorter >= 3 && (candidate.startsWith(typed) || typed.startsWith(candidate))) {
    return (longer - shorter) / longer;
  }
  if (longer - shorter > longer / 3 + 1) return Number.POSITIVE_INFINITY;
  const edits = isSwapped(typed, candidate) ? 1 : distance(typed, candidate);
  return edits <= Math.max(1, Math.ceil(longer / 3)) ? edits : Number.POSITIVE_INFINITY;
}

/** Whether two neighbours changed places, which is one slip of the keyboard and not two. */
function isSwapped(typed: string, candidate: string): boolean {
  if (typed.length !== candidate.length) return false;
  let at = 0;
  while (at < typed.length && typed[at] === candidate[at]) at++;
  return (
    at + 1 < typed.length &&
    typed[at] === candidate[at + 1] &&
    typed[at + 1] === candidate[at] &&
    typed.slice(at + 2) === candidate.slice(at + 2)
  );
}
