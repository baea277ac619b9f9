import fc from "fast-check";

/** Pieces of text small enough that queries often find something, and awkward to fold. */
const UNITS = [
  ..."aAbB12",
  ..."áÀeé",
  "e\u0301",
  ..."ßøﬁＡ１Σς",
  ..."公司法標",
  "𠮷",
  ..."かがカガー",
  "か\u3099",
  "ｶﾞ",
  ..."한국",
  "\u1112\u1161\u11ab",
  "㍿",
];
const SEPARATORS = [..."-.,:/&'’+", "、", "\u3000", " ", " ", " ", "🙂"];

export const lettersAndSeparatorsByUnit = fc.array(
  fc.constantFrom(...UNITS, ...UNITS, ...SEPARATORS),
  { maxLength: 14 },
);
export const lettersAndSeparators = lettersAndSeparatorsByUnit.map((units) => units.join(""));
export const lettersAndPunctuation = fc.string({
  unit: fc.constantFrom(...UNITS, ...UNITS, ...SEPARATORS.filter((unit) => unit.trim() !== "")),
  minLength: 1,
  maxLength: 4,
});

/** Any string at all: every code point, lone surrogates, stray marks, signs, joiners. */
export const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  lettersAndSeparators,
  fc.string({
    unit: fc.oneof(
      fc.constantFrom(...UNITS, ...SEPARATORS),
      fc.constantFrom(
        ..."½™①㎏№℃ﷺİıŉǆक्षิกำเ'\"<>&",
        "\u0301",
        "\u3099",
        "\u20e3",
        "\u00ad",
        "\u200b",
        "\u200d",
        "\ufe0f",
        "\ufeff",
        "\u0640",
        "\ud800",
        "\udc00",
        "\u0000",
      ),
    ),
    maxLength: 40,
  }),
  fc.array(fc.nat(0xffff), { maxLength: 40 }).map((codes) => String.fromCharCode(...codes)),
);

/** What a client may type: any text, and what looks like syntax. */
export const anyQuery = fc.oneof(
  anyText,
  fc
    .array(
      fc.oneof(
        fc.constantFrom("OR", "AND", "NOT", "NEAR", '"', "“", "-", "－", "*", "(", ")", ":", "^"),
        fc.constantFrom(" ", " ", "\u3000", "\t"),
        lettersAndPunctuation,
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join("")),
);
