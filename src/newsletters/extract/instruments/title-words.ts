/** Words within and around titles in Latin script: a line for each kind. */

const set = (...lines: readonly string[]): ReadonlySet<string> =>
  new Set(lines.flatMap((line) => line.split(" ")));

/** Small words that titles have between their capitals. */
export const CONNECTORS = set(
  "of the for on and to in with by at or from under against as its their a an into within through",
  "between over per via during concerning regarding relating governing across towards upon about",
  "des der die das zur zum über und für von du de la le les et sur relatif relative à",
);

/** What may follow the head word of a title that begins with it. */
export const AFTER_HEAD = set(
  "on for of to in concerning regarding relating governing against under about from with",
  "sur relatif relative zur zum über für",
);

/** Words with which no title goes on. */
export const ENDS_TITLE = set(
  "is are was were be been has have had will would shall may might can could should must do does did",
  "that which who whose whom where when while whereby whereas after before until since because if",
  "although though unless including such namely also however not said says it they he she we",
  "aims sets requires provides seeks applies takes took came comes enters entered entry",
  "became becomes consists contains details stipulates specifies clarifies outlines",
);

/** Words that a title may not go on with after "to": what somebody does it for. */
export const PURPOSES = set(
  "solicit seek help ensure clarify protect regulate promote provide address implement strengthen",
  "improve further support enhance guide standardise standardize prevent curb combat give make allow",
  "enable require reflect better replace amend repeal take enter come be become bring establish",
);

/** What follows "for", "from", "in" or "on" after a title and not within it, with it. */
export const AFTER_TITLE =
  /^(?:for (?:(?:public |soliciting |further )?(?:comments?|consultation|feedback|opinions?|soliciting|review)|violat|fail|alleged)|from the public|in (?:order|accordance|response|relation to|connection|line|an effort|a move|(?:19|20)\d\d(?!-\d)|(?:early|late|mid)|(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)|on (?:\d|(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday)\b|the (?:website|basis|grounds)|its (?:website|official))|as (?:of|well|part|a )|by (?:the end|\d)|with (?:a view|effect|immediate|the aim|the public)|to the (?:public|press|market)|at (?:a|its|the)\b|under which|through which|during the|over (?:a|the)\b|through (?:a|the) (?:public|website))/i;

/** A capital at the beginning of a sentence that belongs to no title. */
export const BEFORE_TITLE = set(
  "the a an this that these those its their on in at by for from with under according to as of and or",
  "after before while when if since following per pursuant both new his her our such also however",
  "currently meanwhile separately additionally finally today yesterday recently compared",
  "article articles art section sections chapter part paragraph annex recital",
  "draft final proposed revised updated current former annual joint further first second",
);
