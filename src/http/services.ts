import type { Database } from "../db/database.ts";
import type { Lister } from "../query/list.ts";
import type { Fragments } from "../records/fragments.ts";
import type { Answers } from "./answers.ts";

/** What routes answer by: one of each for a process. */
export interface Services {
  db: Database;
  /** What tells this database and program from others, for entity tags. */
  origin: string;
  answers: Answers;
  fragments: Fragments;
  lister: Lister;
  /** Signs the cursors of lists that are none of a resource. */
  cursorSecret: string;
  /** Where clients reach the service, or null where that is for each request to say. */
  publicUrl: string | null;
  /** A UUID for a path, the same for as long as the database lives. */
  uuidOf(path: string): string;
}
