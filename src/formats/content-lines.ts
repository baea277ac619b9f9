/**
 * Content lines of iCalendar (RFC 5545 §3.1). Libraries that write calendars hold one as a whole, and
 * an export of any length is streamed.
 */

/** A line's octets, without the break, before it has to be folded. */
const OCTETS = 75;

/**
 * A line, folded so that no part has more than 75 octets and no character is split: a reader that
 * decodes before it unfolds would find broken UTF-8.
 */
export function contentLine(name: string, value: string): string {
  const line = `${name}:${value}`;
  if (Buffer.byteLength(line) <= OCTETS) return `${line}\r\n`;
  let folded = "";
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > OCTETS) {
      folded += "\r\n ";
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return `${folded}\r\n`;
}

/** What a text can't hold (RFC 5545 §3.1, CONTROL), line feeds aside. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]|\p{Surrogate}/gu;

/** A value of type TEXT (RFC 5545 §3.3.11). */
export const textValue = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(CONTROL, "")
    .replaceAll(/[\\;,]/g, "\\$&")
    .replaceAll("\n", "\\n");

/** A whole day, from `YYYY-MM-DD`. */
export const dateValue = (day: string): string => day.replaceAll("-", "");

/** A moment in UTC, from an RFC 3339 timestamp in UTC. */
export const momentValue = (timestamp: string): string =>
  `${timestamp.slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
