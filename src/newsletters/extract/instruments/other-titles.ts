import { VERB_FORMS } from "../action-cues.ts";
import type { Part } from "../part.ts";
import type { Stretch } from "../sentences.ts";
import type { InstrumentType } from "./heads.ts";

/**
 * What titles in French, Spanish, Portuguese, Italian and German begin with, by type. Such titles are
 * written in small letters but for the first, so that only what follows tells where they end.
 */
const HEADS: readonly (readonly [InstrumentType, string])[] = [
  [
    "bill",
    "projets? de loi|proposition de loi|proyecto de ley|anteproyecto de ley|proposición de ley|projeto de lei|disegno di legge|entwurf eine[sr] (?:gesetz(?:es)?|verordnung)",
  ],
  [
    "law",
    "loi organique|loi|ley orgánica|ley|lei complementar|lei|legge|decreto legislativo|gesetz(?:es)?",
  ],
  [
    "regulation",
    "décret|règlement|real decreto(?:-ley)?|decreto(?:-lei|-ley|-legge)?|reglamento|regulamento|regolamento|verordnung|medida provisória",
  ],
  ["directive", "directive|directiva|diretiva|direttiva|richtlinie"],
  [
    "rule",
    "arrêté|orden ministerial|resolução|portaria|instrução normativa|resolución|circular|provvedimento|orden",
  ],
  ["decision", "délibération|ordonnance|deliberação|deliberazione|beschluss"],
  [
    "guideline",
    "lignes directrices|recommandations?|référentiel|directrices|guía|guia orientativ[oa]|guia|linee guida|leitlinien|orientierungshilfe|handreichung|leitfaden|empfehlung(?:en)?",
  ],
  [
    "law",
    "código (?:de|do|da|civil|penal)|code (?:de|du|civil|pénal)|codice (?:di|del|civile|penale)",
  ],
];

const HEAD = new RegExp(
  `(?<![\\p{L}\\p{N}'’-])(?:${HEADS.map(([, words], i) => `(?<h${i}>${words})`).join("|")})(?![\\p{L}\\p{N}-])`,
  "giu",
);

/** What has to follow a head: its number, or what it is on. */
const GOES_ON =
  /^\s(?:\((?:UE|CE|EU|EG)\)\s|n[°ºo.]{1,2}\s?|nr\.?\s|[A-Z]{2,8}(?:\/[A-Z]{2,8})?\s|\d{1,6}[/.-]\d|relati[fv][aeo]?s?\s|portant\s|sur\s|sobre\s|concernant\s|pour\s|de\s|do\s|da\s|del\s|di\s|dello\s|d[eo]s\s|du\s|des\s|zu[rm]?\s|über\s|für\s|orgânic|general\s|geral\s|federal\s)/iu;

const STOPS = new Set(
  (
    "a ont est sont sera seront été qui que dont où afin lorsque ainsi puis entre entrera entrent fixe prévoit impose vise précise " +
    "ha han es son será fue que quien cuando donde entra entrará establece prevé exige regula " +
    "é são foi será que quando onde entra entrará estabelece prevê exige aprova determina " +
    "è sono che quando stabilisce prevede " +
    "hat haben ist sind wird werden wurde wurden soll sollen kann muss das dass der tritt gilt regelt sieht und nach"
  ).split(" "),
);

const LONGEST = 30;

/** A title in one of these languages, where its text is plainly in it. */
export function otherTitles({ plain }: Part): (Stretch & { type: InstrumentType })[] {
  if (!OTHER_LANGUAGE.test(plain)) return [];
  const titles: (Stretch & { type: InstrumentType })[] = [];
  for (const match of plain.matchAll(HEAD)) {
    const { 0: head, index } = match;
    if (index < (titles.at(-1)?.end ?? 0)) continue;
    const rest = plain.slice(index + head.length, index + head.length + 400);
    const isCode = /^c[oó]d/i.test(head);
    if (!isCode && !GOES_ON.test(rest)) continue;
    const end = index + head.length + lengthOf(rest);
    const words = plain.slice(index + head.length, end).match(/[\p{L}\p{N}]{3,}/gu) ?? [];
    if (words.length < 1 || (words.length < 2 && !/\d/.test(words[0] ?? "") && !isCode)) continue;
    const at = HEADS.findIndex((_, i) => match.groups?.[`h${i}`] !== undefined);
    titles.push({ start: index, end, type: HEADS[at]?.[0] ?? "other" });
  }
  return titles;
}

/** Small words of these languages: two of them, so that no name in an English text does. */
const OTHER_LANGUAGE =
  /(?:^|[\s'’(])(?:le|la|les|des|du|une|est|el|los|las|una|o|os|da|do|uma|il|gli|della|der|die|das|eine[mnrs]?|den|dem|hat)\s(?:.{0,200}\s)?(?:le|la|les|des|du|une|par|pour|el|los|las|una|por|para|os|da|do|dos|uma|em|il|gli|della|dei|der|die|das|eine[mnrs]?|den|dem|zur|zum|von)\s/isu;

/** How far a title goes on after its head. */
function lengthOf(rest: string): number {
  let end = 0;
  let count = 0;
  for (const { 0: word, index } of rest.matchAll(
    /\((?:UE|CE|EU|EG)\)|[\p{L}\p{N}](?:[\p{L}\p{N}.'’/°º-]*[\p{L}\p{N}°º])?|n[°º]|[^\s\p{L}\p{N}]/gu,
  )) {
    const lower = word.toLowerCase();
    if (count++ > LONGEST) break;
    const isSign = !/^[\p{L}\p{N}(]/u.test(word);
    if (isSign || STOPS.has(lower) || VERB_FORMS.get(lower)?.isForeign === true) break;
    // "a publié le 16 février": a day that does not belong to it
    if (/^(?:le|el|il|em|am)$/.test(lower) && /^\s\d/.test(rest.slice(index + word.length))) break;
    if (/^s['’]/.test(lower)) break;
    // "… and a guide"
    const isAnother = /^\s(?:une?|uma?|una|ein(?:e[nrsm]?)?)\s/.test(
      rest.slice(index + word.length, index + word.length + 8),
    );
    if (/^(?:et|e|y|und)$/.test(lower) && isAnother) break;
    if (SMALL.has(lower)) continue;
    end = index + word.length;
  }
  return end;
}

/** Words with which no title ends. */
const SMALL = new Set(
  "de du des la le les l à au aux et sur en dans pour par del los las el y para por con e do da dos das em no na o os com di della dei il per zur zum über für von der die den dem und le".split(
    " ",
  ),
);
