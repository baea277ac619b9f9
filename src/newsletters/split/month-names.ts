/** Names of months as a line for each language, and how they are cut short; in the pattern of an expression. */
const NAMES = [
  "january|february|march|april|may|june|july|august|september|october|november|december",
  "januar|jänner|februar|märz|mai|juni|juli|oktober|dezember",
  "janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre",
  "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre",
  "janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro",
  "gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre",
  "januari|februari|maart|mei|augustus",
  "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec",
] as const;

export const MONTH_NAME = `(?:${NAMES.join("|")})\\.?`;

/** Cut short in other languages than English: these begin other words too. */
const SHORT = "mär|okt|dez|janv|févr|fév|juil|déc|gen|mag|giu|lug|ago|ott|ene|abr|set|out|fev";

/** Any of them, as a word. */
export const MONTH_WORD = `(?:${[...NAMES, SHORT].join("|")})\\.?(?![\\p{L}])`;
