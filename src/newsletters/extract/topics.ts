import type { Gazetteer } from "../gazetteer.ts";
import type { Read } from "../reading.ts";
import type { Part, Place } from "./part.ts";
import { overlap, spanOf } from "./part.ts";

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
  // What is done with a text, and not what it is about.
  ...["draft for comment", "request for comments", "征求意见", "standardization", "标准化"],
  ...["information technology", "data protection", "数据保护"],
]);

/** What a common word counts of what others do. */
const COMMON_SHARE = 0.4;

/**
 * The topics that a development names, the most telling first.
 * @param parts with the names in them that are none of topics, in order: of authorities, of texts
 *   that it is not about
 */
export function readTopics(
  parts: readonly { part: Part; others: readonly Place[] }[],
  gazetteer: Gazetteer,
): Read<string>[] {
  const points = new Map<string, { points: number; places: Place[] }>();
  for (const { part, others } of parts) {
    let at = 0;
    for (const { place, id, name } of topicsIn(part, gazetteer)) {
      while (at < others.length && (others[at] as Place).end <= place.start) at++;
      if (others[at] !== undefined && overlap(others[at] as Place, place)) continue;
      const isFirst =
        !part.isHeadline &&
        part.sentences[0]?.number === 0 &&
        place.start < (part.sentences[0]?.end ?? 0);
      const base = part.isHeadline ? HEADLINE : isFirst ? FIRST : 1;
      const words =
        name.split(" ").length > 1 || (name.length > 3 && /[\u3400-\u9fff]/.test(name)) ? 1 : 0;
      const known = points.get(id) ?? { points: 0, places: [] };
      known.points += COMMON.has(name.toLowerCase()) ? base * COMMON_SHARE : base + words;
      if (known.places.length < 5) known.places.push(place);
      points.set(id, known);
    }
  }
  const kept = [...points].filter(([, { points }]) => points >= LEAST);
  const above = new Set(kept.flatMap(([id]) => gazetteer.topicsAbove(id).slice(2)));
  return kept
    .filter(([id, { points }]) => !above.has(id) || points >= PLAIN * 2)
    .sort((a, b) => b[1].points - a[1].points || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST)
    .map(([id, { points, places }]) => ({
      value: id,
      spans: places.map(spanOf),
      doubt: points < PLAIN ? "It is only named in passing." : null,
    }));
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
