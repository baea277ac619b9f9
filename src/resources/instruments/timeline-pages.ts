import type { SqlValue } from "../../db/database.ts";
import type { DatasetState } from "../../db/dataset.ts";
import type { ReadContext } from "../../fields/field.ts";
import type { Faults, RawQuery } from "../../problems/faults.ts";
import { readPosition, writeCursor } from "../../query/cursor.ts";
import type { ValueContext } from "../../query/filter.ts";
import { parseValues } from "../../query/filter-values.ts";
import type { Page } from "../../query/list.ts";
import { parseCount, parseLimit, single } from "../../query/page-parameters.ts";
import { oneOfVocabulary } from "../../query/values.ts";
import { instruments } from "./resource.ts";
import type { Sources, TimelineKind, TimelinePosition, TimelineQuery } from "./timeline.ts";
import { readTimeline, TIMELINE_KINDS } from "./timeline.ts";

const PARAMETERS = ["kind", "limit", "cursor", "count"];

const KIND = {
  operator: "any" as const,
  filter: { value: oneOfVocabulary(TIMELINE_KINDS) },
};

/** A page of a timeline as it is asked for, of whichever instrument. */
interface AskedPage extends Pick<TimelineQuery, "kinds" | "limit" | "count"> {
  cursor: string | null;
  faults: Faults;
}

/** Pages of timelines, from parameters and as JSON. */
export class TimelinePages {
  private readonly sources: Sources;
  private readonly secret: string;

  /** @param secret what signs cursors */
  constructor(sources: Sources, secret: string) {
    this.sources = sources;
    this.secret = secret;
  }

  /** Reads the parameters; reports every fault of them. */
  parse(query: RawQuery, asked: ValueContext): AskedPage {
    const { faults } = asked;
    faults.unknownParameters(query, PARAMETERS);
    return {
      kinds: parseKinds(query, asked),
      limit: parseLimit(query, faults),
      cursor: single(query, "cursor", faults),
      count: parseCount(query, faults),
      faults,
    };
  }

  /**
   * The page of an instrument's timeline; the caller holds a snapshot, of which `dataset` is the state.
   * @throws {Problem} `invalid-request` if the cursor was not given for this query
   */
  read(
    instrument: TimelineQuery["instrument"],
    { kinds, limit, cursor, count, faults }: AskedPage,
    context: ReadContext,
    dataset: DatasetState,
  ): Page {
    const signature = JSON.stringify(["timeline", instrument.id, kinds]);
    const position = cursor === null ? null : readPosition(cursor, signature, this.secret, faults);
    const after = position === null ? null : positionFrom(position);
    const query = { instrument, kinds, limit, count, after };
    const timeline = readTimeline(this.sources, query, context, dataset);
    const next =
      timeline.next === null ? null : writeCursor(valuesOf(timeline.next), signature, this.secret);
    const page = JSON.stringify({ page: { limit, total: timeline.total, next } });
    const entries = timeline.entries.flatMap((entry, i) => (i === 0 ? [entry] : [COMMA, entry]));
    const body = Buffer.concat([BEGINNING, ...entries, Buffer.from(`],${page.slice(1)}`)]);
    return { body, next };
  }
}

const BEGINNING = Buffer.from('{"data":[');
const COMMA = Buffer.from(",");

function parseKinds(query: RawQuery, asked: ValueContext): TimelineKind[] | null {
  const raw = query["kind"];
  if (raw === undefined) return null;
  const context = { ...asked, resource: instruments, states: [], widened: new Set<string>() };
  const kinds = parseValues("kind", KIND, raw, context) as TimelineKind[];
  // Both are the same as none named, also for a cursor.
  return kinds.length < Object.keys(TIMELINE_KINDS).length ? kinds : null;
}

/** A position as a cursor keeps it: that of the event, of four values or none, and of the item. */
const valuesOf = ({ event, item }: TimelinePosition): SqlValue[] => [
  event === null ? 0 : 1,
  ...(event ?? []),
  ...(item ?? []),
];

function positionFrom([hasEvent, ...values]: readonly SqlValue[]): TimelinePosition {
  const item = hasEvent === 1 ? values.slice(4) : values;
  return {
    event: hasEvent === 1 ? (values.slice(0, 4) as unknown as TimelinePosition["event"]) : null,
    item: item.length === 0 ? null : item,
  };
}
