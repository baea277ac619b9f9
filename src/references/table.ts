import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/**
 * The references that records stand for or cite, each in its normal form: derived from an instrument's
 * number, titles and address, a citation's text, title and address, a source's address. Not the
 * addresses of citations, which have a column of their own. Triggers delete what belonged to a
 * record that is gone.
 */
export const referenceForms = sqliteTable(
  "reference_forms",
  {
    form: text("form").notNull(),
    resource: text("resource").notNull(),
    /** The record's key. */
    record: integer("record").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.form, t.resource, t.record] }),
    index("reference_forms_by_record").on(t.resource, t.record),
  ],
);
