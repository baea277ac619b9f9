import type { Part } from "../part.ts";
import type { Stretch } from "../sentences.ts";

/** The parties of a case are capitals on both sides of a "v."; a title of a person may stand before. */
const VERSUS = /\s(?:v\.?|vs\.?|versus|c\.)\s(?=\p{Lu})/gu;
const BEFORE =
  /(?:(?:Mr|Mrs|Ms|Dr|Inc|Ltd|Co|Corp|St)\.\s?,?\s?|\p{Lu}[\p{L}\p{N}'’.&-]{0,40},?\s|(?:of|and|the|de|&)\s){0,7}\p{Lu}[\p{L}\p{N}'’.&-]{0,40}$/u;
const AFTER =
  /^[\p{Lu}\p{N}][\p{L}\p{N}'’&-]{0,40}(?:\.(?=\s\p{Lu}))?(?:\s(?:of\s|and\s|the\s|de\s|&\s){0,2}\p{Lu}[\p{L}\p{N}'’&-]{0,40}){0,6}(?:,?\s(?:[Ii]nc|Ltd|ltée|LLC|Corp|Co)\.?)?/u;

/** So much before and after the "v." is looked at. */
const REACH = 160;

/** Words in capitals that introduce a case and are not a party. */
const INTRODUCES = /^(?:(?:In|The|Case|On|Of|And|By|That|This|Under|As)\s|the\s|of\s|and\s)+/;

/** Bills of American legislatures: SB 2979, H.R. 8818. */
const BILLS =
  /(?<![\p{L}\p{N}.])(?:SB|HB|AB|SF|HF|LD|HR|H\.\s?R\.|[HSA]\.B\.|S\.)[ -]?\d{1,5}(?![\p{L}\p{N}])/gu;

export const billNumbers = ({ plain }: Part): Stretch[] =>
  [...plain.matchAll(BILLS)].map(({ 0: bill, index }) => ({
    start: index,
    end: index + bill.length,
  }));

/** Numbers by which German courts' decisions are known: VI ZR 1111/20, 1 BvR 256/08. */
const NUMBERS =
  /(?<![\p{L}\p{N}])(?:[IVX]{1,5}|\d{1,2})\s(?:ZR|ZB|StR|ARs|BvR|BvL|BvE|AZR|ABR|BvQ)\s\d{1,5}\/\d\d(?![\p{L}\p{N}])/gu;

export const caseNumbers = ({ plain }: Part): Stretch[] =>
  [...plain.matchAll(NUMBERS)].map(({ 0: written, index }) => ({
    start: index,
    end: index + written.length,
  }));

/** The names of cases in a part, such as `Roe v. Example Ltd.`. */
export function caseNames({ plain }: Part): Stretch[] {
  const names: Stretch[] = [];
  for (const { 0: sign, index } of plain.matchAll(VERSUS)) {
    const from = Math.max(0, index - REACH, names.at(-1)?.end ?? 0);
    const before = BEFORE.exec(plain.slice(from, index))?.[0].replace(INTRODUCES, "");
    const after = AFTER.exec(plain.slice(index + sign.length, index + sign.length + REACH))?.[0];
    if (before === undefined || before === "" || after === undefined) continue;
    const end = index + sign.length + after.length;
    const isCompany = /\b(?:[Ii]nc|Ltd|Co|Corp)$/.test(after) && plain.charAt(end) === ".";
    names.push({ start: index - before.length, end: isCompany ? end + 1 : end });
  }
  return names;
}
