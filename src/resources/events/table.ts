import { index, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { caseless, inVocabulary, periodColumns, recordColumns } from "../../db/columns.ts";
import { codesOf, EVENT_TYPES, STATES } from "../../vocabularies.ts";
import { instruments } from "../instruments/table.ts";
import { items } from "../items/table.ts";

export const events = sqliteTable(
  "events",
  {
    ...recordColumns(),
    instrument: caseless("instrument")
      .notNull()
      .references(() => instruments.id, { onDelete: "cascade" }),
    type: text("type", { enum: codesOf(EVENT_TYPES) }).notNull(),
    ...periodColumns("date"),
    note: text("note"),
    item: caseless("item").references(() => items.id, { onDelete: "set null" }),
    /** Derived: `published` where the instrument and the reporting item are. */
    state: text("state", { enum: codesOf(STATES) }).notNull(),
  },
  (t) => [
    inVocabulary("events_type", t.type, EVENT_TYPES),
    inVocabulary("events_state", t.state, STATES),
    index("events_by_date").on(t.state, t.date_start, t.id),
    // What every process reads when it starts.
    index("events_kept").on(t.state, t.date_start, t.date_end, t.type),
    index("events_by_instrument").on(t.instrument, t.date_start, t.id),
    index("events_by_item").on(t.item, t.date_start, t.id),
    index("events_by_note").on(t.note),
    index("events_by_id").on(t.state, t.id),
    index("events_by_created_at").on(t.state, t.created_at, t.id),
    index("events_by_updated_at").on(t.state, t.updated_at, t.id),
  ],
);
