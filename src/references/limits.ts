/** The longest text in which references are looked for, in UTF-16 code units. */
export const LONGEST_TEXT = 64_000;

/** A text with more references is no text; it would make an answer of many megabytes. */
export const MOST_REFERENCES = 2000;

/** How many matches of a reference are given: where one address was asked for, and in a text. */
export const SHOWN = { url: 100, text: 10 } as const;
