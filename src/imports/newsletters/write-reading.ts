import type { JsonObject } from "../../fields/field.ts";
import type { Warning } from "../../newsletters/layout.ts";
import type { ReadDevelopment, Reading } from "../../newsletters/reading.ts";
import type { WriteContext } from "../../resources/define.ts";
import { items } from "../../resources/items/resource.ts";
import type { IMPORT_ACTIONS } from "../../vocabularies.ts";
import { align } from "./align.ts";
import { contentOf } from "./content.ts";
import { createAsFarAsPossible } from "./create.ts";
import type { Drafted } from "./draft.ts";
import { addressesOf, draftOf } from "./draft.ts";
import type { Edition, KnownDevelopment } from "./editions.ts";
import { keepDevelopment, knownDevelopments } from "./editions.ts";
import { recordEvents } from "./events.ts";
import type { Made, Placed } from "./instruments.ts";
import { doubtsOf, InstrumentsOfImport } from "./instruments.ts";
import type { ItemImport } from "./own-item.ts";
import { importOf, noteImport, openDoubts, presentItem, saidOf, updateItem } from "./own-item.ts";
import { propose } from "./proposals.ts";
import type { Doubt } from "./review.ts";
import { proposeSource } from "./reported-before.ts";
import { sameAs } from "./same-as.ts";
import { markVanished } from "./vanished.ts";

/** From what was read of a newsletter to drafts, and to proposals where there are items already. */

/** What became of a development. */
export interface Outcome {
  position: number;
  title: string;
  action: keyof typeof IMPORT_ACTIONS;
  /** The item that it is, or was. */
  item: string;
  /** More than the action says; null where that is all. */
  detail: string | null;
}

export interface Written {
  outcomes: Outcome[];
  /** The instruments that were made. */
  instruments: string[];
  /** The items that the text before had and this one does not have. */
  vanished: string[];
  warnings: Warning[];
}

/** Writes a reading of an edition of a source. */
export function writeReading(context: WriteContext, edition: Edition, reading: Reading): Written {
  const { writer } = context;
  const known = knownDevelopments(writer, edition.source);
  const found = align(
    reading.developments.map((each) => ({
      position: each.position,
      title: each.title.value,
      addresses: addressesOf(each),
    })),
    known,
  );
  const writing = new Writing(context, edition, reading);
  const outcomes = reading.developments.map((development, i) => {
    const before = known[found[i] ?? -1];
    return before === undefined ? writing.first(development) : writing.again(development, before);
  });
  const kept = new Set(outcomes.map(({ item }) => item));
  const gone = known.filter((each, j) => !found.includes(j) && !kept.has(each.item));
  const vanished = markVanished(context, edition, gone);
  return { outcomes, instruments: writing.instruments.made, vanished, warnings: writing.warnings };
}

/** An import under way: each development by itself. */
export class Writing {
  readonly instruments: InstrumentsOfImport;
  readonly warnings: Warning[] = [];
  private readonly context: WriteContext;
  private readonly edition: Edition;
  private readonly unmatched: Reading["unmatched"];
  private readonly done = new Set<string>();

  constructor(context: WriteContext, edition: Edition, { unmatched }: Pick<Reading, "unmatched">) {
    this.context = context;
    this.edition = edition;
    this.unmatched = unmatched;
    this.instruments = new InstrumentsOfImport(context);
  }

  /** A development that the source did not have yet. */
  first(development: ReadDevelopment): Outcome {
    const same = sameAs(this.context.writer, development, this.edition.source);
    if (same?.isCertain !== true) return this.create(development, same);
    const { item, reason } = same;
    proposeSource(
      this.context,
      item,
      this.edition,
      this.draftOf(development, development.instruments),
    );
    this.keep(development, item, development as unknown as JsonObject);
    return outcome(development, "reported_before", item, `'${item}' ${reason}.`);
  }

  /** Makes a draft of a development. */
  create(development: ReadDevelopment, like: ReturnType<typeof sameAs> = null): Outcome {
    const placed = this.instruments.place(development, null);
    const drafted = this.draftOf(development, placed);
    const { body } = drafted;
    const { id, faults } = createAsFarAsPossible(this.context, items, { ...body, state: "draft" });
    // A title and a kind are all that an item needs, and both are there.
    if (id === null) throw new Error(`A draft could not be made: ${faults.join(" ")}`);
    if (like !== null) {
      const detail = `It may be the same as '${like.item}', which ${like.reason}.`;
      drafted.doubts.unshift({ field: "", detail });
    }
    for (const detail of faults) drafted.doubts.push({ field: "", detail });
    const { doubts, made } = this.finish(development, id, drafted, placed, null);
    const wrote = saidOf(this.context, id);
    const { offsets } = drafted;
    noteImport(this.context, id, this.edition, { wrote, made, doubts, raised: doubts, offsets });
    this.keep(development, id);
    return outcome(development, "created", id, like === null ? null : (doubts[0]?.detail ?? null));
  }

