/** What can be wrong with a database, and how it is mended: a line for each check. */
export const CHECKS = {
  pages: {
    what: "the file's pages are as SQLite writes them",
    mend: "Stop the service and put a backup back: `legal-developments restore`.",
  },
  indexes: {
    what: "each index has the rows of its table",
    mend: "`legal-developments check --mend` builds them again.",
  },
  unique: {
    what: "no two rows have what only one may have",
    mend: "Put a backup back, or delete one of the rows with SQLite's own shell, `reindex` there and run `legal-developments check --mend`.",
  },
  schema: {
    what: "tables, indexes and triggers are those of this program",
    mend: "Something else changed them. `legal-developments export` all and `import` it into a new database, or restore a backup.",
  },
  links: {
    what: "no row names one that is not there",
    mend: "Put a backup back, or delete the rows with SQLite's own shell and run `legal-developments check --mend`, which writes down what is gone.",
  },
  records: {
    what: "each record is one that a client could write",
    mend: "Correct the record by PUT or PATCH, or delete it; where it can't even be read, put a backup back.",
  },
  columns: {
    what: "what rows say that follows from others is right",
    mend: "`legal-developments export` all and `import` it into a new database: that derives everything anew.",
  },
  filters: {
    what: "filters and facets find what they should",
    mend: "`legal-developments check --mend` derives them again.",
  },
  search: {
    what: "the index of texts has the words of the records",
    mend: "`legal-developments check --mend` derives it again.",
  },
  references: {
    what: "look-ups know what each record is cited by",
    mend: "`legal-developments check --mend` derives them again.",
  },
  history: {
    what: "the last change of each record is what it is now, and what is gone was deleted",
    mend: "`legal-developments check --mend` writes down what is missing.",
  },
} as const;

export type CheckName = keyof typeof CHECKS;

/** Something that is wrong. */
export interface Fault {
  check: CheckName;
  /** What, where and how many, for a person. */
  detail: string;
}
