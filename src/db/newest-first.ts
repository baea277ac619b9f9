import type { Column, SQL } from "drizzle-orm";
import { and, desc, eq, lt, or } from "drizzle-orm";

/** Where a list from the newest on goes on: what was shown last. */
export interface NewestFirst {
  created_at: string;
  id: string;
}

interface Columns {
  created_at: Column;
  id: Column;
}

/** The order of such a list. */
export const newestFirst = ({ created_at, id }: Columns): SQL[] => [desc(created_at), desc(id)];

/** What comes after a place in it; everything where it begins. */
export const after = (columns: Columns, place: NewestFirst | null): SQL | undefined =>
  place === null
    ? undefined
    : or(
        lt(columns.created_at, place.created_at),
        and(eq(columns.created_at, place.created_at), lt(columns.id, place.id)),
      );
