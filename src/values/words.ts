/** A noun with its indefinite article, for messages and descriptions. */
export const withArticle = (noun: string): string =>
  /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
