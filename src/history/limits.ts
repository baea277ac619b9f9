/** How many changes a page has at most, and unless `limit` says otherwise. */
export const MOST_CHANGES = 1000;
export const USUAL_CHANGES = 100;

/** What is written down of the records that are read for one answer, in bytes: then a page ends early. */
export const MOST_READ = 16 * 1024 * 1024;
