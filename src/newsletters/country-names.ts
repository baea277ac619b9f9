/** Languages in which newsletters name countries, besides English. */
const LANGUAGES = ["zh", "de", "fr", "es", "pt", "it"] as const;

const NAMES = LANGUAGES.map(
  (language) => new Intl.DisplayNames([language], { type: "region", fallback: "none" }),
);

/**
 * What a country is called in other languages (CLDR, as Node.js has it).
 * @param code ISO 3166-1
 */
export function countryNames(code: string): string[] {
  if (!/^[A-Z]{2}$/.test(code)) return [];
  const names = NAMES.map((of) => of.of(code)).filter((name) => name !== undefined);
  return [...new Set(names)].filter((name) => name.length > 1 && name !== code);
}
