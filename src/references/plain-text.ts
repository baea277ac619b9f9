/** Signs that are typed for one another, by the one that the patterns of references know. */
const PLAIN: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212",
    " ": "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "〔": "〔【﹝",
    "〕": "〕】﹞",
    "'": "‘’ʼ",
    '"': "“”",
  }).flatMap(([plain, others]) => [...others].map((other) => [other, plain] as const)),
);

const OTHERS = new RegExp(`[${[...PLAIN.keys()].join("")}\uff01-\uff5e]`, "g");

/** The distance of full-width ASCII from ASCII. */
const FULL_WIDTH = 0xfee0;

/**
 * A text with signs in one spelling: full-width letters, digits and brackets as ASCII, every dash as
 * `-`, every space as one of ASCII. Each UTF-16 code unit stays one, so that what is found in it is
 * at the same place in the text.
 */
export const plainText = (text: string): string =>
  text.replace(
    OTHERS,
    (sign) => PLAIN.get(sign) ?? String.fromCharCode(sign.charCodeAt(0) - FULL_WIDTH),
  );
