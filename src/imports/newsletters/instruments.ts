import type { Json, JsonObject } from "../../fields/field.ts";
import type { ReadDevelopment, ReadInstrument } from "../../newsletters/reading.ts";
import { Faults } from "../../problems/faults.ts";
import { patchRecord } from "../../records/write.ts";
import type { WriteContext } from "../../resources/define.ts";
import { instruments as resource } from "../../resources/instruments/resource.ts";
import { foldName } from "../../values/names.ts";
import { likeness } from "./align.ts";
import {
  comparable,
  comparableFields,
  contentFrom,
  contentOf,
  isSame,
  writable,
} from "./content.ts";
import { createAsFarAsPossible } from "./create.ts";
import type { Proposal } from "./proposals.ts";
import type { Doubt } from "./review.ts";

/** The instruments that developments are about: those that are recorded, and drafts of those that are not. */

/** What an import made for an item, beside the item. */
export interface Made {
  instruments: { id: string; title: string }[];
  events: { id: string; instrument: string; type: string; date: string | null }[];
}

/** A change of an instrument that waits at the item which reports it. */
export type InstrumentChange = Pick<
  Proposal,
  "resource" | "record" | "field" | "current" | "proposed"
>;

export interface Placed {
  /** Null for an instrument that could not be recorded. */
  id: string | null;
  /** Whether this import made it. */
  isNew: boolean;
  changes: InstrumentChange[];
  /** What is wrong with it, in words. */
  faults: string[];
}

const FIELDS = ["title", "title_native", "aliases", "type", "number", "issuing_bodies"] as const;

/** The instruments of one import: what several developments are about is recorded once. */
export class InstrumentsOfImport {
  private readonly context: WriteContext;
  private readonly byName = new Map<string, string>();
  readonly made: string[] = [];

  constructor(context: WriteContext) {
    this.context = context;
  }

  /** Finds or makes the instruments of a development, in its order. */
  place(development: ReadDevelopment, earlier: Made | null): Placed[] {
    const taken = new Set(development.instruments.flatMap(({ id }) => id ?? []));
    return development.instruments.map((read) => {
      const placed = this.placeOne(read, development, earlier, taken);
      if (placed.id !== null) {
        taken.add(placed.id);
        for (const name of namesOf(read)) this.byName.set(name, placed.id);
      }
      return placed;
    });
  }

  private placeOne(
    read: ReadInstrument,
    development: ReadDevelopment,
    earlier: Made | null,
    taken: ReadonlySet<string>,
  ): Placed {
    const known = read.id ?? this.known(read);
    if (known !== null) {
      // Of what is recorded the document says little: what it leaves out is not to be emptied.
      const said = Object.entries(bodyOf(read)).filter(
        ([name, value]) => ["title_native", "number"].includes(name) && value !== null,
      );
      return {
        id: known,
        isNew: false,
        faults: [],
        changes: this.change(known, Object.fromEntries(said)),
      };
    }
    const renamed = (earlier?.instruments ?? []).find(
      ({ id, title }) =>
        !taken.has(id) && this.isThere(id) && likeness(title, read.title.value) >= 0.6,
    );
    const body = bodyOf(read);
    if (renamed !== undefined) {
      const { id } = renamed;
      return { id, isNew: false, faults: [], changes: this.change(id, body) };
    }
    const { id, faults } = createAsFarAsPossible(this.context, resource, {
      ...body,
      jurisdiction: development.jurisdiction.value,
      state: "draft",
    });
    if (id === null) return { id, isNew: false, faults, changes: [] };
    this.made.push(id);
    this.note(id);
    return { id, isNew: true, faults, changes: [] };
  }

  /** One of the same title that this import met before, or that is recorded. */
  private known(read: ReadInstrument): string | null {
    for (const name of namesOf(read)) {
      const id = this.byName.get(name);
      if (id !== undefined) return id;
    }
    const { writer } = this.context;
    const titles = [
      ["title", read.title.value],
      ["title_native", read.title_native],
    ] as const;
    for (const [column, title] of titles) {
      if (title === null) continue;
      const sql = `select id from instruments where ${column} = ? limit 2`;
      const ids = writer.column(sql, title) as string[];
      if (ids.length === 1) return ids[0] as string;
    }
    return null;
  }

  private isThere(id: string): boolean {
    return this.context.writer.get("select 1 from instruments where id = ?", id) !== undefined;
  }

  /** Writes down what the import says of an instrument that it made. */
  private note(id: string): void {
    const { writer } = this.context;
    const wrote = comparableFields(contentOf(writer, resource, id), FIELDS);
    writer.run(
      `insert into instrument_imports (instrument, wrote) values (?1, ?2)
       on conflict (instrument) do update set wrote = ?2`,
      id,
      JSON.stringify(wrote),
    );
  }

  /**
   * Changes a draft that an import made where nobody did since.
   * @returns what else would change
   */
  private change(id: string, body: JsonObject): InstrumentChange[] {
    const { writer } = this.context;
    const row = writer.get("select wrote from instrument_imports where instrument = ?", id);
    if (row === undefined) return [];
    const wrote = JSON.parse(row["wrote"] as string) as JsonObject;
    const now = contentOf(writer, resource, id);
    const wanted = contentFrom(
      writer,
      resource,
      { ...body, type: body["type"] ?? now["type"] ?? "other" },
      id,
    );
    const isDraft = now["state"] === "draft";
    const updates: JsonObject = {};
    const waiting: InstrumentChange[] = [];
    for (const field of Object.keys(body)) {
      const [was, is] = [comparable(wanted[field] ?? null), comparable(now[field] ?? null)];
      if (isSame(was, wrote[field]) || isSame(was, is)) continue;
      if (isDraft && isSame(is, wrote[field])) updates[field] = body[field] as Json;
      else {
        const [current, proposed] = [writable(now[field] ?? null), body[field] as Json];
        waiting.push({ resource: "instruments", record: id, field, current, proposed });
      }
      wrote[field] = was;
    }
    if (Object.keys(updates).length > 0) {
      const request = { body: updates, faults: new Faults(), matches: () => true };
      patchRecord(this.context, resource, id, request);
    }
    writer.run(
      "update instrument_imports set wrote = ? where instrument = ?",
      JSON.stringify(wrote),
      id,
    );
    return waiting;
  }
}

const bodyOf = (read: ReadInstrument): JsonObject => ({
  title: read.title.value,
  title_native: read.title_native,
  aliases: [...new Set(read.aliases)],
  type: read.type.value,
  number: read.number,
  issuing_bodies: read.issuing_bodies.map((body) => ({ ...body })),
});

const namesOf = ({ title, title_native, number }: ReadInstrument): string[] =>
  [title.value, title_native, number].flatMap((name) => (name === null ? [] : foldName(name)));

/** What could not be recorded of an instrument, as doubts about its place in the item. */
export const doubtsOf = (placed: Placed, place: number): Doubt[] =>
  placed.faults.map((detail) => ({
    field: place < 0 ? "/instruments" : `/instruments/${place}`,
    detail,
  }));
