import type { Part } from "../part.ts";
import { overlap } from "../part.ts";
import type { BodyMention } from "./find-bodies.ts";

/** "The Commission": a kind of body, written as a name, that says no more. */
const SHORT =
  /(?<![\p{L}\p{N}])(?:[Tt]he|[Ii]ts) (Commission|Court|Authority|Agency|Ministry|Committee|Administration|Bureau|Office|Department|Council|Board|Commissioner|Regulator|Procuratorate|Tribunal)(?![\p{L}\p{N}'’]| (?:of|for|on|to)(?![\p{L}\p{N}]))/gu;

/**
 * Where a part says "the Commission" or the like of a body that was named in full before it in the
 * development; of one that was not it says nothing.
 * @param own the part's mentions, in order
 * @param last who was last named by each word of a name; the part's own are added
 */
export function shortReferences(
  part: Part,
  own: readonly BodyMention[],
  last: Map<string, BodyMention>,
): BodyMention[] {
  const found: BodyMention[] = [];
  const note = (mention: BodyMention) => {
    for (const { name } of mention.bodies) {
      for (const word of name.split(" ")) last.set(word, mention);
    }
  };
  let at = 0;
  for (const { 0: written, 1: head = "", index } of part.plain.matchAll(SHORT)) {
    while (at < own.length && (own[at] as BodyMention).end <= index) note(own[at++] as BodyMention);
    const end = index + written.length;
    const place = { part, start: end - head.length, end };
    const meant = last.get(head);
    const next = own[at];
    if (meant === undefined || (next !== undefined && overlap(next, place))) continue;
    found.push({ ...place, bodies: meant.bodies, doubt: meant.doubt });
  }
  for (; at < own.length; at++) note(own[at] as BodyMention);
  return found;
}
