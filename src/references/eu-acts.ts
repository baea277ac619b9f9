/** Acts of the European Union: CELEX numbers, ELIs and short titles are names of one act. */

/** The first letter of an act's kind in CELEX (EUR-Lex, "CELEX numbers"), sector 3. */
const KINDS: Readonly<Record<string, string>> = {
  regulation: "R",
  règlement: "R",
  verordnung: "R",
  directive: "L",
  richtlinie: "L",
  decision: "D",
  décision: "D",
  beschluss: "D",
  "framework decision": "F",
  recommendation: "H",
};

export const EU_KINDS =
  "Regulation|R[èe]glement|Verordnung|Directive|Richtlinie|D[ée]cision|Beschluss|Recommendation";

/** The abbreviations of the communities that made the act, in English, French and German. */
export const COMMUNITIES = "EU|EC|EEC|ECSC|Euratom|CFSP|JHA|UE|CE|CEE|EG|EWG";

/** The kinds of ELIs (http://publications.europa.eu/resource/authority/resource-type). */
const ELI_KINDS: Readonly<Record<string, string>> = {
  reg: "R",
  reg_impl: "R",
  reg_del: "R",
  dir: "L",
  dir_impl: "L",
  dir_del: "L",
  dec: "D",
  dec_impl: "D",
  dec_del: "D",
  dec_framw: "F",
  reco: "H",
};

export const ELI_PATTERN = `eli/(${Object.keys(ELI_KINDS).join("|")})/((?:19|20)\\d\\d)/(\\d{1,4})`;

const celex = (letter: string, year: number, number: string): string =>
  `3${year}${letter}${number.padStart(4, "0")}`;

/** The CELEX number of an ELI's parts; null where the number is none. */
export function celexOfEli(kind: string, year: string, number: string): string | null {
  const letter = ELI_KINDS[kind.toLowerCase()];
  return letter === undefined ? null : celex(letter, Number(year), number);
}

/** From 2015 on every act has the year first (EUR-Lex, "Numbering of acts"). */
const YEAR_FIRST = 2015;

/**
 * The CELEX number of an act that is named by kind and numbers, or null where no number is a year.
 * Before 2015 regulations had the year last (`No 139/2004`), directives and decisions first.
 */
export function celexOfAct(
  kind: string,
  { hasNo, first, second }: { hasNo: boolean; first: string; second: string },
): string | null {
  const name = kind.toLowerCase().replace("reglement", "règlement").replace("décision", "decision");
  const letter = KINDS[name];
  if (letter === undefined) return null;
  const [before, after] = [yearOf(first), yearOf(second)];
  const isNew = before !== null && before >= YEAR_FIRST && !(after !== null && after < YEAR_FIRST);
  const isYearFirst = isNew || (!hasNo && letter !== "R") ? before !== null : after === null;
  const [year, number] = isYearFirst ? [before, second] : [after, first];
  return year === null || Number(number) === 0 ? null : celex(letter, year, number);
}

/** The year that two or four digits say; null where none was meant. The first treaty is of 1952. */
function yearOf(digits: string): number | null {
  const number = Number(digits);
  if (digits.length === 2) return number >= 52 ? 1900 + number : null;
  return digits.length === 4 && number >= 1952 && number < 2100 ? number : null;
}
