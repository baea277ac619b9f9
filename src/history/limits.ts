/** How many changes a page has at most, and unless `limit` says otherwise. */
export const MOST_CHANGES = 1000;
export const USUAL_CHANGES = 100;