  /** A development that the source had before. */
  again(development: ReadDevelopment, known: KnownDevelopment): Outcome {
    const item = presentItem(this.context, known.item);
    if (item === null) {
      this.keep(development, known.item);
      return outcome(development, "left_out", known.item, null);
    }
    // Two developments whose items were merged since: what the first one says is what counts.
    if (this.done.has(item)) {
      this.keep(development, item);
      return outcome(development, "unchanged", item, null);
    }
    this.done.add(item);
    const before = importOf(this.context, item);
    if (before === null || before.source.toLowerCase() !== this.edition.source.toLowerCase()) {
      const drafted = this.draftOf(development, development.instruments);
      const isNew = proposeSource(this.context, item, this.edition, drafted);
      this.keep(development, item, development as unknown as JsonObject);
      return outcome(development, isNew ? "reported_before" : "unchanged", item, null);
    }
    return this.update(development, item, before);
  }

  private update(development: ReadDevelopment, item: string, before: ItemImport): Outcome {
    const { context, edition } = this;
    const revision = this.revisionsOf(item);
    const made = this.instruments.made.length;
    const placed = this.instruments.place(development, before.made);
    const drafted = this.draftOf(development, placed);
    const updated = updateItem(context, item, edition, drafted, before);
    const finished = this.finish(development, item, drafted, placed, before.made);
    const isDraft = contentOf(context.writer, items, item)["state"] === "draft";
    const offsets = drafted.offsets.filter(
      ({ field }) => isDraft && !updated.edited.has(field.split("/")[1] ?? ""),
    );
    const raised = finished.doubts;
    const doubts = isDraft ? openDoubts(raised, before, updated.edited) : [];
    const { wrote } = updated;
    noteImport(context, item, edition, { wrote, made: finished.made, doubts, raised, offsets });
    this.keep(development, item);
    const isProposed = updated.isProposed || finished.isProposed;
    const isChanged =
      updated.isChanged ||
      this.revisionsOf(item) !== revision ||
      this.instruments.made.length > made;
    const action = isProposed ? "proposed" : isChanged ? "updated" : "unchanged";
    return outcome(development, action, item, null);
  }

  /** What follows once the item is there: steps of its instruments, and what waits to be decided. */
  private finish(
    development: ReadDevelopment,
    item: string,
    { places, doubts }: Drafted,
    placed: readonly Placed[],
    earlier: Made | null,
  ): { made: Made; doubts: Doubt[]; isProposed: boolean } {
    const { source, number } = this.edition;
    const about = { item, source, edition: number };
    const instruments = placed.map(({ id }) => id);
    const events = recordEvents(this.context, { item, development, instruments, places, earlier });
    let isProposed = false;
    for (const [i, { changes }] of placed.entries()) {
      for (const change of changes) {
        const pointer = `/instruments/${places[i]}/${change.field}`;
        const reason = "The source says so of the instrument, which was edited or published since.";
        const proposal = { ...about, ...change, pointer, operation: "set" as const, reason };
        isProposed = propose(this.context, proposal) || isProposed;
      }
    }
    for (const waiting of events.waiting) {
      isProposed = propose(this.context, { ...about, ...waiting }) || isProposed;
    }
    const made = placed.flatMap(({ id, isNew }, i) =>
      id !== null && isNew ? [{ id, title: development.instruments[i]?.title.value ?? "" }] : [],
    );
    const kept = (earlier?.instruments ?? []).filter(({ id }) => instruments.includes(id));
    return {
      made: { instruments: [...kept, ...made], events: events.made },
      doubts: withoutRepeats([
        ...doubts,
        ...placed.flatMap((each, i) => doubtsOf(each, places[i] ?? -1)),
        ...events.doubts,
      ]),
      isProposed,
    };
  }

  private draftOf(
    development: ReadDevelopment,
    instruments: readonly { id: string | null }[],
  ): Drafted {
    const { position } = development;
    return draftOf(
      development,
      instruments.map(({ id }) => id),
      this.edition.source,
      this.unmatched.filter((each) => each.position === position),
    );
  }

  private keep(
    development: ReadDevelopment,
    item: string,
    reading: JsonObject | null = null,
  ): void {
    keepDevelopment(this.context.writer, this.edition, development, item, reading);
  }

  /** The revisions of an item and of the instruments that it is about, as one text. */
  private revisionsOf(item: string): string {
    const rows = this.context.writer.all(
      `select revision from items where id = ?1
       union all select t.revision from item_instruments l join instruments t on t.id = l.target
       where l.owner = ?1`,
      item,
    );
    return JSON.stringify(rows);
  }
}

const withoutRepeats = (doubts: readonly Doubt[]): Doubt[] => [
  ...new Map(doubts.map((doubt) => [JSON.stringify(doubt), doubt])).values(),
];

const outcome = (
  { position, title }: ReadDevelopment,
  action: Outcome["action"],
  item: string,
  detail: string | null,
): Outcome => ({ position, title: title.value, action, item, detail });
