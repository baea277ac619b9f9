import type { Gazetteer } from "../gazetteer.ts";
import type { Read } from "../reading.ts";
import type { Part, Place } from "./part.ts";
import { overlap, sentenceAt, spanOf } from "./part.ts";
import { TOPIC_CUES } from "./topic-cues.ts";

/** More are no help to who looks for one. */
const MOST = 6;
const HEADLINE = 4;
const FIRST = 2;
/** Below this a topic is named in passing. */
const LEAST = 2;
/** A topic of so many points is meant for certain. */
const PLAIN = 4;

/** Names that are common words: they count in a headline, or where they come again. */
const COMMON = new Set([
  ..."consent transparency crime privacy app apps enforcement sanctions vulnerabilities profiling".split(
    " ",
  ),
  ..."technology encryption litigation 密码 立法 执法 刑法 AI PI DPA".toLowerCase().split(" "),
  ...["information technology", "data protection", "数据保护"],
]);

/** What is done with a text, and not what it is about. */
const DONE = new Set(
  "draft for comment,request for comments,public consultation,征求意见,公开征求意见,standardization,standardisation,标准化".split(
    ",",
  ),
);
const DONE_SHARE = 0.15;

/** What a common word counts of what others do. */
const COMMON_SHARE = 0.4;

/** What a word of a topic's field counts, and how many of one topic do. */
const CUE_HEADLINE = 2.5;
const CUE_FIRST = 2;
const CUE_LATER = 1;
const MOST_CUES = 4;

/** However often something is said further on, it counts no more than this. */
const MOST_LATER = 3;

/** So much of a part is looked at for such words: what comes later is about particulars. */
const READ = 3000;

interface Points {
  points: number;
  /** Of them what is said further on than at the top. */
  later: number;
  inHeadline: boolean;
  places: Place[];
}

/**
 * The topics that a development names or speaks of, the most telling first.
 * @param parts with the names in them that are none of topics, in order: of authorities, of texts
 *   that it is not about
 */
export function readTopics(
  parts: readonly { part: Part; others: readonly Place[] }[],
  gazetteer: Gazetteer,
): Read<string>[] {
  const found = new Map<string, Points>();
  const top = parts.some(({ part }) => part.isHeadline) ? 0 : 1;
  const isTop = (place: Place) => place.part.isHeadline || isWithinTop(place, top);
  const add = (id: string, place: Place, points: number): void => {
    const known = found.get(id) ?? { points: 0, later: 0, inHeadline: false, places: [] };
    const counted = isTop(place) ? points : Math.min(points, MOST_LATER - known.later);
    known.points += counted;
    if (!isTop(place)) known.later += counted;
    known.inHeadline ||= place.part.isHeadline;
    if (known.places.length < 5) known.places.push(place);
    found.set(id, known);
  };
  for (const { part, others } of parts) {
    const named = [...topicsIn(part, gazetteer)].filter(({ place }) => !isWithin(others, place));
    for (const { place, id, name } of named) {
      add(id, place, pointsOf(name, part.isHeadline ? HEADLINE : isTop(place) ? FIRST : 1));
    }
    const near = named.filter(({ place }) => place.start < READ);
    for (const { place, id } of cuesIn(part, gazetteer)) {
      const isNamed = near.some(
        (other) =>
          other.id === id && !COMMON.has(other.name.toLowerCase()) && overlap(other.place, place),
      );
      if (isNamed || isWithin(others, place)) continue;
      add(id, place, part.isHeadline ? CUE_HEADLINE : isTop(place) ? CUE_FIRST : CUE_LATER);
    }
  }
  const kept = [...found].filter(([, { points }]) => points >= LEAST);
  return kept
    .filter(([id, own]) => !isToldByNarrower(id, own, kept, gazetteer))
    .sort((a, b) => b[1].points - a[1].points || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST)
    .map(([id, { points, places }]) => ({
      value: id,
      spans: places.map(spanOf),
      doubt: points < PLAIN ? "It is only named in passing." : null,
    }));
}

/** A topic says nothing beside a narrower one, unless it is what the headline says, or said far more often. */
function isToldByNarrower(
  id: string,
  { points, inHeadline }: Points,
  kept: readonly (readonly [string, Points])[],
  gazetteer: Gazetteer,
): boolean {
  return kept.some(([other, theirs]) => {
    const at = gazetteer.topicsAbove(other).indexOf(id);
    if (at < 1) return false;
    if (at >= 2) return points < PLAIN * 2;
    return !inHeadline && points < PLAIN - 1 && points <= theirs.points * 1.5;
  });
}

/** Whether a place is in the first sentence of the text; without a headline, in the first two. */
const isWithinTop = (place: Place, top: number): boolean =>
  !place.part.isHeadline && sentenceAt(place).number <= top;

function pointsOf(name: string, base: number): number {
  if (DONE.has(name.toLowerCase())) return base * DONE_SHARE;
  const isTelling = name.split(" ").length > 1 || (name.length > 3 && /[\u3400-\u9fff]/.test(name));
  return COMMON.has(name.toLowerCase()) ? base * COMMON_SHARE : base + (isTelling ? 1 : 0);
}

/** Whether a place overlaps one of others in order. */
function isWithin(others: readonly Place[], place: Place): boolean {
  let [low, high] = [0, others.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((others[middle] as Place).end <= place.start) low = middle + 1;
    else high = middle;
  }
  const other = others[low];
  return other !== undefined && overlap(other, place);
}

/** Words of topics' fields; of each topic so many. */
function* cuesIn(part: Part, gazetteer: Gazetteer): Generator<{ place: Place; id: string }> {
  const text = part.plain.slice(0, READ);
  for (const [id, pattern] of TOPIC_CUES) {
    if (!gazetteer.hasTopic(id)) continue;
    let count = 0;
    for (const { 0: written, index } of text.matchAll(pattern)) {
      if (count++ === MOST_CUES) break;
      yield { place: { part, start: index, end: index + written.length }, id };
    }
  }
}

function* topicsIn(
  part: Part,
  gazetteer: Gazetteer,
): Generator<{ place: Place; id: string; name: string }> {
  const { units } = part;
  const numbers = gazetteer.topics.numbersOf(units);
  for (let i = 0; i < units.length; i++) {
    if (numbers[i] === 0) continue;
    for (const { length, named } of gazetteer.topics.at(numbers, i)) {
      const start = units[i]?.start ?? 0;
      const end = units[i + length - 1]?.end ?? start;
      const written = part.plain.slice(start, end);
      const [first] = named;
      if (first === undefined || (/^[A-Z]{2,5}$/.test(first.name) && written !== first.name))
        continue;
      yield { place: { part, start, end }, id: first.value.id, name: first.name };
      i += length - 1;
      break;
    }
  }
}
