/** How months and days are written: a line for each name, the languages together. */

const MONTHS: readonly string[] = [
  "january jan januar jänner janvier janv enero ene gennaio gen januari janeiro",
  "february feb februar februari février févr fév febrero febbraio febr fevereiro fev",
  "march mar märz mär maerz mars marzo maart março",
  "april apr avril avr abril abr aprile",
  "may mai mayo maggio mei maio",
  "june jun juni juin junio giugno junho",
  "july jul juli juillet juil julio luglio julho",
  "august aug août aout agosto ago augustus",
  "september sep sept septembre septiembre settembre setembro",
  "october oct oktober okt octobre octubre ottobre outubro",
  "november nov novembre noviembre novembro",
  "december dec dezember dez décembre déc diciembre dicembre desember dezembro",
];

const MONTH_NUMBERS: ReadonlyMap<string, number> = new Map(
  MONTHS.flatMap((line, i) => line.split(" ").map((name) => [name, i + 1] as const)),
);

/** The number of a month by its name in any case; 0 for what is none. */
export const monthNumber = (name: string): number =>
  MONTH_NUMBERS.get(name.toLowerCase().replace(/\.$/, "")) ?? 0;

/** Any month's name, the longest first, so that none is taken for its beginning. */
export const MONTH = [...MONTH_NUMBERS.keys()].sort((a, b) => b.length - a.length).join("|");

const ORDINALS: readonly string[] = (
  "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth " +
  "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first " +
  "twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth " +
  "twenty-ninth thirtieth thirty-first"
).split(" ");

/** The number of a day by its ordinal; 0 for what is none. */
export const ordinalNumber = (word: string): number =>
  ORDINALS.indexOf(word.toLowerCase().replace(" ", "-")) + 1;

export const ORDINAL = [...ORDINALS]
  .sort((a, b) => b.length - a.length)
  .map((word) => word.replace("-", "[- ]"))
  .join("|");
