/** XML 1.0 as text. */

/** What no XML document may hold, not even escaped (XML 1.0 §2.2). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  // A parser would turn these into a space or a line feed (XML 1.0 §2.11, §3.3.3).
  "\r": "&#13;",
  "\n": "&#10;",
  "\t": "&#9;",
  // So would one that takes everything for XML 1.1 (§2.11).
  "\u0085": "&#133;",
  "\u2028": "&#8232;",
};

/** Text without what no XML document may hold. */
export const allowedText = (text: string): string => text.replaceAll(FORBIDDEN, "");

/** Text as it stands in XML, without what can't. */
const escaped = (text: string): string =>
  allowedText(text).replaceAll(
    /[&<>"'\r\n\t\u0085\u2028]/g,
    (character) => ENTITIES[character] ?? "",
  );

type Attributes = Readonly<Record<string, string | null>>;

const startOf = (name: string, attributes: Attributes): string =>
  `<${name}${Object.entries(attributes)
    .flatMap(([attribute, value]) => (value === null ? [] : [` ${attribute}="${escaped(value)}"`]))
    .join("")}`;

/** An element with text; attributes that are null are left out. */
export const textElement = (name: string, text: string, attributes: Attributes = {}): string =>
  `${startOf(name, attributes)}>${escaped(text)}</${name}>`;

/** An element with nothing in it. */
export const emptyElement = (name: string, attributes: Attributes): string =>
  `${startOf(name, attributes)}/>`;
