const FIRST = Date.parse("0000-01-01T00:00:00Z");
const LAST = Date.parse("9999-12-31T23:59:59.999Z");

/**
 * Whether a time, in milliseconds since 1970, is one that RFC 3339 can write in UTC: by their offset,
 * times that it can write lead out of the years of four digits.
 */
export const canBeWritten = (time: number): boolean => time >= FIRST && time <= LAST;
